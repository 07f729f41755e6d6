package org.imagesgenerate.connector.catalog;

import io.camunda.connector.api.document.Document;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.mockito.Mockito;

/** Input images for checks that never read them. */
public final class EditInputs {

  private static final Document DOCUMENT = Mockito.mock(Document.class);

  /** Some images and nothing else. */
  public static ImagesEditInput images(int images) {
    return new ImagesEditInput(Collections.nCopies(images, DOCUMENT), null, null);
  }

  /** Some images and a mask. */
  public static ImagesEditInput masked(int images) {
    return new ImagesEditInput(Collections.nCopies(images, DOCUMENT), DOCUMENT, null);
  }

  /** One image and an {@code input_fidelity}. */
  public static ImagesEditInput withFidelity(String fidelity) {
    return new ImagesEditInput(Collections.nCopies(1, DOCUMENT), null, fidelity);
  }

  /** The request with as many images as the input has. */
  static ImageRequest attached(ImageRequest request, ImagesEditInput input) {
    return request.with(
        new InputImages(
            IntStream.range(0, input.images().size()).mapToObj(it -> image("image-" + it)).toList(),
            Optional.ofNullable(input.mask()).map(it -> image("mask"))));
  }

  /** One image that was read. */
  public static InputImages contents(int width, int height) {
    ImageFacts facts = new ImageFacts("image/png", "png", width, height);
    return new InputImages(
        List.of(new InputImage("images[1]", null, facts, it -> Optional.empty(), null)),
        Optional.empty());
  }

  private static InputImage image(String field) {
    return new InputImage(field, null, null, it -> Optional.empty(), null);
  }

  private EditInputs() {}
}
