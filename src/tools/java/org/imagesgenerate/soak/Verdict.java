package org.imagesgenerate.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.simulator.SimulatedPurchase;
import org.imagesgenerate.soak.Ends.End;
import org.imagesgenerate.soak.FaultInjector.Attempt;

/** Lays the providers' bills beside the ends of the instances. */
final class Verdict {

  /** A killed worker explains an unknown outcome only if it had just asked the provider. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(15);

  private static final Pattern WORKER = Pattern.compile("on worker \\S*?/(\\d+)/\\S+ since");

  private final Map<String, List<SimulatedPurchase>> bill = new HashMap<>();
  private final Map<Long, Instant> kills = new HashMap<>();
  private final List<FaultInjector> mischiefs;
  private final Map<String, End> ends;

  /** Prompts bought so often; 0 for ends without a purchase. */
  final Map<Integer, Integer> histogram = new TreeMap<>();

  /** Ends by provider and code. */
  final Map<String, Map<String, Integer>> codes = new TreeMap<>();

  /** Why images that were bought did not come, and how often. */
  final Map<String, Integer> explained = new TreeMap<>();

  final List<String> second = new ArrayList<>();
  final List<String> lost = new ArrayList<>();
  final List<String> wrong = new ArrayList<>();
  final Set<String> stuck = new TreeSet<>();
  final List<Long> killedAfterMillis = new ArrayList<>();

  /**
   * @param created prompts of instances that the broker confirmed
   */
  Verdict(
      Set<String> created,
      Map<String, End> ends,
      List<SimulatedPurchase> purchases,
      List<FaultInjector> mischiefs,
      List<Worker> workers) {
    this.ends = ends;
    this.mischiefs = mischiefs;
    workers.forEach(worker -> kills.putAll(worker.killed()));
    purchases.forEach(it -> bill.computeIfAbsent(it.prompt(), any -> new ArrayList<>()).add(it));
    stuck.addAll(created);
    stuck.addAll(bill.keySet());
    stuck.removeAll(ends.keySet());
    ends.keySet().forEach(this::judge);
    stuck.forEach(prompt -> count(prompt, new End("?", "no end", null)));
  }

  boolean isGood() {
    return second.isEmpty() && lost.isEmpty() && wrong.isEmpty() && stuck.isEmpty();
  }

  private void judge(String prompt) {
    End end = ends.get(prompt);
    int bought = count(prompt, end);
    if (end.isImages()) {
      if (end.message() != null) {
        wrong.add(prompt + ": " + end.message());
      }
      if (bought == 0) {
        wrong.add(prompt + ": images that nobody bought");
      }
    } else if (bought > 0) {
      String why = why(prompt, end);
      if (why == null) {
        lost.add("%s (%s): %s %s".formatted(prompt, end.provider(), end.code(), end.message()));
      } else {
        explained.merge("%s, %s: %s".formatted(end.provider(), end.code(), why), 1, Integer::sum);
      }
    }
  }

  private int count(String prompt, End end) {
    int bought = bill.getOrDefault(prompt, List.of()).size();
    histogram.merge(bought, 1, Integer::sum);
    codes
        .computeIfAbsent(end.code(), any -> new TreeMap<>())
        .merge(end.provider(), 1, Integer::sum);
    if (bought > 1) {
      second.add("%s (%s): %d times, %s".formatted(prompt, end.provider(), bought, end.code()));
    }
    return bought;
  }

  /** What keeps these images from anybody, or null. Runware's can be asked for whatever happens. */
  private String why(String prompt, End end) {
    String spoiled = spoiled(prompt);
    if (spoiled != null) {
      return "the provider's answer was spoiled: " + spoiled;
    }
    boolean isUnreadable = end.code().equals("RESPONSE_INVALID");
    if (end.provider().equals("runware")
        || !isUnreadable && !end.code().equals("OUTCOME_UNKNOWN")) {
      return null;
    }
    for (FaultInjector mischief : mischiefs) {
      for (Attempt attempt : mischief.attempts(prompt)) {
        if (isUnreadable ? attempt.breaksOff() : attempt.loses()) {
          return "the provider's answer was destroyed: " + attempt.fault();
        }
      }
    }
    return !isUnreadable && killed(prompt, end)
        ? "the worker was killed while the answer was on its way"
        : null;
  }

  private String spoiled(String prompt) {
    for (FaultInjector mischief : mischiefs) {
      if (mischief.spoiled(prompt) != null) {
        return mischief.spoiled(prompt);
      }
      for (SimulatedPurchase purchase : bill.getOrDefault(prompt, List.of())) {
        if (!purchase.task().isEmpty() && mischief.spoiled(purchase.task()) != null) {
          return mischief.spoiled(purchase.task());
        }
      }
    }
    return null;
  }

  private boolean killed(String prompt, End end) {
    Matcher worker = WORKER.matcher(end.message());
    Instant kill = worker.find() ? kills.get(Long.valueOf(worker.group(1))) : null;
    if (kill == null) {
      return false;
    }
    for (FaultInjector mischief : mischiefs) {
      for (Attempt attempt : mischief.attempts(prompt)) {
        Duration after = Duration.between(attempt.at(), kill);
        if (after.abs().compareTo(UNDER_WAY) < 0) {
          killedAfterMillis.add(after.toMillis());
          return true;
        }
      }
    }
    return false;
  }
}
