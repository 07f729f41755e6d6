package org.imagesgenerate.connector.provider.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Pictures painted by the connector itself, in which prompt, model and size can be read. The same
 * request gives the same bytes. Fails in every way of the contract when told to, see {@link
 * SimulationOptions}.
 */
public final class SimulationApi implements ImagesApi {

  private static final ImageSize USUAL_SIZE = new ImageSize(1024, 1024);

  /** Where a picture is painted to. */
  @FunctionalInterface
  public interface Spools {
    /**
     * @throws IOException if a picture could not be kept
     */
    ImageFile.Writer next() throws IOException;
  }

  private final Spools spools;
  private final Sleeper pause;
  private final SimulatedAttempts attempts;

  /**
   * @param spools where pictures are painted to
   * @param pause waits for a delay that was asked for
   */
  public SimulationApi(Spools spools, Sleeper pause, SimulatedAttempts attempts) {
    this.spools = spools;
    this.pause = pause;
    this.attempts = attempts;
  }

  /** There is no network behind it. */
  @Override
  public Origin origin(ImageRequest request) {
    return null;
  }

  /** It costs nothing. */
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "simulated: the connector painted this itself; no provider was asked and nothing was bought");
    warnings.addAll(SimulationOptions.warnings(request));
    if ("webp".equals(request.field("output_format"))) {
      warnings.add("output_format: the simulation cannot write webp; it is png");
    }
    SimulationOptions.of(request);
    painting(request, 1);
    return warnings;
  }

  @Override
  public GenerationResult generate(GenerationRequest order) {
    ImageRequest request = order.request();
    SimulationOptions wishes = SimulationOptions.of(request);
    String requestId = "simulated-%08x".formatted(order.activation().request().hashCode());
    work(wishes.delay(), order);
    Optional<ErrorCode> failure = wishes.failure();
    if (failure.isPresent() && attempts.next(order.activation()) <= wishes.failures()) {
      throw SimulatedFailure.of(failure.get(), order, requestId);
    }
    List<ImageFile> spools = paint(request);
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("simulated", true);
    usage.put("images", spools.size());
    return new GenerationResult(
        deliverable(spools, request), requestId, usage, null, null, List.of());
  }

  /** A provider that takes longer than the budget is given up without an answer. */
  private void work(Duration delay, GenerationRequest order) {
    Duration left = order.deadline().left();
    boolean tooLong = delay.compareTo(left) >= 0;
    try {
      if (delay.isPositive()) {
        pause.pause(tooLong ? left : delay);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tooLong = true;
    }
    if (tooLong) {
      throw ImagesException.of(
          ErrorCode.OUTCOME_UNKNOWN,
          PurchaseState.UNKNOWN,
          "Simulated, as requested: no answer within the timeout of " + order.deadline().budget());
    }
  }

  private List<ImageFile> paint(ImageRequest request) {
    List<ImageFile> painted = new ArrayList<>();
    try {
      for (int index = 1; index <= request.count(); index++) {
        try (ImageFile.Writer writer = spools.next()) {
          painting(request, index).writeTo(writer, format(request));
          painted.add(writer.finish());
        }
      }
      return painted;
    } catch (IOException e) {
      painted.forEach(ImageFile::close);
      throw unwritable(e);
    }
  }

  private static ImagesException unwritable(IOException e) {
    return ImagesException.of(
            ErrorCode.CONNECTION_FAILED, PurchaseState.NONE, "Nothing was made: " + e.getMessage())
        .causedBy(e);
  }

  private static PlaceholderImage painting(ImageRequest request, int index) {
    ImageSize size =
        Optional.ofNullable((String) request.field("size"))
            .flatMap(ImageSize::of)
            .orElse(USUAL_SIZE);
    try {
      return PlaceholderImage.of(
          request.prompt(),
          request.model(),
          size.width(),
          size.height(),
          index,
          "transparent".equals(request.field("background")));
    } catch (IllegalArgumentException e) {
      throw ImagesException.invalidInput(
          "size: \"%s\" is more than the simulation paints; no edge over %d, and at most %,d pixels"
              .formatted(size, PlaceholderImage.MAX_EDGE, PlaceholderImage.MAX_PIXELS));
    }
  }

  private static String format(ImageRequest request) {
    String format = (String) request.field("output_format");
    return format == null || format.equals("webp") ? "png" : format;
  }

  /** URLs that hold the images themselves, as long as a variable can; else just the images. */
  private static List<Image> deliverable(List<ImageFile> spools, ImageRequest request) {
    long characters = spools.stream().mapToLong(spool -> spool.size() * 4 / 3 + 40).sum();
    boolean urls =
        request.responseFormat() == ResponseFormat.URL
            && characters <= ResponseFormat.MAX_BASE64_CHARACTERS;
    return spools.stream()
        .map(spool -> Image.of(urls ? address(spool, request) : new Source.Bytes(spool)))
        .toList();
  }

  private static Source address(ImageFile spool, ImageRequest request) {
    String type = format(request).equals("svg") ? "svg+xml" : format(request);
    try (spool;
        InputStream in = spool.open()) {
      String base64 = Base64.getEncoder().encodeToString(in.readAllBytes());
      return new Source.RemoteUrl(URI.create("data:image/%s;base64,%s".formatted(type, base64)));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
