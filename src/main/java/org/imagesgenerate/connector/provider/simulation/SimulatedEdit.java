package org.imagesgenerate.connector.provider.simulation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;

/** Makes a simulated edit of the input images of a request. */
final class SimulatedEdit {

  private static final String NOT_DECODED = "%s: the simulation cannot decode %s; %s";
  private static final String ONLY_PROMPT = "it paints the prompt instead";
  private static final String NOT_SHOWN = "the result does not show this image";

  private SimulatedEdit() {}

  /** The warnings that are known before the images are decoded. */
  static List<String> warnings(ImageRequest request, Optional<ImageSize> requested) {
    List<String> warnings = new ArrayList<>();
    for (InputImage image : images(request)) {
      if (!InputPicture.isSupported(image.facts())) {
        boolean isWebp = image.facts().mimeType().equals("image/webp");
        warnings.add(notDecoded(request, image, isWebp ? "WebP" : "more than 64 megapixels"));
      }
    }
    ImageFacts first = images(request).getFirst().facts();
    if (!InputPicture.isSupported(first)) {
      return warnings;
    }
    ImageSize result = InputPicture.size(first, InputPicture.MAX_PIXELS);
    if (requested.isEmpty() && result.width() < first.width()) {
      warnings.add(
          "images: the simulation decodes at most 2 megapixels; the result is %s instead of %dx%d. Set size for another size"
              .formatted(result, first.width(), first.height()));
    }
    if ("transparent".equals(request.field("background"))) {
      warnings.add("background: the simulation cannot remove the background of an image");
    }
    return warnings;
  }

  private static List<InputImage> images(ImageRequest request) {
    return request.inputImages().images();
  }

  private static String notDecoded(ImageRequest request, InputImage image, String what) {
    boolean isFirst = image == images(request).getFirst();
    return NOT_DECODED.formatted(image.field(), what, isFirst ? ONLY_PROMPT : NOT_SHOWN);
  }

  /**
   * Decodes the images.
   *
   * @param requested size of the result; empty for the size of the first image
   * @param warnings receives what is found while decoding
   * @return empty if the first image cannot be decoded
   * @throws ImagesException INVALID_INPUT if the mask cannot be decoded
   */
  static Optional<EditedImage> of(
      ImageRequest request, Optional<ImageSize> requested, List<String> warnings) {
    List<InputPicture> pictures = new ArrayList<>();
    for (InputImage image : images(request)) {
      int most = pictures.isEmpty() ? InputPicture.MAX_PIXELS : EditedImage.SMALL_PIXELS;
      Optional<InputPicture> picture = decode(request, image, most, warnings);
      picture.ifPresent(pictures::add);
      if (pictures.isEmpty()) {
        return Optional.empty();
      }
    }
    InputImage first = images(request).getFirst();
    EditedImage edit =
        new EditedImage(
            request.prompt(),
            request.model(),
            requested.orElseGet(() -> InputPicture.size(first.facts(), InputPicture.MAX_PIXELS)),
            images(request).size(),
            pictures.getFirst(),
            pictures.subList(1, pictures.size()),
            request.inputImages().mask().map(SimulatedEdit::mask).orElse(null));
    if (edit.isUnchanged()) {
      warnings.add("mask: no pixel is transparent, so the image did not change");
    }
    return Optional.of(edit);
  }

  private static Optional<InputPicture> decode(
      ImageRequest request, InputImage image, int most, List<String> warnings) {
    if (!InputPicture.isSupported(image.facts())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InputPicture.read(image, most));
    } catch (IOException e) {
      warnings.add(notDecoded(request, image, "this %s".formatted(image.facts().extension())));
      return Optional.empty();
    }
  }

  private static InputPicture mask(InputImage mask) {
    try {
      if (InputPicture.isSupported(mask.facts())) {
        return InputPicture.read(mask, InputPicture.MAX_PIXELS);
      }
      throw new IOException("it is too large");
    } catch (IOException e) {
      throw ImagesException.invalidInput(
              "mask: the simulation cannot decode this PNG: %s. Save it again, with 8 bits per channel"
                  .formatted(e.getMessage()))
          .causedBy(e);
    }
  }
}
