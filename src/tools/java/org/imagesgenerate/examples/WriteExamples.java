package org.imagesgenerate.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@code bpmn-examples/}. The templates have to be up to date. */
public final class WriteExamples {

  /**
   * @param arguments the project's folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0], "bpmn-examples");
    for (Map.Entry<String, String> file : files().entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  /** The files' contents by their names. */
  static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    Examples.all().forEach(builder -> files.put(builder.id() + ".bpmn", builder.bpmn()));
    return files;
  }

  private WriteExamples() {}
}
