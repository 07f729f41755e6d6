package org.imagesgenerate.connector.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the temporary image files below a folder. */
public final class TempImageFiles {

  /** The temporary image files that exist now. */
  public static List<Path> in(Path parent) {
    try (var files = Files.walk(parent)) {
      return files.filter(file -> file.getFileName().toString().startsWith("image-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TempImageFiles() {}
}
