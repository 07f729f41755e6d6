package org.imagesgenerate.connector.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.support.Limits;

/**
 * Translates the inputs of a process into the fields of a model's request, for every provider. A
 * value that the field does not accept is a problem; a field that the model does not have is left
 * out, with a warning.
 */
final class RequestTranslator {

  private static final int MOST_COMPRESSION = 100;
  private static final Set<String> WITH_TRANSPARENCY = Set.of("png", "webp");
  private static final Set<String> WITH_COMPRESSION = Set.of("jpeg", "webp");
  private static final Map<String, String> OTHER_SPELLING = Map.of("jpg", "jpeg", "jpeg", "jpg");
  private static final String OUTPUT_FORMAT = "output_format";
  private static final String TRANSPARENT = "transparent";

  private final ImagesGenerateInput input;
  private final ImagesEditInput edit;
  private final InputImages contents;
  private final Model model;
  private final RequestSchema schema;
  private final Findings findings;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Map<String, String> became = new LinkedHashMap<>();

  /**
   * @param edit null for Images Generate
   * @param contents the images to edit, or none as long as they were not read
   */
  RequestTranslator(
      ImagesGenerateInput input,
      ImagesEditInput edit,
      InputImages contents,
      Model model,
      Findings findings) {
    this.contents = contents;
    this.input = input;
    this.edit = edit;
    this.model = model;
    this.schema = model.request();
    this.findings = findings;
  }

  /** The fields of each request: one, unless several images are several tasks. */
  List<Map<String, Object>> requests() {
    length("prompt", input.prompt());
    checkCount();
    inputImages();
    responseFormat();
    ShapeTranslator shape = new ShapeTranslator(schema, input.model(), fields, findings);
    shape.translate(input, firstImage());
    choice("quality", input.quality());
    choice("style", input.style());
    choice("background", input.background());
    choice(OUTPUT_FORMAT, input.outputFormat());
    choice("moderation", input.moderation());
    negativePrompt();
    compression();
    checkTogether();
    users();
    became.putAll(shape.became());
    List<Map<String, Object>> requests = split();
    warnOfUnlistedValues();
    warnOfUnknownModel();
    return requests;
  }

  private void length(String name, String text) {
    FieldSchema field = schema.field(name).orElseThrow();
    int length = text.codePointCount(0, text.length());
    if (length < field.shortest()) {
      findings.problem(
          "%s: has %d characters; %s accepts at least %d",
          name, length, input.model(), field.shortest());
    }
    if (length > field.longest()) {
      findings.problem(
          "%s: has %d characters; %s accepts at most %d",
          name, length, input.model(), field.longest());
    }
    fields.put(field.path(), text);
  }

  private void negativePrompt() {
    if (input.negativePrompt() == null) {
      return;
    }
    if (schema.field("negative_prompt").isEmpty()) {
      findings.leftOut("negative_prompt");
    } else {
      length("negative_prompt", input.negativePrompt());
    }
  }

  private void checkCount() {
    Integer n = input.n();
    if (n != null && n < 1) {
      findings.problem("n: %d is too few; use 1 or more", n);
    } else if (n != null && n > model.mostImages()) {
      findings.problem(
          "n: %d is more than %s makes in one request; use at most %d",
          n, input.model(), model.mostImages());
    } else if (n != null && n > Limits.MOST_IMAGES) {
      findings.problem(
          "n: %d is more than a result can hold; use at most %d", n, Limits.MOST_IMAGES);
    }
  }

  /** They are not part of the fields: the adapter adds them. */
  private void inputImages() {
    if (edit == null) {
      return;
    }
    long most =
        Math.min(
            ImagesEditInput.MOST_IMAGES,
            schema
                .field("images")
                .filter(FieldSchema::isList)
                .map(FieldSchema::maximum)
                .orElse(1L));
    int images = edit.images().size();
    if (images > most) {
      findings.problem(
          "images: %d documents are more than %s edits at once; pass at most %d",
          images, input.model(), most);
    }
    if (edit.mask() != null && schema.field("mask").isEmpty()) {
      findings.leftOut("mask");
    }
    choice("input_fidelity", edit.inputFidelity());
  }

  /** The size of the first image to edit, if it was read. */
  private Optional<ImageSize> firstImage() {
    return contents.images().stream()
        .findFirst()
        .map(InputImage::facts)
        .filter(it -> isPositive(it.width()) && isPositive(it.height()))
        .map(it -> new ImageSize(it.width(), it.height()));
  }

  private static boolean isPositive(Integer pixels) {
    return pixels != null && pixels > 0;
  }

  private boolean isMasked() {
    return edit != null && edit.mask() != null && schema.field("mask").isPresent();
  }

