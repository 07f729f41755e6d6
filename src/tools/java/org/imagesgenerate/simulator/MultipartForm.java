package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code multipart/form-data} body.
 *
 * @param fields in their order, those before an error too
 * @param error why the body cannot be read, if so
 */
record MultipartForm(List<Field> fields, Optional<String> error) {

  /**
   * One field.
   *
   * @param text empty for a file
   * @param file empty for a text
   */
  record Field(String name, String text, Optional<ReceivedImage> file) {}

  List<ReceivedImage> files() {
    return fields.stream().flatMap(it -> it.file().stream()).toList();
  }

  List<ReceivedImage> files(String name) {
    return files().stream().filter(it -> it.field().equals(name)).toList();
  }

  /** The texts, as a JSON object; of several with one name the last. */
  ObjectNode texts() {
    ObjectNode texts = Json.object();
    fields.stream()
        .filter(it -> it.file().isEmpty())
        .forEach(it -> texts.put(it.name(), it.text()));
    return texts;
  }

  /** A name that is there twice, though only a list of files ({@code image[]}) may be. */
  Optional<String> duplicate() {
    Set<String> names = new HashSet<>();
    return fields.stream()
        .map(Field::name)
        .filter(name -> !names.add(name) && !name.endsWith("[]"))
        .findFirst();
  }

  /** The same files and other texts. */
  MultipartForm with(JsonNode texts) {
    List<Field> others =
        new ArrayList<>(fields.stream().filter(it -> it.file().isPresent()).toList());
    texts
        .properties()
        .forEach(
            it -> others.add(new Field(it.getKey(), it.getValue().asText(), Optional.empty())));
    return new MultipartForm(others, error);
  }
}
