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
  private static final double PRINTED = 0.05;

  private final Options options;
  private final CamundaClient client;
  private final Mix mix;
  private final Ends ends;
  private final Set<String> created = ConcurrentHashMap.newKeySet();
  private final long start = System.nanoTime();
  private int unconfirmed;
  private int nextPrinted;

  Load(Options options, CamundaClient client, Mix mix, Ends ends) {
    this.options = options;
    this.client = client;
    this.mix = mix;
    this.ends = ends;
  }

  /** Prompts of the instances that the broker confirmed. */
  Set<String> created() {
    return created;
  }

  /** Starts that the broker did not confirm. */
  int unconfirmed() {
    return unconfirmed;
  }

  Duration passed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** How much of the run is over, by ends or by time. */
  double share() {
    double byEnds = (double) ends.all().size() / options.jobs();
    return Math.max(byEnds, (double) passed().toMillis() / options.most().toMillis());
  }

  /**
   * @param observation repeated while instances run
   */
  void startAll(Runnable observation) throws InterruptedException {
    for (int i = 0; i < options.jobs() && inTime(); i += BATCH) {
      startBatch(i, Math.min(options.jobs(), i + BATCH));
      observe(observation);
      while (created.size() - ends.all().size() >= MOST_UNDER_WAY && inTime()) {
        pause(observation);
      }
    }
  }

  /** Waits for the ends of all instances, also of those that the broker never confirmed. */
  void await(Supplier<Set<String>> bought, Runnable observation) throws InterruptedException {
    Duration most = options.most().plus(LAST);
    while (!(haveEnded(created) && haveEnded(bought.get())) && passed().compareTo(most) < 0) {
      pause(observation);
    }
  }

  private boolean haveEnded(Set<String> prompts) {
    return ends.all().keySet().containsAll(prompts);
  }

  private boolean inTime() {
    return passed().compareTo(options.most()) < 0;
  }

  /** Several at a time, since the broker confirmations each only when it is on the disk. */
  private void startBatch(int from, int to) throws InterruptedException {
    Map<Integer, Future<?>> confirmations = new LinkedHashMap<>();
    for (int index = from; index < to; index++) {
      confirmations.put(index, start(index, "soak " + index));
    }
    for (Map.Entry<Integer, Future<?>> confirmation : confirmations.entrySet()) {
      String prompt = "soak " + confirmation.getKey();
      boolean started = isStarted(prompt, confirmation.getValue());
      // another prompt: the instance may run although the confirmation was lost
      for (int attempt = 1; !started && inTime(); attempt++) {
        Thread.sleep(200);
        String other = prompt + "." + attempt;
        started = isStarted(other, start(confirmation.getKey(), other));
      }
    }
  }

  private Future<?> start(int index, String prompt) {
    return client
        .newCreateInstanceCommand()
        .bpmnProcessId(mix.process(index))
        .latestVersion()
        .variables(mix.variables(index, prompt))
        .send()
        .toCompletableFuture();
  }

  private boolean isStarted(String prompt, Future<?> confirmation) throws InterruptedException {
    try {
      confirmation.get();
      created.add(prompt);
      return true;
    } catch (ExecutionException brokerIsBusyOrGone) {
      unconfirmed++;
      return false;
    }
  }

  private void pause(Runnable observation) throws InterruptedException {
    Thread.sleep(50);
    observe(observation);
  }

  private void observe(Runnable observation) {
    int count = ends.all().size();
    if (count >= nextPrinted) {
      nextPrinted = count + (int) (options.jobs() * PRINTED);
      System.out.printf("%d ends after %s%n", count, Report.minutes(passed()));
    }
    observation.run();
  }
}
