package org.imagesgenerate.connector.provider.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.imagesgenerate.connector.TestWorker.variables;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The provider that costs nothing, through the whole way of a job. */
class SimulationApiTest {

  @TempDir Path folder;
  private final TestWorker worker = new TestWorker();

  private static Map<String, Object> job(Object... more) {
    Map<String, Object> job =
        variables(
            "provider",
            Map.of("type", "simulation"),
            "model",
            "simulated",
            "prompt",
            "a lighthouse at dusk");
    job.putAll(variables(more));
    return job;
  }

  @Test
  void paintsWhatIsAskedForAndSaysThatItIsSimulated() throws IOException {
    Outcome outcome = worker.generate(1, job("n", 2, "size", "1536x1024"));

    assertThat(outcome.failure()).isNull();
    assertThat(worker.contents()).hasSize(2).doesNotHaveDuplicates();
    for (byte[] content : worker.contents()) {
      assertThat(ImageIO.read(new ByteArrayInputStream(content)).getWidth()).isEqualTo(1536);
    }
    assertThat(outcome.warnings())
        .singleElement()
        .asString()
        .startsWith("simulated: the connector painted this itself");
    assertThat(outcome.result().path("requestId").asText()).startsWith("simulated-");
    assertThat(outcome.result().at("/usage/simulated").asBoolean()).isTrue();
    assertThat(outcome.result().has("cost")).isFalse();
  }

  @Test
  void editsWhatItMadeAndSaysThatItIsSimulated() throws IOException {
    worker.generate(1, job("size", "640x480"));
    Object made = worker.document("made", worker.contents().getFirst());

    Outcome outcome = worker.edit(2, job("images", made, "n", 2, "response_format", "url"));

    assertThat(outcome.failure()).isNull();
    assertThat(outcome.warnings()).singleElement().asString().startsWith("simulated: ");
    String url = outcome.result().at("/images/1/url").asText();
    byte[] edited = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    assertThat(ImageIO.read(new ByteArrayInputStream(edited)).getWidth()).isEqualTo(640);
    assertThat(edited).isNotEqualTo(worker.contents().getFirst());
  }

  @Test
  void theSameRequestGivesTheSamePicture() {
    worker.generate(1, job());
    new TestWorker().generate(2, job());
    TestWorker other = new TestWorker();
    other.generate(2, job());
    Outcome again = worker.generate(3, job());

    assertThat(other.contents().getFirst()).isEqualTo(worker.contents().getFirst());
    assertThat(again.result().at("/images/0/sha256").asText()).hasSize(64);
  }

  @Test
  void theSeedChoosesThePictureAndTheNextImageHasTheNextSeed() {
    worker.generate(1, job("seed", 7, "n", 2));
    TestWorker other = new TestWorker();
    other.generate(2, job("seed", "8"));
    other.generate(3, job());

    assertThat(other.contents().getFirst()).isEqualTo(worker.contents().getLast());
    assertThat(other.contents().getLast()).isNotIn(worker.contents());
  }

  @ParameterizedTest
  @CsvSource({
    "png,image/png,1",
    "jpeg,image/jpeg,1",
    "gif,image/gif,1",
    "svg,image/svg+xml,1",
    "webp,image/png,2"
  })
  void writesEveryFormatButWebp(String format, String mimeType, int warnings) {
    Outcome outcome = worker.generate(1, job("output_format", format));

    assertThat(outcome.result().at("/images/0/mimeType").asText()).isEqualTo(mimeType);
    assertThat(outcome.result().at("/images/0/width").asInt()).isEqualTo(1024);
    assertThat(outcome.warnings()).hasSize(warnings);
  }

  @Test
  void aTransparentBackgroundIsOne() throws IOException {
    worker.generate(1, job("background", "transparent"));

    var image = ImageIO.read(new ByteArrayInputStream(worker.contents().getFirst()));
    assertThat(image.getRGB(0, 0) >>> 24).isZero();
  }

