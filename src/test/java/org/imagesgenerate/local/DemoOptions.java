package org.imagesgenerate.local;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the demo is asked to do. What is null was not said.
 *
 * @param help only explain the options
 */
record DemoOptions(
    String prompt,
    String model,
    Integer n,
    String size,
    DemoProvider provider,
    String address,
    boolean help) {

  private static final Set<String> OPTIONS =
      Set.of("--prompt", "--model", "--n", "--size", "--provider", "--address");
  static final String DEFAULT_PROMPT = "A lighthouse on a cliff at dawn, as a woodcut";
  static final String USAGE =
      """
      Makes pictures in a Camunda process: mvn -q test-compile exec:exec@demo -Ddemo.arguments="…"

        --prompt TEXT      what the pictures shall show; quote it as '%s'
        --model ID         the provider's model (gpt-image-2)
        --n NUMBER         how many pictures (2, or 1 where they cost money)
        --size WxH         or auto (1024x1024)
        --provider TYPE    %s (openai)
        --address URL      of the real provider: only needed for azure-openai and openai-compatible
        --help             this text

      The demo simulates the provider. If the provider's key is in the environment, the pictures are bought:
      %s
      """
          .formatted(
              DEFAULT_PROMPT,
              String.join(", ", DemoProvider.types()),
              Arrays.stream(DemoProvider.values())
                  .map(DemoProvider::secret)
                  .filter(Objects::nonNull)
                  .collect(Collectors.joining(", ")));

  /**
   * @throws IllegalArgumentException with a sentence for whoever typed them
   */
  static DemoOptions of(List<String> arguments) {
    DemoOptions options =
        new DemoOptions(DEFAULT_PROMPT, null, null, null, DemoProvider.OPENAI, null, false);
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      options = options.with(rest.next(), rest);
    }
    return options;
  }

  private DemoOptions with(String option, Iterator<String> rest) {
    String value = option.equals("--help") ? null : value(option, rest);
    return switch (option) {
      case "--help" -> new DemoOptions(prompt, model, n, size, provider, address, true);
      case "--prompt" -> new DemoOptions(value, model, n, size, provider, address, help);
      case "--model" -> new DemoOptions(prompt, value, n, size, provider, address, help);
      case "--n" -> new DemoOptions(prompt, model, number(value), size, provider, address, help);
      case "--size" -> new DemoOptions(prompt, model, n, value, provider, address, help);
      case "--provider" ->
          new DemoOptions(prompt, model, n, size, DemoProvider.of(value), address, help);
      case "--address" -> new DemoOptions(prompt, model, n, size, provider, value, help);
      default -> throw new IllegalStateException("known, but not read: " + option);
    };
  }

  private static String value(String option, Iterator<String> rest) {
    if (!OPTIONS.contains(option)) {
      throw new IllegalArgumentException(
          "%s is not known; see --help for what is".formatted(option));
    }
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value behind it");
    }
    return rest.next();
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--n needs a whole number, not \"%s\"".formatted(value), e);
    }
  }
}
