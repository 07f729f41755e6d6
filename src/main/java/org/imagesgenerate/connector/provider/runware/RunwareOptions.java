package org.imagesgenerate.connector.provider.runware;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Urls;

/**
 * Reads {@code providerOptions}: the options that only Runware has. Limits: Runware's reference of
 * image inference (2026).
 */
final class RunwareOptions {

  private static final int LONGEST_NUMBER = 20;

  /** The names that are read; anything else is left out with a warning. */
  static final List<String> NAMES =
      List.of("safety", "ttl", "uploadEndpoint", "outputQuality", "deliveryMethod");

  static final int LOWEST_QUALITY = 20;
  static final int HIGHEST_QUALITY = 99;
  private static final int SHORTEST_TTL = 60;

  /** {@code full} is for videos. */
  private static final Set<Object> SAFETY_MODES = Set.of("none", "fast");

  private final Map<String, Object> options;

  /**
   * @param options blank text counts as not set, as in every field
   */
  RunwareOptions(Map<String, Object> options) {
    this.options = new LinkedHashMap<>(options);
    this.options.values().removeIf(it -> it instanceof String text && text.isBlank());
  }

  /** The names that Runware does not have. */
  List<String> unknown() {
    return options.keySet().stream().filter(name -> !NAMES.contains(name)).sorted().toList();
  }

  /** {@code {checkContent, mode}}, or null. */
  Object safety() {
    return switch (options.get("safety")) {
      case null -> null;
      case Map<?, ?> context -> {
        Map<Object, Object> safety = new LinkedHashMap<>(context);
        safety.replaceAll((name, value) -> bool(value));
        checkSafety(safety);
        yield safety;
      }
      case Object other ->
          throw invalid("safety", other, "a context, such as {checkContent: true}");
    };
  }

  private static void checkSafety(Map<Object, Object> safety) {
    Object check = safety.get("checkContent");
    if (check != null && !(check instanceof Boolean)) {
      throw invalid("safety.checkContent", check, "true or false");
    }
    Object mode = safety.get("mode");
    if (mode != null && !SAFETY_MODES.contains(mode)) {
      throw invalid("safety.mode", mode, "none or fast");
    }
  }

  /** A boolean that was written as text. */
  private static Object bool(Object value) {
    return value instanceof String text && text.strip().matches("true|false")
        ? Boolean.valueOf(text.strip())
        : value;
  }

  /** How long the URL of an image is valid, in seconds, or null. */
  Integer ttl() {
    return number("ttl", SHORTEST_TTL, Integer.MAX_VALUE, "a whole number of seconds from 60 up");
  }

  /** The URL to which Runware also uploads each image, or null. */
  String uploadEndpoint() {
    Object endpoint = options.get("uploadEndpoint");
    if (endpoint == null || Urls.isHttp(endpoint.toString())) {
      return endpoint == null ? null : endpoint.toString();
    }
    throw ImagesException.invalidInput(
        "providerOptions.uploadEndpoint: has to be a URL such as https://host/path");
  }

  /** 20 to 99, or null. */
  Integer outputQuality() {
    return number("outputQuality", LOWEST_QUALITY, HIGHEST_QUALITY, "a whole number from 20 to 99");
  }

  /** Whether the response to the submit is to contain the images. */
  boolean sync() {
    Object method = options.get("deliveryMethod");
    if (method == null || "async".equals(method)) {
      return false;
    }
    if ("sync".equals(method)) {
      return true;
    }
    throw invalid("deliveryMethod", method, "async or sync");
  }

  private Integer number(String name, int least, int most, String right) {
    Object value = options.get(name);
    if (value == null) {
      return null;
    }
    try {
      String text = value.toString().strip();
      int number =
          text.length() > LONGEST_NUMBER ? least - 1 : new BigDecimal(text).intValueExact();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // falls through to the message below
    }
    throw invalid(name, value, right);
  }

  private static ImagesException invalid(String name, Object value, String right) {
    return ImagesException.invalidInput(
        "providerOptions.%s: \"%s\" has to be %s".formatted(name, value, right));
  }
}
