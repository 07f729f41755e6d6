package org.imagesgenerate.connector.provider.simulation;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;

/**
 * What the simulation is to do, set by {@code providerOptions} or by the words {@code simulate
 * RATE_LIMITED} in the prompt.
 *
 * @param failure the code to fail with, if any
 * @param failures how many attempts of one activation fail before one succeeds; {@link
 *     Integer#MAX_VALUE} for all
 * @param delay how long the work takes
 */
record SimulationOptions(Optional<ErrorCode> failure, int failures, Duration delay) {

  private static final String FAIL = "fail";
  private static final String FAILURES = "failures";
  private static final String DELAY = "delay";
  private static final Set<String> KNOWN = Set.of(FAIL, FAILURES, DELAY);
  // all codes have an underscore; other words in capitals may belong to the picture
  private static final Pattern MAGIC_WORDS =
      Pattern.compile("\\bsimulate ([A-Z]{1,40}_[A-Z_]{1,40})\\b");

  static SimulationOptions of(ImageRequest request) {
    Map<String, Object> options = request.providerOptions();
    return new SimulationOptions(
        text(options, FAIL)
            .map(it -> code("providerOptions.fail", it.toUpperCase(Locale.ROOT)))
            .or(
                () ->
                    MAGIC_WORDS
                        .matcher(request.prompt())
                        .results()
                        .map(it -> code("prompt", it.group(1)))
                        .findFirst()),
        text(options, FAILURES).map(SimulationOptions::count).orElse(Integer.MAX_VALUE),
        text(options, DELAY).map(SimulationOptions::duration).orElse(Duration.ZERO));
  }

  /** Options that the simulation does not have. */
  static List<String> warnings(ImageRequest request) {
    List<String> warnings = new ArrayList<>();
    for (String name : request.providerOptions().keySet()) {
      if (!KNOWN.contains(name)) {
        warnings.add(
            "providerOptions.%s was left out: the simulation has fail, failures and delay"
                .formatted(name));
      }
    }
    return warnings;
  }

  private static Optional<String> text(Map<String, Object> options, String name) {
    return Optional.ofNullable(options.get(name))
        .map(it -> it.toString().strip())
        .filter(it -> !it.isEmpty());
  }

  private static ErrorCode code(String field, String word) {
    return Arrays.stream(ErrorCode.values())
        .filter(it -> it.name().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                ImagesException.invalidInput(
                    "%s: \"%s\" is not an error code; use one of %s"
                        .formatted(field, word, Arrays.toString(ErrorCode.values()))));
  }

  private static int count(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      // falls through to the message below
    }
    throw ImagesException.invalidInput(
        "providerOptions.failures: \"%s\" has to be a whole number, 0 or more".formatted(text));
  }

  private static Duration duration(String text) {
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // falls through to the message below
    }
    throw ImagesException.invalidInput(
        "providerOptions.delay: \"%s\" has to be an ISO-8601 duration such as PT2S"
            .formatted(text));
  }
}
