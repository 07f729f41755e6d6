package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.connector.jackson.ConnectorsObjectMapperSupplier;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.RequestFingerprint;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What happens to the inputs of a job before a request is sent.
 *
 * <p>In the catalog's package, because the translator is not public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InputBenchmark {

  private static final Map<String, String> JOBS =
      Map.of(
          // the model has these fields
          "openai/gpt-image-2",
          """
          {"provider": {"type": "openai", "apiKey": "sk-0123456789"}, "model": "gpt-image-2", "prompt": "a lighthouse at dusk",
           "n": "2", "size": "1024x1536", "quality": "high", "output_format": "webp", "output_compression": "80"}""",
          // a size becomes a ratio, and two images become two tasks
          "wavespeed/flux",
          """
          {"provider": {"type": "wavespeed", "apiKey": "sk-0123456789"}, "model": "wavespeed-ai/flux-2-flex/text-to-image", "prompt": "a lighthouse at dusk",
           "n": "2", "size": "1600x900", "seed": "7", "output_format": "png"}""",
          // no entry in the catalog
          "runware/unknown",
          """
          {"provider": {"type": "runware", "apiKey": "sk-0123456789"}, "model": "acme:1@1", "prompt": "a lighthouse at dusk",
           "n": "2", "size": "1024x1024", "negative_prompt": "people"}""");

  @Param({"openai/gpt-image-2", "wavespeed/flux", "runware/unknown"})
  public String job;

  private final ObjectMapper mapper = ConnectorsObjectMapperSupplier.getCopy();
  private String variables;
  private ImagesGenerateInput input;
  private Model model;

  /** Binds the inputs once. */
  @Setup
  public void bindOnce() throws IOException {
    variables = JOBS.get(job);
    input = bind();
    model = Catalog.builtIn().model(input.provider().type(), input.model());
  }

  /** JSON to inputs. */
  @Benchmark
  public ImagesGenerateInput bind() throws IOException {
    return mapper.readValue(variables, ImagesGenerateInput.class);
  }

  /** Finds the model, checks the inputs against it, and translates them. */
  @Benchmark
  public ImageRequest checkAndTranslate() {
    return Catalog.builtIn().translate(input);
  }

  /** Only the translation, with the checks of single fields. */
  @Benchmark
  public List<Map<String, Object>> translate() {
    return new RequestTranslator(input, null, InputImages.NONE, model, new Findings(input.model()))
        .requests();
  }

  /** The hash that identifies the purchase. */
  @Benchmark
  public String fingerprint() {
    return RequestFingerprint.of(input);
  }
}
