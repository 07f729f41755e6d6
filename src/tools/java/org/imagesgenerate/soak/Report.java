package org.imagesgenerate.soak;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** The numbers as Markdown. */
final class Report {

  private static final int MOST_EXAMPLES = 20;

  private final StringBuilder text = new StringBuilder();

  void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  /** The three zeros that the soak is about, and what else would be a defect. */
  void zeros(Verdict verdict, Leaks leaks) {
    line("| must be 0 | count |");
    line("| --- | --- |");
    line("| second purchases | %d |", verdict.second.size());
    line("| images paid for and lost | %d |", verdict.lost.size());
    line("| leaks | %d |", leaks.found.size());
    line("| images that are not what the result says | %d |", verdict.wrong.size());
    line("| instances without an end | %d |", verdict.stuck.size());
    line("");
    examples("Second purchase", verdict.second);
    examples("Lost", verdict.lost);
    examples("Leak", leaks.found);
    examples("Wrong", verdict.wrong);
    examples("No end", verdict.stuck);
  }

  private void examples(String name, Collection<String> all) {
    all.stream().limit(MOST_EXAMPLES).forEach(it -> line("- %s: %s", name, it));
    if (!all.isEmpty()) {
      line("");
    }
  }

  void purchases(Verdict verdict) {
    line("| purchases for one activation | activations |");
    line("| --- | --- |");
    verdict.histogram.forEach((purchases, count) -> line("| %d | %d |", purchases, count));
    line("");
    line("| end | all | by provider |");
    line("| --- | --- | --- |");
    verdict.codes.forEach(
        (code, providers) ->
            line("| `%s` | %d | %s |", code, sum(providers.values()), joined(providers)));
    line("");
    if (!verdict.explained.isEmpty()) {
      line("| bought, but the images cannot be retrieved | activations |");
      line("| --- | --- |");
      verdict.explained.forEach((why, count) -> line("| %s | %d |", why, count));
      line("");
    }
    if (!verdict.killedAfterMillis.isEmpty()) {
      line(
          "Those workers were killed %d to %d ms after the request had arrived at the provider.",
          Collections.min(verdict.killedAfterMillis), Collections.max(verdict.killedAfterMillis));
      line("");
    }
  }

  private static int sum(Collection<Integer> counts) {
    return counts.stream().mapToInt(Integer::intValue).sum();
  }

  private static String joined(Map<String, Integer> counts) {
    return String.join(
        ", ", counts.entrySet().stream().map(it -> it.getKey() + " " + it.getValue()).toList());
  }

  void leaks(Leaks leaks) {
    line(
        "| worker | ends | threads | open files and sockets | sockets | temporary images | heap KB |");
    line("| --- | --- | --- | --- | --- | --- | --- |");
    leaks.readings.forEach(
        (worker, all) -> {
          for (Reading it : all) {
            line(
                "| %s | %d%s | %d | %d | %d | %d | %d |",
                worker,
                it.ends(),
                it == all.getLast() ? ", idle" : "",
                it.threads().size(),
                it.descriptors(),
                it.sockets(),
                it.temporaryImages(),
                it.heapKilobytes());
          }
        });
    line("");
  }

  void faults(List<FaultInjector> injectors) {
    Map<String, Long> counts = new TreeMap<>();
    for (FaultInjector injector : injectors) {
      for (Map.Entry<String, AtomicLong> it : injector.counts().entrySet()) {
        counts.merge(it.getKey(), it.getValue().get(), Long::sum);
      }
    }
    line("| requests and faults | count |");
    line("| --- | --- |");
    counts.forEach((what, count) -> line("| %s | %d |", what, count));
    line("");
  }

  static String minutes(Duration duration) {
    return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
