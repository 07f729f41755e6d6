package org.imagesgenerate.connector.catalog;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.support.Limits;

/**
 * Holds one input against one row of the table. All that is wrong is said at once, so that nobody
 * mends one field per attempt.
 */
final class InputCheck {

  private static final int LONGEST_QUOTE = 100;
  private static final int LONGEST_MODEL = 1_000;
  private static final int MOST_COMPRESSION = 100;
  private static final Set<String> WITH_TRANSPARENCY = Set.of("png", "webp");
  private static final Set<String> JPEG = Set.of("jpeg", "jpg");
  private static final Set<String> WITH_COMPRESSION = Set.of("jpeg", "jpg", "webp");
  private static final Set<String> WITH_TASKS = Set.of(Provider.WAVESPEED, Provider.RUNWARE);

  /** Parts of a stream instead of finished images: nothing of it could be delivered. */
  private static final Set<String> STREAMING = Set.of("stream", "partial_images");

  private static final Set<String> NO_STREAM = Set.of("false", "0", "null");

  private final ImagesGenerateInput input;
  private final Model rules;
  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  InputCheck(ImagesGenerateInput input, Model rules) {
    this.input = input;
    this.rules = rules;
  }

  ImageRequest request() {
    checkModel();
    checkPrompt();
    checkCount();
    ResponseFormat responseFormat = responseFormat();
    String size = size();
    String quality = take("quality", input.quality(), rules.quality());
    String style = take("style", input.style(), rules.style());
    String background = take("background", input.background(), rules.background());
    String outputFormat = take("output_format", input.outputFormat(), rules.outputFormat());
    String moderation = take("moderation", input.moderation(), rules.moderation());
    Integer compression = compression();
    checkTogether(background, outputFormat, compression);
    checkExtraBody();
    boolean submit = submit();
    URI webhook = webhook(submit);
    String user = user();
    String identifier = identifier();
    if (!problems.isEmpty()) {
      throw ImagesException.invalidInput(String.join("\n", problems));
    }
    return new ImageRequest(
        rules,
        rules.wireId(input.model()),
        input.prompt(),
        input.n(),
        size,
        quality,
        style,
        background,
        outputFormat,
        compression,
        moderation,
        user,
        identifier,
        responseFormat,
        input.extraBody(),
        input.providerOptions(),
        submit,
        webhook,
        List.copyOf(warnings));
  }

  /** At once, because the other problems name the model. */
  private void checkModel() {
    int length = input.model().length();
    if (length > LONGEST_MODEL) {
      throw ImagesException.invalidInput(
          "model: has %d characters; use the provider's model id, which has at most %d"
              .formatted(length, LONGEST_MODEL));
    }
  }

  private void checkPrompt() {
    int length = input.prompt().codePointCount(0, input.prompt().length());
    if (length < rules.shortestPrompt()) {
      problem(
          "prompt: has %d characters; %s takes at least %d",
          length, input.model(), rules.shortestPrompt());
    }
    if (length > rules.longestPrompt()) {
      problem(
          "prompt: has %d characters; %s takes at most %d",
          length, input.model(), rules.longestPrompt());
    }
  }

  private void checkCount() {
    Integer n = input.n();
    if (n != null && n < 1) {
      problem("n: %d is too few; ask for at least 1 image", n);
    } else if (n != null && n > rules.mostImages()) {
      problem(
          "n: %d is more than %s makes in one request; ask for at most %d",
          n, input.model(), rules.mostImages());
    } else if (n != null && n > Limits.MOST_IMAGES) {
      problem("n: %d is more than a result can hold; ask for at most %d", n, Limits.MOST_IMAGES);
    }
  }

  private ResponseFormat responseFormat() {
    ResponseFormat format = ResponseFormat.of(input.responseFormat()).orElse(null);
    if (format == null) {
      problem(
          "response_format: %s is not known; use document, url or b64_json",
          quote(input.responseFormat()));
    } else if (format == ResponseFormat.URL && !rules.givesUrls()) {
      problem(
          "response_format: \"url\" is not possible, because %s gives no URLs; use document or"
              + " b64_json",
          input.model());
    }
    return format;
  }

  private String size() {
    String size = input.size() == null ? null : input.size().toLowerCase(Locale.ROOT);
    if (size == null) {
      return null;
    }
    if (!rules.size().exists()) {
      leftOut("size");
      return null;
    }
    if (size.equals(ImageSize.AUTO) && !rules.size().listed().contains(size)) {
      return null; // a model without the word chooses when nothing is sent
    }
    rules
        .size()
        .refuse(size)
        .ifPresent(
            right ->
                problem(
                    "size: %s is not taken by %s; %s", quote(input.size()), input.model(), right));
    return size;
  }

  /** The value as the model spells it; null if unset, left out or refused. */
  private String take(String field, String value, Choices choices) {
    if (value == null) {
      return null;
    }
    if (!choices.exists()) {
      leftOut(field);
      return null;
    }
    String taken = choices.take(value).orElse(null);
    if (taken == null) {
      problem(
          "%s: %s is not taken by %s; use %s",
          field, quote(value), input.model(), choices.listed());
    } else if (choices.doubtful().contains(taken)) {
      warnings.add(
          "%s: \"%s\" was sent, but %s may refuse it: the provider's own word on it has changed more than once"
              .formatted(field, taken, input.model()));
    }
    return taken;
  }