  private void responseFormat() {
    ResponseFormat format = ResponseFormat.of(input.responseFormat()).orElse(null);
    if (format == null) {
      findings.problem(
          "response_format: %s is not known; use document, url or b64_json",
          Findings.quote(input.responseFormat()));
    } else if (format == ResponseFormat.URL && !model.givesUrls()) {
      findings.problem(
          "response_format: \"url\" is not possible, because %s returns no URLs; use document or b64_json",
          input.model());
    } else if (format != ResponseFormat.DOCUMENT) {
      schema
          .field("response_format")
          .filter(it -> it.values().values().contains(format.text()))
          .ifPresent(it -> fields.put(it.path(), format.text()));
    }
  }

  /** A text field with a list of accepted values; sent in the model's spelling. */
  private void choice(String name, String value) {
    if (value == null) {
      return;
    }
    FieldSchema field = schema.field(name).orElse(null);
    if (field == null) {
      findings.leftOut(name);
      return;
    }
    Optional<String> sent = matched(field, value);
    if (sent.isEmpty()) {
      findings.notAccepted(name, value, schema.values(name).orElseThrow());
      return;
    }
    if (sent.get().equalsIgnoreCase(schema.spelling().omitted())) {
      return;
    }
    boolean number = field.isInteger() && sent.get().matches("[0-9]{1,9}");
    fields.put(field.path(), number ? Integer.valueOf(sent.get()) : sent.get());
    if (field.values().uncertain().contains(sent.get())) {
      findings.warn(
          "%s: \"%s\" was sent, but %s may reject it: the provider has changed this several times",
          name, sent.get(), input.model());
    }
  }

  /** JPEG has two names. */
  private static Optional<String> matched(FieldSchema field, String value) {
    String other = OTHER_SPELLING.get(value.toLowerCase(Locale.ROOT));
    boolean known = field.values().values().stream().anyMatch(value::equalsIgnoreCase);
    boolean otherKnown =
        other != null && field.values().values().stream().anyMatch(other::equalsIgnoreCase);
    return field.values().match(otherKnown && !known ? other : value);
  }

  private void compression() {
    Integer compression = input.outputCompression();
    if (compression == null) {
      return;
    }
    FieldSchema field = schema.field("output_compression").orElse(null);
    if (field == null) {
      findings.leftOut("output_compression");
      return;
    }
    if (compression < 0 || compression > MOST_COMPRESSION) {
      findings.problem("output_compression: %d is out of range; use 0 to 100", compression);
      return;
    }
    long sent = Math.clamp((long) compression, field.minimum(), field.maximum());
    if (sent != compression) {
      findings.warn(
          "output_compression: %d was sent as %d, because %s accepts %d to %d",
          compression, sent, input.model(), field.minimum(), field.maximum());
    }
    fields.put(field.path(), (int) sent);
  }

  /**
   * Fields that exclude each other. Of a model without an entry only formats of one image are
   * known.
   */
  private void checkTogether() {
    boolean transparent = TRANSPARENT.equals(sent("background"));
    boolean known = !model.isUnknown();
    String format = transparent ? transparentFormat() : format();
    // also where the model has no such fields: a process that requests both contradicts itself
    if (TRANSPARENT.equalsIgnoreCase(input.background())
            && "jpeg".equals(plain(input.outputFormat()))
        || transparent && known && !WITH_TRANSPARENCY.contains(format)) {
      findings.problem(
          "background: \"transparent\" is not possible with output_format %s; use png or webp",
          Findings.quote(input.outputFormat()));
    }
    if (schema.field("output_compression").filter(it -> fields.containsKey(it.path())).isPresent()
        && known
        && !WITH_COMPRESSION.contains(format)) {
      findings.problem(
          "output_compression: %d is only possible with output_format jpeg or webp, not %s",
          input.outputCompression(),
          input.outputFormat() == null ? "without one" : Findings.quote(input.outputFormat()));
    }
    if (schema.spelling().single().contains(format) && input.count() > 1) {
      findings.problem(
          "n: %d is not possible with output_format \"%s\"; use 1", input.count(), format);
    }
    if (schema.spelling().unmasked().contains(format) && isMasked()) {
      findings.problem(
          "mask: is not possible with output_format \"%s\"; leave the mask out, or use png",
          format);
    }
  }

  private Object sent(String name) {
    Object sent = schema.field(name).map(it -> fields.get(it.path())).orElse(null);
    return sent instanceof String text ? text.toLowerCase(Locale.ROOT) : sent;
  }

  /** The format in which the images come. */
  private String format() {
    String requested = plain((String) sent(OUTPUT_FORMAT));
    return requested == null ? usualFormat() : requested;
  }

  private String usualFormat() {
    return schema.field(OUTPUT_FORMAT).map(it -> plain(it.usual())).orElse("png");
  }

  /** Where the model's usual format has no transparency, png is requested. */
  private String transparentFormat() {
    if (input.outputFormat() == null && !WITH_TRANSPARENCY.contains(usualFormat())) {
      choice(OUTPUT_FORMAT, "png");
    }
    return format();
  }

  private static String plain(String format) {
    return format == null ? null : AllowedValues.format(format);
  }

