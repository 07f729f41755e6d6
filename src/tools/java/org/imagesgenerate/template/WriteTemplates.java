package org.imagesgenerate.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes all element templates: {@code mvn -q test-compile exec:exec@templates}. */
final class WriteTemplates {

  /**
   * @param arguments the project's folder
   */
  public static void main(String[] arguments) throws IOException {
    Path project = Path.of(arguments[0]);
    for (Map.Entry<Path, String> file : ElementTemplates.files().entrySet()) {
      Path path = project.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      System.out.println("wrote " + file.getKey());
    }
  }

  private WriteTemplates() {}
}