  private Integer compression() {
    Integer compression = input.outputCompression();
    if (compression == null) {
      return null;
    }
    if (!rules.outputCompression()) {
      leftOut("output_compression");
      return null;
    }
    if (compression < 0 || compression > MOST_COMPRESSION) {
      problem("output_compression: %d is out of range; use 0 to 100", compression);
    }
    return compression;
  }

  /**
   * Fields that exclude each other. Of a model without a row only formats of one image are known.
   */
  private void checkTogether(String background, String format, Integer compression) {
    boolean ruled = isRuled();
    String lower = format == null ? usualFormat(background) : format.toLowerCase(Locale.ROOT);
    // also where the model has no such fields: a process that asks for both contradicts itself
    if (isTransparent(input.background()) && isJpeg(input.outputFormat())
        || isTransparent(background) && ruled && !WITH_TRANSPARENCY.contains(lower)) {
      problem(
          "background: \"transparent\" is not possible with output_format %s; use png or webp",
          quote(input.outputFormat()));
    }
    if (compression != null && ruled && !WITH_COMPRESSION.contains(lower)) {
      problem(
          "output_compression: %d is only possible with output_format jpeg or webp, not %s",
          compression, format == null ? "without one" : quote(format));
    }
    boolean compatible = input.provider().type().equals(Provider.OPENAI_COMPATIBLE);
    if (lower.equals("svg") && input.count() > 1 && !compatible) {
      problem("n: %d is not possible with output_format \"svg\"; ask for 1 image", input.count());
    }
  }

  /** Whether it is known which fields go together: not of a server or a model without a row. */
  private boolean isRuled() {
    return switch (input.provider().type()) {
      case Provider.OPENAI_COMPATIBLE -> false;
      case Provider.SIMULATION -> true;
      default -> !rules.isUnknown();
    };
  }

  /** What comes when no format is named; Runware is told png where the background needs it. */
  private String usualFormat(String background) {
    boolean jpeg = input.provider().type().equals(Provider.RUNWARE) && !isTransparent(background);
    return jpeg ? "jpeg" : "png";
  }

  private static boolean isTransparent(String background) {
    return "transparent".equalsIgnoreCase(background);
  }

  private static boolean isJpeg(String format) {
    return format != null && JPEG.contains(format.toLowerCase(Locale.ROOT));
  }

  private void checkExtraBody() {
    for (String field : STREAMING) {
      if (!NO_STREAM.contains(String.valueOf(input.extraBody().get(field)))) {
        problem(
            "extraBody: \"%s\" is not possible, because the task returns finished images; take it"
                + " out",
            field);
      }
    }
  }

  private boolean submit() {
    String delivery = input.delivery();
    boolean submit = delivery.equalsIgnoreCase(ImagesGenerateInput.SUBMIT);
    if (!submit && !delivery.equalsIgnoreCase(ImagesGenerateInput.WAIT)) {
      problem("delivery: %s is not known; use wait or submit", quote(delivery));
    } else if (submit && !WITH_TASKS.contains(input.provider().type())) {
      problem(
          "delivery: \"submit\" is not possible, because %s has no tasks to hand back; use wait",
          input.provider().type());
    }
    return submit;
  }

  private URI webhook(boolean submit) {
    if (input.webhookUrl() == null) {
      return null;
    }
    if (!submit) {
      warnings.add("webhookUrl was left out: it has a meaning only with delivery \"submit\"");
      return null;
    }
    try {
      URI uri = URI.create(input.webhookUrl());
      if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?")) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // falls through to the one sentence for all that is wrong
    }
    problem(
        "webhookUrl: %s is not an address; use one such as https://host/path",
        quote(Urls.withoutQuery(input.webhookUrl())));
    return null;
  }

  /** The older field; where it is all there is, the newer one's value goes into it. */
  private String user() {
    boolean newer = rules.user().values().contains("safety_identifier");
    if (!rules.user().exists()) {
      if (input.user() != null) {
        leftOut("user");
      }
      return null;
    }
    if (newer || input.safetyIdentifier() == null) {
      return input.user();
    }
    if (input.user() != null) {
      warnings.add(
          "user was left out: %s has only one such field, and safety_identifier wins"
              .formatted(input.model()));
    }
    return input.safetyIdentifier();
  }

  private String identifier() {
    if (!rules.user().exists() && input.safetyIdentifier() != null) {
      leftOut("safety_identifier");
    }
    return rules.user().values().contains("safety_identifier") ? input.safetyIdentifier() : null;
  }

  private void leftOut(String field) {
    warnings.add("%s was left out: %s has no such field".formatted(field, input.model()));
  }

  private void problem(String sentence, Object... values) {
    problems.add(sentence.formatted(values));
  }

  private static String quote(String value) {
    return '"'
        + (value.length() > LONGEST_QUOTE ? value.substring(0, LONGEST_QUOTE) + "…" : value)
        + '"';
  }
}
