package org.imagesgenerate.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.imagesgenerate.connector.provider.simulation.PlaceholderImage;

/** Pictures to edit when no file is at hand, painted by the simulation. */
public final class SamplePictures {

  /** A photo, as PNG. */
  public static byte[] photo() {
    return paint("A brass lamp, product photo", 768, false);
  }

  /** A logo with a transparent background, as PNG; small enough to have no caption. */
  public static byte[] logo() {
    return paint("A logo", 150, true);
  }

  private static byte[] paint(String prompt, int edge, boolean transparent) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      PlaceholderImage.of(prompt, "sample", edge, edge, 1, transparent, null).writeTo(png, "png");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }

  private SamplePictures() {}
}
