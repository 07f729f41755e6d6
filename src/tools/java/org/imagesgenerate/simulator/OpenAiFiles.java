package org.imagesgenerate.simulator;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** OpenAI's checks of the files of an edit; AI/ML API documents the same. */
final class OpenAiFiles {

  private static final Set<String> NAMES = Set.of("image", "image[]", "mask");
  private static final Set<String> TYPES = Set.of("image/png", "image/jpeg", "image/webp");
  private static final int MOST = 16;
  private static final long MEGABYTE = 1 << 20;
  private static final long LIMIT = 50 * MEGABYTE;
  private static final long DALL_E_LIMIT = 4 * MEGABYTE;

  /**
   * What is wrong with a form.
   *
   * @param param the field, or null for the whole form
   */
  record Rejection(String code, String param, String message) {

    SimulatedResponse openAi() {
      return OpenAiErrors.rejected(code, param, message);
    }
  }

  private final MultipartForm form;
  private final boolean oneSquare;

  /**
   * @param oneSquare whether only one small square PNG is taken, as DALL·E 2 does
   */
  OpenAiFiles(MultipartForm form, boolean oneSquare) {
    this.form = form;
    this.oneSquare = oneSquare;
  }

  Optional<Rejection> broken() {
    return unreadable(form).or(this::names).or(this::count).or(this::each).or(this::mask);
  }

  /** A form that breaks the rules of forms. */
  static Optional<Rejection> unreadable(MultipartForm form) {
    return form.error()
        .map(it -> new Rejection(null, null, "Could not parse multipart form: " + it))
        .or(
            () ->
                form.duplicate()
                    .map(
                        it ->
                            new Rejection(
                                "duplicate_parameter",
                                it,
                                "Duplicate parameter: '%s'. For a list use '%s[]'."
                                    .formatted(it, it))));
  }

  private Optional<Rejection> names() {
    for (MultipartForm.Field field : form.fields()) {
      boolean isFile = field.file().isPresent();
      if (isFile && !NAMES.contains(field.name())) {
        return reject("unknown_parameter", field.name(), "Unknown file parameter.");
      }
      if (!isFile && NAMES.contains(field.name())) {
        return reject("invalid_type", field.name(), "Expected a file, but got a text instead.");
      }
    }
    return Optional.empty();
  }

  private Optional<Rejection> count() {
    List<ReceivedImage> list = form.files("image[]");
    List<ReceivedImage> single = form.files("image");
    if (list.isEmpty() && single.isEmpty()) {
      return reject("missing_required_parameter", "image", "Missing required parameter: 'image'.");
    }
    if (!list.isEmpty() && !single.isEmpty()) {
      return reject("duplicate_parameter", "image", "Both 'image' and 'image[]' were given.");
    }
    if (list.size() > (oneSquare ? 1 : MOST)) {
      return reject(
          "array_above_max_length", "image", "Too many images: %d.".formatted(list.size()));
    }
    return Optional.empty();
  }

  private Optional<Rejection> each() {
    for (ReceivedImage file : form.files()) {
      String name = file.field();
      if (!TYPES.contains(file.declaredType())) {
        return reject(
            "unsupported_file_mimetype",
            name,
            "Unsupported mimetype ('%s').".formatted(file.declaredType()));
      }
      if (!file.declaredType().equals(file.type())) {
        return reject(
            "invalid_image_file",
            name,
            "Invalid image file: the content is '%s', not '%s'."
                .formatted(file.type(), file.declaredType()));
      }
      if (file.size() >= (oneSquare ? DALL_E_LIMIT : LIMIT)) {
        return reject("image_too_large", name, "Too large: %d bytes.".formatted(file.size()));
      }
      if (oneSquare && (!file.type().equals("image/png") || file.width() != file.height())) {
        return reject("invalid_image_format", name, "This model edits a square PNG.");
      }
    }
    return Optional.empty();
  }

  private Optional<Rejection> mask() {
    Optional<ReceivedImage> mask = form.files("mask").stream().findFirst();
    if (mask.isEmpty()) {
      return Optional.empty();
    }
    ReceivedImage first = InputImages.of(form).images().getFirst();
    if (!mask.get().type().equals("image/png") || !mask.get().alpha()) {
      return reject("invalid_mask_image_format", "mask", "A mask is a PNG with an alpha channel.");
    }
    if (!mask.get().hasSizeOf(first)) {
      return reject(
          "invalid_mask_image_size",
          "mask",
          "The mask (%s) has not the size of the image (%s)."
              .formatted(mask.get().dimensions(), first.dimensions()));
    }
    return form.texts().path("output_format").asText().equals("gif")
        ? reject("invalid_value", "mask", "A GIF cannot be made with a mask.")
        : Optional.empty();
  }

  private static Optional<Rejection> reject(String code, String param, String message) {
    return Optional.of(new Rejection(code, param, message));
  }
}