  /** A model that has only the older field gets the newer one's value in it. */
  private void users() {
    Optional<FieldSchema> older = schema.field("user");
    Optional<FieldSchema> newer = schema.field("safety_identifier");
    String user = input.user();
    String identifier = input.safetyIdentifier();
    if (older.isEmpty() && user != null) {
      findings.leftOut("user");
    }
    if (older.isEmpty() && newer.isEmpty() && identifier != null) {
      findings.leftOut("safety_identifier");
    }
    if (older.isPresent() && newer.isEmpty() && identifier != null) {
      if (user != null) {
        findings.warn(
            "user was left out: %s has only one such field, and safety_identifier wins",
            input.model());
      }
      user = identifier;
    }
    put(older, user);
    put(newer, identifier);
  }

  private void put(Optional<FieldSchema> field, Object value) {
    if (field.isPresent() && value != null) {
      fields.put(field.get().path(), value);
    }
  }

  /** One request, or as many tasks as the images need, each with a seed of its own. */
  private List<Map<String, Object>> split() {
    Optional<FieldSchema> count = schema.field("n");
    int images = Math.max(1, input.count());
    int each = model.mostImagesPerRequest();
    int tasks = schema.spelling().tasks() == 0 ? 1 : (images - 1) / each + 1;
    seed(tasks);
    List<Map<String, Object>> requests = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      Map<String, Object> request = new LinkedHashMap<>(fields);
      if (count.isPresent() && input.n() != null) {
        request.put(count.get().path(), Math.min(each, images - task * each));
      }
      if (input.seed() != null && schema.has("seed")) {
        request.put("seed", input.seed() + task);
      }
      requests.add(nested(request));
      if (!findings.problems().isEmpty()) {
        break;
      }
    }
    if (input.n() != null) {
      became.put(
          "n",
          tasks > 1
              ? tasks + " tasks"
              : count.map(it -> it.path() + " " + images).orElse("one task"));
    }
    return List.copyOf(requests);
  }

  private void seed(int tasks) {
    Long seed = input.seed();
    if (seed == null) {
      return;
    }
    FieldSchema field = schema.field("seed").orElse(null);
    if (field == null) {
      findings.leftOut("seed");
      return;
    }
    long least = field.minimum();
    long most = field.maximum() - (tasks - 1);
    if (seed < least || seed > most) {
      findings.problem(
          "seed: %d is out of range; %s accepts %d %s",
          seed, input.model(), least, field.maximum() == Long.MAX_VALUE ? "or more" : "to " + most);
    }
  }

  /** The provider's own catalog rejects nothing: the meaning of its lists is known second-hand. */
  private void warnOfUnlistedValues() {
    for (FieldSchema field : model.live() ? schema.fields().values() : List.<FieldSchema>of()) {
      Object sent = fields.get(field.path());
      List<String> listed = field.values().values();
      if (sent != null
          && field.sizes() == null
          && !listed.isEmpty()
          && !listed.contains(sent.toString())) {
        findings.warn(
            "%s: %s was sent, but the provider's catalog lists only %s",
            field.path(), Findings.quote(sent.toString()), field.values().listed());
      }
    }
  }

  /** A model without an entry may not have these fields: so the result says what they became. */
  private void warnOfUnknownModel() {
    if (!model.isUnknown() && !model.live()) {
      return;
    }
    Map<String, String> said = new LinkedHashMap<>();
    if (edit != null && schema.spelling().aggregator()) {
      schema.field("images").ifPresent(it -> said.put("images", it.path()));
    }
    put(said, "n", input.n());
    put(said, "size", input.size());
    put(said, "aspect_ratio", input.aspectRatio());
    put(said, "resolution", input.resolution());
    if (!said.isEmpty()) {
      List<String> parts = new ArrayList<>();
      said.forEach((name, sent) -> parts.add(name + " was sent as " + sent));
      findings.warn(
          model.live()
              ? "%s is not in the catalog, so the provider's own catalog was asked for its fields: %s"
              : "%s is not in the catalog, so it is unknown whether it accepts these fields: %s",
          input.model(),
          String.join(", ", parts));
    }
  }

  /** Not needed where one maker's provider gets the same name and value. */
  private void put(Map<String, String> said, String name, Object value) {
    String sent = became.get(name);
    if (value != null
        && sent != null
        && (schema.spelling().aggregator() || !sent.equals(name + " " + value))) {
      said.put(name, sent);
    }
  }

  /** {@code a.b} is the field b of the object a. */
  private static Map<String, Object> nested(Map<String, Object> flat) {
    Map<String, Object> nested = new LinkedHashMap<>();
    flat.forEach((path, value) -> nest(nested, path, value));
    return nested;
  }

  @SuppressWarnings("unchecked")
  private static void nest(Map<String, Object> fields, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      fields.put(path, value);
    } else {
      Object inner = fields.computeIfAbsent(path.substring(0, dot), it -> new LinkedHashMap<>());
      nest((Map<String, Object>) inner, path.substring(dot + 1), value);
    }
  }
}
