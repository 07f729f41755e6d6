package org.imagesgenerate.local;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The arguments of the demo. Arguments that were not given are null.
 *
 * @param address the base URL of the real provider
 * @param serve the port of the playground, or null to show one process
 * @param real whether to call the real provider, which costs money
 * @param help only print the usage
 */
record DemoOptions(
    String prompt,
    String model,
    Integer n,
    String size,
    DemoProvider provider,
    String address,
    Integer serve,
    boolean real,
    boolean help) {

  private static final Set<String> OPTIONS =
      Set.of("--prompt", "--model", "--n", "--size", "--provider", "--address", "--port");
  private static final Set<String> FLAGS = Set.of("--help", "--serve", "--real");
  private static final String PLAYGROUND_PORT = "8099";
  static final String DEFAULT_PROMPT = "A lighthouse on a cliff at dawn, as a woodcut";
  static final String USAGE =
      """
      Makes pictures in a Camunda process: mvn -q test-compile exec:exec@demo -Ddemo.arguments="…"

        --prompt TEXT      describe the image; quote it as '%s'
        --model ID         the provider's model ID (default: gpt-image-2, in the provider's spelling)
        --n NUMBER         number of pictures (default: 2, or 1 if they cost money)
        --size WxH         or auto (default: 1024x1024)
        --provider TYPE    %s (default: openai)
        --real             calls the real provider, which costs money; prints first what it buys; needs the provider's key in the environment
        --address URL      base URL of the real provider; required for azure-openai and openai-compatible
        --serve            starts the playground instead: a page with the modeler, reachable from this machine only (needs npm)
        --port NUMBER      port of the playground (default: 8099)
        --help             prints this text

      Without --real the provider is simulated and nothing is billed, even if the environment contains keys. With --real the keys are:
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
   * @throws IllegalArgumentException with a message for the user
   */
  static DemoOptions of(List<String> arguments) {
    Map<String, String> values = new HashMap<>();
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      values.put(option, FLAGS.contains(option) ? "" : value(option, rest));
    }
    boolean real = values.containsKey("--real");
    DemoProvider provider = DemoProvider.of(values.getOrDefault("--provider", "openai"));
    if (values.containsKey("--address") && !real) {
      throw new IllegalArgumentException(
          "--address needs --real, because without --real the provider is simulated");
    }
    if (real && provider.isInside()) {
      throw new IllegalArgumentException(
          "--real needs a provider that can be called, not \"%s\"".formatted(provider.type()));
    }
    return new DemoOptions(
        values.getOrDefault("--prompt", DEFAULT_PROMPT),
        values.get("--model"),
        number("--n", values.get("--n")),
        values.get("--size"),
        provider,
        values.get("--address"),
        values.containsKey("--serve")
            ? number("--port", values.getOrDefault("--port", PLAYGROUND_PORT))
            : null,
        real,
        values.containsKey("--help"));
  }

  private static String value(String option, Iterator<String> rest) {
    if (!OPTIONS.contains(option)) {
      throw new IllegalArgumentException("%s is not an argument of the demo".formatted(option));
    }
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value after it");
    }
    return rest.next();
  }

  private static Integer number(String option, String value) {
    try {
      return value == null ? null : Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s needs a whole number, not \"%s\"".formatted(option, value), e);
    }
  }
}
