package org.imagesgenerate.soak;

import io.camunda.client.CamundaClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Starts the instances, so many at once, and waits for their ends. */
final class Load {

  private static final int MOST_UNDER_WAY = 120;

  /** For the instances that are under way when no more are started; later they are stuck. */
  private static final Duration LAST = Duration.ofMinutes(6);

  private static final int BATCH = 8;
  private static final double TOLD = 0.05;

  private final Options options;
  private final CamundaClient client;
  private final Mix mix;
  private final Ends ends;
  private final Set<String> created = ConcurrentHashMap.newKeySet();
  private final long start = System.nanoTime();
  private int unanswered;
  private int nextTold;

  Load(Options options, CamundaClient client, Mix mix, Ends ends) {
    this.options = options;
    this.client = client;
    this.mix = mix;
    this.ends = ends;
  }

  /** What is done again and again while instances are under way. */
  interface Look {
    void take();
  }

  /** Prompts of the instances that the broker confirmed. */
  Set<String> created() {
    return created;
  }

  /** Starts that brought no answer. */
  int unanswered() {
    return unanswered;
  }

  Duration passed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** How much of the run is over, by ends or by time. */
  double share() {
    double byEnds = (double) ends.all().size() / options.jobs();
    return Math.max(byEnds, (double) passed().toMillis() / options.most().toMillis());
  }

  void startAll(Look look) throws InterruptedException {
    for (int i = 0; i < options.jobs() && inTime(); i += BATCH) {
      startBatch(i, Math.min(options.jobs(), i + BATCH));
      tell(look);
      while (created.size() - ends.all().size() >= MOST_UNDER_WAY && inTime()) {
        rest(look);
      }
    }
  }

  /** Waits for the ends of all instances, also of those that the broker never confirmed. */
  void await(Supplier<Set<String>> bought, Look look) throws InterruptedException {
    Duration most = options.most().plus(LAST);
    while (!(haveEnded(created) && haveEnded(bought.get())) && passed().compareTo(most) < 0) {
      rest(look);
    }
  }

  private boolean haveEnded(Set<String> prompts) {
    return ends.all().keySet().containsAll(prompts);
  }

  private boolean inTime() {
    return passed().compareTo(options.most()) < 0;
  }

  /** Several at a time, since the broker answers each only when it is on the disk. */
  private void startBatch(int from, int to) throws InterruptedException {
    Map<Integer, Future<?>> answers = new LinkedHashMap<>();
    for (int index = from; index < to; index++) {
      answers.put(index, start(index, "soak " + index));
    }
    for (Map.Entry<Integer, Future<?>> answer : answers.entrySet()) {
      String prompt = "soak " + answer.getKey();
      boolean started = isStarted(prompt, answer.getValue());
      // another prompt: the instance whose answer got lost may be there all the same
      for (int attempt = 1; !started && inTime(); attempt++) {
        Thread.sleep(200);
        String other = prompt + "." + attempt;
        started = isStarted(other, start(answer.getKey(), other));
      }
    }
  }

  private Future<?> start(int index, String prompt) {
    return client
        .newCreateInstanceCommand()
        .bpmnProcessId(mix.process(index))
        .latestVersion()
        .variables(mix.order(index, prompt))
        .send()
        .toCompletableFuture();
  }

  private boolean isStarted(String prompt, Future<?> answer) throws InterruptedException {
    try {
      answer.get();
      created.add(prompt);
      return true;
    } catch (ExecutionException brokerIsBusyOrGone) {
      unanswered++;
      return false;
    }
  }

  private void rest(Look look) throws InterruptedException {
    Thread.sleep(50);
    tell(look);
  }

  private void tell(Look look) {
    int count = ends.all().size();
    if (count >= nextTold) {
      nextTold = count + (int) (options.jobs() * TOLD);
      System.out.printf("%d ends after %s%n", count, Report.minutes(passed()));
    }
    look.take();
  }
}
