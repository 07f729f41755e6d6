package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The input images of an edit; of a generation there are none.
 *
 * @param images in the order of the request
 */
record InputImages(List<ReceivedImage> images, Optional<ReceivedImage> mask) {

  static final InputImages NONE = new InputImages(List.of(), Optional.empty());

  /** The fields of all APIs that hold them. */
  private static final Set<String> IMAGES =
      Set.of(
          "image",
          "image[]",
          "images",
          "image_url",
          "image_urls",
          "reference_image_url",
          "reference_images",
          "referenceImages",
          "seedImage");

  private static final Set<String> MASKS = Set.of("mask", "mask_image", "maskImage");

  /** The longest edge of a picture of an edit, which is painted in the test's own memory. */
  private static final int EDGE = 1536;

  /**
   * A text in JSON that stands for an image.
   *
   * @param field its path, such as {@code inputs.referenceImages[0]}
   */
  record Named(String field, String name, JsonNode value) {

    boolean isMask() {
      return MASKS.contains(name);
    }
  }

  /** All that a JSON request names as an image, whatever its value. */
  static List<Named> named(JsonNode request) {
    List<Named> found = new ArrayList<>();
    request
        .properties()
        .forEach(
            field -> {
              String name = field.getKey();
              JsonNode value = field.getValue();
              if (name.equals("inputs")) {
                named(value)
                    .forEach(it -> found.add(new Named("inputs." + it.field, it.name, it.value)));
              } else if (!IMAGES.contains(name) && !MASKS.contains(name)) {
                return;
              } else if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                  found.add(new Named(name + "[" + i + "]", name, value.get(i)));
                }
              } else {
                found.add(new Named(name, name, value));
              }
            });
    return found;
  }

  /** Of a form, in the order of its parts. */
  static InputImages of(MultipartForm form) {
    List<ReceivedImage> files = form.files();
    return new InputImages(
        files.stream().filter(it -> IMAGES.contains(it.field())).toList(),
        files.stream().filter(it -> MASKS.contains(it.field())).findFirst());
  }

  /**
   * Of JSON, those that are found.
   *
   * @param find by the text of a field
   */
  static InputImages of(List<Named> named, Function<String, Optional<ReceivedImage>> find) {
    List<ReceivedImage> images = new ArrayList<>();
    Optional<ReceivedImage> mask = Optional.empty();
    for (Named it : named) {
      Optional<ReceivedImage> found = find.apply(it.value().asText()).map(i -> i.at(it.field()));
      if (it.isMask()) {
        mask = found;
      } else {
        found.ifPresent(images::add);
      }
    }
    return new InputImages(List.copyOf(images), mask);
  }

  boolean isEmpty() {
    return images.isEmpty();
  }

  /** The edge of the edited picture: that of the first image, or less if it is large. */
  int width(int otherwise) {
    return edge(otherwise, true);
  }

  int height(int otherwise) {
    return edge(otherwise, false);
  }

  private int edge(int otherwise, boolean width) {
    if (isEmpty() || images.getFirst().width() == 0) {
      return otherwise;
    }
    ReceivedImage first = images.getFirst();
    double scale = Math.min(1, (double) EDGE / Math.max(first.width(), first.height()));
    return (int) Math.max(1, Math.round(scale * (width ? first.width() : first.height())));
  }
}
