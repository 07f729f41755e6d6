package org.imagesgenerate.connector.image;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.support.ImageFile;

/**
 * The images that Images Edit passes to a provider.
 *
 * @param images in the order the prompt refers to them; empty for Images Generate
 * @param mask where the first image may change, if there is one
 */
public record InputImages(List<InputImage> images, Optional<InputImage> mask)
    implements AutoCloseable {

  /** Of a task without input images. */
  public static final InputImages NONE = new InputImages(List.of(), Optional.empty());

  public InputImages {
    images = List.copyOf(images);
  }

  /** Images of which nothing is known, for a job that may not need them. */
  public static InputImages unknown(int count, ImagesException reason) {
    InputImage unknown =
        new InputImage(
            "images",
            ImageFile.givenAway(0, ""),
            new ImageFacts("image/png", "png", null, null),
            life -> Optional.empty(),
            reason);
    return new InputImages(Collections.nCopies(count, unknown), Optional.empty());
  }

  /** Whether their contents are known, so that they identify a purchase. */
  public boolean isKnown() {
    return images.stream().noneMatch(it -> it.file().sha256().isEmpty());
  }

  /** The same images with another form of the mask. */
  public InputImages withMask(Optional<InputImage> mask) {
    return new InputImages(images, mask);
  }

  /** Deletes the copies. */
  @Override
  public void close() {
    Stream.concat(images.stream(), mask.stream()).map(InputImage::file).forEach(ImageFile::close);
  }
}
