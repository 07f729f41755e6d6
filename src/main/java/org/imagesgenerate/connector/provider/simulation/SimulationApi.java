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
 * Pictures painted by the connector itself, with a caption of prompt, model and size, or input
 * images with a visible edit. The same request gives the same bytes. Fails with any error code of
 * the contract on request, see {@link SimulationOptions}.
 */
public final class SimulationApi implements ImagesApi {

  private static final ImageSize USUAL_SIZE = new ImageSize(1024, 1024);

  /** Where a picture is painted to. */
  @FunctionalInterface
  public interface NewImageFile {
    /**
     * @throws IOException if there is no room for a picture
     */
    ImageFile.Writer open() throws IOException;
  }

  private final NewImageFile newFile;
  private final Sleeper sleeper;
  private final SimulatedAttempts attempts;

  /**
   * @param newFile where pictures are painted to
   * @param sleeper waits for the requested delay
   */
  public SimulationApi(NewImageFile newFile, Sleeper sleeper, SimulatedAttempts attempts) {
    this.newFile = newFile;
    this.sleeper = sleeper;
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
        "simulated: the connector painted this itself; nothing was sent to a provider and nothing was bought");
    warnings.addAll(SimulationOptions.warnings(request));
    if ("webp".equals(request.field("output_format"))) {
      warnings.add("output_format: the simulation cannot write webp; it is png");
    }
    SimulationOptions.of(request);
    painting(request, 1);
    if (isEdit(request)) {
      warnings.addAll(SimulatedEdit.warnings(request, size(request)));
    }
    return warnings;
  }

  @Override
  public GenerationResult generate(GenerationRequest generation) {
    ImageRequest request = generation.imageRequest();
    SimulationOptions options = SimulationOptions.of(request);
    String requestId =
        "simulated-%08x".formatted(generation.purchaseKey().fingerprint().hashCode());
    work(options.delay(), generation);
    Optional<ErrorCode> failure = options.failure();
    if (failure.isPresent() && attempts.next(generation.purchaseKey()) <= options.failures()) {
      throw SimulatedFailure.of(failure.get(), generation, requestId);
    }
    List<String> warnings = new ArrayList<>();
    List<ImageFile> files = paint(request, warnings);
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("simulated", true);
    usage.put("images", files.size());
    return new GenerationResult(
        deliverable(files, request), requestId, usage, null, null, warnings);
  }

  /** If the delay is longer than the budget, fails as a provider that did not respond in time. */
  private void work(Duration delay, GenerationRequest generation) {
    Duration left = generation.deadline().left();
    boolean tooLong = delay.compareTo(left) >= 0;
    try {
      if (delay.isPositive()) {
        sleeper.pause(tooLong ? left : delay);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      tooLong = true;
    }
    if (tooLong) {
      throw ImagesException.of(
          ErrorCode.OUTCOME_UNKNOWN,
          PurchaseState.UNKNOWN,
          "Simulated, as requested: no answer within the timeout of %s. Raise the input timeout (field Timeout) above the simulated delay."
              .formatted(generation.deadline().budget()));
    }
  }

  private List<ImageFile> paint(ImageRequest request, List<String> warnings) {
    Optional<EditedImage> edit =
        isEdit(request) ? SimulatedEdit.of(request, size(request), warnings) : Optional.empty();
    List<ImageFile> painted = new ArrayList<>();
    try {
      for (int index = 1; index <= request.count(); index++) {
        try (ImageFile.Writer writer = newFile.open()) {
          if (edit.isPresent()) {
            boolean opaque = "opaque".equals(request.field("background"));
            edit.get().writeTo(writer, format(request), variation(request, index), opaque);
          } else {
            painting(request, index).writeTo(writer, format(request));
          }
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
            ErrorCode.CONNECTION_FAILED,
            PurchaseState.NONE,
            "The simulated image could not be written: %s. Nothing was bought."
                .formatted(e.getMessage()))
        .causedBy(e);
  }

  private static PlaceholderImage painting(ImageRequest request, int index) {
    ImageSize size = size(request).orElse(USUAL_SIZE);
    try {
      return PlaceholderImage.of(
          request.prompt(),
          request.model(),
          size.width(),
          size.height(),
          variation(request, index),
          "transparent".equals(request.field("background")),
          (String) request.field("style"));
    } catch (IllegalArgumentException e) {
      throw ImagesException.invalidInput(
          "size: \"%s\" is larger than the simulation paints; no edge over %d, and at most %,d pixels"
              .formatted(size, PlaceholderImage.MAX_EDGE, PlaceholderImage.MAX_PIXELS));
    }
  }

  private static boolean isEdit(ImageRequest request) {
    return !request.inputImages().images().isEmpty();
  }

  private static Optional<ImageSize> size(ImageRequest request) {
    return Optional.ofNullable((String) request.field("size")).flatMap(ImageSize::of);
  }

  /** The seed of an image; without one, each image differs from the others. */
  private static long variation(ImageRequest request, int index) {
    Number seed = (Number) request.field("seed");
    return seed == null ? -index : seed.longValue() + index - 1;
  }

  private static String format(ImageRequest request) {
    String format = (String) request.field("output_format");
    return format == null || format.equals("webp") ? "png" : format;
  }

  /** Data URLs if they were requested and fit into a variable; otherwise the images themselves. */
  private static List<Image> deliverable(List<ImageFile> files, ImageRequest request) {
    long characters = files.stream().mapToLong(file -> file.size() * 4 / 3 + 40).sum();
    boolean urls =
        request.responseFormat() == ResponseFormat.URL
            && characters <= ResponseFormat.MAX_BASE64_CHARACTERS;
    return files.stream()
        .map(file -> Image.of(urls ? dataUrl(file, request) : new Source.Bytes(file)))
        .toList();
  }

  private static Source dataUrl(ImageFile file, ImageRequest request) {
    String type = format(request).equals("svg") ? "svg+xml" : format(request);
    try (file;
        InputStream in = file.open()) {
      String base64 = Base64.getEncoder().encodeToString(in.readAllBytes());
      return new Source.RemoteUrl(URI.create("data:image/%s;base64,%s".formatted(type, base64)));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }
}