  @Test
  void aUrlHoldsThePictureItself() throws IOException {
    Outcome outcome = worker.generate(1, job("response_format", "url", "n", 2));

    String url = outcome.result().at("/images/1/url").asText();
    assertThat(url).startsWith("data:image/png;base64,");
    byte[] bytes = Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1));
    assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getHeight()).isEqualTo(1024);
    assertThat(worker.documents()).isEmpty();
  }

  @Test
  void urlsThatNoVariableTakesBecomeDocuments() {
    Outcome outcome =
        worker.generate(1, job("response_format", "url", "n", 10, "size", "3840x2160"));

    assertThat(worker.documents()).hasSize(10);
    assertThat(outcome.warnings()).anySatisfy(it -> assertThat(it).contains("became documents"));
  }

  @Test
  void base64IsGivenToo() {
    Outcome outcome = worker.generate(1, job("response_format", "b64_json"));

    String base64 = outcome.result().at("/images/0/b64_json").asText();
    assertThat(new String(Base64.getDecoder().decode(base64), StandardCharsets.ISO_8859_1))
        .contains("PNG");
  }

  @Test
  void aSizeThatNobodyPaintsIsRefused() {
    Outcome outcome = worker.generate(1, job("size", "9000x100"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("9000x100", "8192");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void failsWithEveryCodeOfTheContract(ErrorCode code) {
    Outcome outcome = worker.generate(1, job("providerOptions", Map.of("fail", code.name())));
    Outcome said = worker.generate(2, job("prompt", "please simulate " + code + ", thank you"));

    assertThat(outcome.code()).isEqualTo(code.name());
    assertThat(said.code()).isEqualTo(code.name());
    assertThat(outcome.failure().getMessage()).contains("(simulated, as requested)");
    if (code.retry() == ErrorCode.Retry.AFTER_BACK_OFF) {
      assertThat(outcome.failure().getMessage()).contains("purchase: none");
    } else {
      assertThat(outcome.variable("purchase")).isIn("none", "unknown", "made");
    }
    assertThat(worker.documents()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONTENT_POLICY,none,httpStatus",
    "OUTCOME_UNKNOWN,unknown,purchase",
    "TASK_PENDING,unknown,task",
    "DOWNLOAD_FAILED,made,urls",
    "DELIVERY_FAILED,made,requestId"
  })
  void failuresCarryTheVariablesOfRealOnes(String code, String purchase, String variable) {
    Outcome outcome = worker.generate(1, job("providerOptions", Map.of("fail", code)));

    assertThat(outcome.variable("purchase")).isEqualTo(purchase);
    assertThat(outcome.variable(variable)).isNotNull();
  }

  @Test
  void theFirstAttemptsCanFailAndALaterOneSucceed() {
    Map<String, Object> options = Map.of("fail", "rate_limited", "failures", "2");

    assertThat(worker.generate(1, job("providerOptions", options)).code())
        .isEqualTo("RATE_LIMITED");
    assertThat(worker.generate(1, job("providerOptions", options)).code())
        .isEqualTo("RATE_LIMITED");
    assertThat(worker.generate(1, job("providerOptions", options)).code()).isEqualTo("completed");
    assertThat(worker.generate(2, job("providerOptions", options)).code())
        .isEqualTo("RATE_LIMITED");
  }

  @Test
  void aPromptThatRequestsAnUnknownCodeIsRejected() {
    Outcome outcome = worker.generate(1, job("prompt", "a fox, simulate RATE_LIMIT"));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage())
        .contains("prompt: \"RATE_LIMIT\" is not an error code", "RATE_LIMITED");
  }

  @Test
  void aPromptThatOnlyTalksOfSimulatingIsPainted() {
    assertThat(worker.generate(1, job("prompt", "simulate RAIN on a roof")).code())
        .isEqualTo("completed");
  }

  @ParameterizedTest
  @CsvSource({"fail,NO_SUCH_CODE", "failures,-1", "failures,two", "delay,soon", "delay,-PT1S"})
  void wrongOptionsAreRefused(String option, String value) {
    Outcome outcome = worker.generate(1, job("providerOptions", Map.of(option, value)));

    assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
    assertThat(outcome.failure().getMessage()).contains("providerOptions." + option, value);
  }

  @Test
  void anOptionThatIsNoneIsSaid() {
    assertThat(worker.generate(1, job("providerOptions", Map.of("speed", 2))).warnings())
        .anySatisfy(it -> assertThat(it).startsWith("providerOptions.speed was left out"));
  }

  @Test
  void aDelayTakesTimeAndOneBeyondTheBudgetIsGivenUp() throws IOException {
    FakeTime time = new FakeTime();
    String options = ", 'providerOptions': {'delay': '%s'}}";
    String variables = "{'provider': {'type': 'simulation'}, 'model': 'simulated'";
    try (Http http = TestRequests.http(folder)) {
      SimulationApi api = new SimulationApi(http::newImage, time, new SimulatedAttempts());

      GenerationResult generated =
          api.generate(
              TestRequests.of(
                  variables + options.formatted("PT2S"), time.in(Duration.ofSeconds(10))));
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class,
              () ->
                  api.generate(
                      TestRequests.of(
                          variables + options.formatted("PT1H"), time.in(Duration.ofSeconds(10)))));

      assertThat(generated.images()).hasSize(1);
      assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(time.waits()).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(10));
    }
  }

  @Test
  void aStoreThatIsDownKeepsThePictureForTheNextAttempt() {
    worker.failUploads(4);
    JsonNode first = worker.generate(1, job()).result();

    assertThat(first).isNull();
    assertThat(worker.generate(1, job()).code()).isEqualTo("completed");
  }
}
