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

/** Compares the providers' bills with the ends of the instances. */
final class Verdict {

  /** A killed worker explains an unknown outcome only if it had just sent a request. */
  private static final Duration MAX_REQUEST_TIME = Duration.ofSeconds(15);

  private static final Pattern WORKER = Pattern.compile("on worker \\S*?/(\\d+)/");

  private final Map<String, List<SimulatedPurchase>> bill = new HashMap<>();
  private final Map<Long, Instant> kills = new HashMap<>();
  private final List<FaultInjector> injectors;
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
      List<FaultInjector> injectors,
      List<Worker> workers) {
    this.ends = ends;
    this.injectors = injectors;
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
        wrong.add(prompt + ": images without a purchase");
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

  /** Why these images cannot be retrieved, or null. Runware's always can: by polling the task. */
  private String why(String prompt, End end) {
    String corrupted = corrupted(prompt);
    if (corrupted != null) {
      return "the response was corrupted: " + corrupted;
    }
    boolean isUnreadable = end.code().equals("RESPONSE_INVALID");
    if (end.provider().equals("runware")
        || !isUnreadable && !end.code().equals("OUTCOME_UNKNOWN")) {
      return null;
    }
    for (FaultInjector injector : injectors) {
      for (Attempt attempt : injector.attempts(prompt)) {
        if (isUnreadable ? attempt.breaksOff() : attempt.loses()) {
          return "the response was destroyed: " + attempt.fault();
        }
      }
    }
    return !isUnreadable && killed(prompt, end)
        ? "the worker was killed while it waited for the response"
        : null;
  }

  private String corrupted(String prompt) {
    for (FaultInjector injector : injectors) {
      if (injector.corrupted(prompt) != null) {
        return injector.corrupted(prompt);
      }
      for (SimulatedPurchase purchase : bill.getOrDefault(prompt, List.of())) {
        if (!purchase.task().isEmpty() && injector.corrupted(purchase.task()) != null) {
          return injector.corrupted(purchase.task());
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
    for (FaultInjector injector : injectors) {
      for (Attempt attempt : injector.attempts(prompt)) {
        Duration after = Duration.between(attempt.at(), kill);
        if (after.abs().compareTo(MAX_REQUEST_TIME) < 0) {
          killedAfterMillis.add(after.toMillis());
          return true;
        }
      }
    }
    return false;
  }
}
