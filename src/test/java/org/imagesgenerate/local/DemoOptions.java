package org.imagesgenerate.local;

import java.util.Iterator;
import java.util.List;

/**
 * What the demo is asked to do. What is null was not said.
 *
 * @param help only explain the options
 */
record DemoOptions(
    String prompt, String model, Integer n, String size, String provider, boolean help) {

  static final String DEFAULT_PROMPT = "A lighthouse on a cliff at dawn, as a woodcut";
  static final String USAGE =
      """
      Makes pictures in a Camunda process: mvn -q test-compile exec:exec@demo -Ddemo.arguments="…"

        --prompt TEXT      what the pictures shall show; quote it as '%s'
        --model ID         the provider's model (gpt-image-2)
        --n NUMBER         how many pictures (2, or 1 where they cost money)
        --size WxH         or auto (1024x1024)
        --provider NAME    openai
        --help             this text

      Without the environment variable OPENAI_API_KEY the demo simulates the provider. With it, the pictures are bought.
      """
          .formatted(DEFAULT_PROMPT);

  private static final List<String> PROVIDERS = List.of("openai");

  /**
   * @throws IllegalArgumentException with a sentence for whoever typed them
   */
  static DemoOptions of(List<String> arguments) {
    DemoOptions options = new DemoOptions(DEFAULT_PROMPT, null, null, null, "openai", false);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  private DemoOptions with(String option, Iterator<String> rest) {
    return switch (option) {
      case "--help" -> new DemoOptions(prompt, model, n, size, provider, true);
      case "--prompt" -> new DemoOptions(value(option, rest), model, n, size, provider, help);
      case "--model" -> new DemoOptions(prompt, value(option, rest), n, size, provider, help);
      case "--n" -> new DemoOptions(prompt, model, number(option, rest), size, provider, help);
      case "--size" -> new DemoOptions(prompt, model, n, value(option, rest), provider, help);
      case "--provider" -> new DemoOptions(prompt, model, n, size, provider(option, rest), help);
      default ->
          throw new IllegalArgumentException(
              "%s is not known; see --help for what is".formatted(option));
    };
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value behind it");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest) {
    String value = value(option, rest);
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s needs a whole number, not \"%s\"".formatted(option, value), e);
    }
  }

  private static String provider(String option, Iterator<String> rest) {
    String value = value(option, rest);
    if (!PROVIDERS.contains(value)) {
      throw new IllegalArgumentException(
          "the demo knows no provider \"%s\"; use %s"
              .formatted(value, String.join(" or ", PROVIDERS)));
    }
    return value;
  }
}
