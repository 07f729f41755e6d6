package org.imagesgenerate.connector.image;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** The checksums of all contents: the same images are the same purchase. */
  public List<String> sha256() {
    return Stream.concat(images.stream(), mask.stream()).map(it -> it.file().sha256()).toList();
  }

  /** Deletes the copies. */
  @Override
  public void close() {
    Stream.concat(images.stream(), mask.stream())
        .map(InputImage::file)
        .filter(Objects::nonNull)
        .forEach(it -> it.close());
  }
}
