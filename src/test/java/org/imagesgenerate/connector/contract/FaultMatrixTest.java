package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.error.ConnectorRetryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.contract.FaultMatrix.Contract;
import org.imagesgenerate.connector.contract.FaultMatrix.Ending;
import org.imagesgenerate.connector.contract.FaultMatrix.Row;
import org.imagesgenerate.connector.contract.FaultMatrix.Section;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault, for every provider, with Images Generate in every response format and with Images
 * Edit in one of them: how the job ends, whether it is retried, what it says of the money, and how
 * often was bought, also after the next attempt, after the same job again without the variable
 * {@code error}, and after one that an operator allowed.
 */
class FaultMatrixTest {

  private static final FaultMatrix MATRIX = FaultMatrix.read();
  private static final List<FaultScene> SCENES = new ArrayList<>();
  private static ExecutorService threads;

  @BeforeAll
  static void start() {
    for (Api api : Api.values()) {
      for (Operation operation : Operation.values()) {
        SCENES.add(new FaultScene(api, operation));
      }
    }
    threads = Executors.newFixedThreadPool(SCENES.size());
  }

  @AfterAll
  static void stop() {
    threads.shutdownNow();
    SCENES.forEach(FaultScene::close);
  }

  @TestFactory
  Stream<DynamicNode> everyFaultEndsAsTheContractSays() {
    return MATRIX.sections().stream()
        .map(
            section ->
                DynamicContainer.dynamicContainer(
                    section.title(),
                    section.rows().stream()
                        .map(row -> DynamicTest.dynamicTest(row.id(), () -> run(section, row)))));
  }

  /** The providers side by side, since some faults take their time. */
  private static void run(Section section, Row row) throws InterruptedException {
    List<Future<List<String>>> providers = new ArrayList<>();
    for (FaultScene scene : SCENES) {
      if (section.isOf(scene.operation())) {
        providers.add(threads.submit(() -> run(row, scene)));
      }
    }
    List<String> wrong = new ArrayList<>();
    for (Future<List<String>> provider : providers) {
      try {
        wrong.addAll(provider.get());
      } catch (java.util.concurrent.ExecutionException e) {
        StringWriter trace = new StringWriter();
        e.getCause().printStackTrace(new PrintWriter(trace));
        wrong.add(row.id() + ": " + trace);
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<String> run(Row row, FaultScene scene) {
    List<String> wrong = new ArrayList<>();
    List<String> formats = formats(row, scene);
    for (String format : formats) {
      Ending ending = row.ending(scene.api(), format);
      try {
        scene.begin(format);
        Faults.arm(row.id(), scene);
        check(row, ending, scene, format.equals(formats.getFirst()));
      } catch (AssertionError e) {
        wrong.add(
            "%s %s %s %s: %s"
                .formatted(row.id(), scene.api(), scene.operation(), format, e.getMessage()));
      } finally {
        scene.end();
      }
    }
    return wrong;
  }

  /** The responses to an edit are read as those to a generation: one format in each row. */
  private static List<String> formats(Row row, FaultScene scene) {
    List<String> all = row.formats(scene.api(), scene.operation());
    return scene.operation() == Operation.GENERATE || all.isEmpty()
        ? all
        : List.of(all.get(Math.floorMod(row.id().hashCode(), all.size())));
  }

  /**
   * @param isWhole whether to run what needs the fault a second time, which takes long
   */
  private static void check(Row row, Ending ending, FaultScene scene, boolean isWhole) {
    Outcome first = first(row, ending, scene);
    if (ending.code() == null) {
      checkNext(row, ending, first, scene);
      checkSameJobAgain(row, ending, scene);
    } else if (!Contract.isRetried(ending.code())) {
      boolean isKept = checkSameJobAgain(row, ending, scene).failure() != null;
      if (isWhole && isKept && first.variable("attempt") != null) {
        checkAllowed(row, ending, first, scene);
      }
    } else {
      checkNext(row, ending, first, scene);
      if (isWhole) {
        scene.begin(scene.format());
        Faults.arm(row.id(), scene);
        first(row, ending, scene);
        checkSameJobAgain(row, ending, scene);
      }
    }
  }

  private static Outcome first(Row row, Ending ending, FaultScene scene) {
    Outcome first = scene.first();
    checkEnd(row, ending, first);
    assertThat(scene.bought()).as("purchases of the first attempt").isEqualTo(ending.bought());
    return first;
  }

  private static void checkNext(Row row, Ending ending, Outcome first, FaultScene scene) {
    Outcome second = scene.next(first);
    if (ending.again()) {
      checkEnd(row, ending, second);
    } else {
      assertThat(said(second)).as("the next attempt").isNull();
    }
    assertThat(scene.bought()).as("purchases in all").isEqualTo(ending.inAll());
    if (!ending.again()) {
      assertThat(scene.next(second).result().path("images")).isNotEmpty();
      assertThat(scene.bought()).as("purchases when the job comes again").isEqualTo(ending.inAll());
    }
  }

  private static Outcome checkSameJobAgain(Row row, Ending ending, FaultScene scene) {
    Ending again = row.again(scene.api(), scene.format(), ending);
    int requests = scene.purchaseRequests();

    Outcome outcome = scene.sameJobAgain();

    checkEnd(row, again, outcome);
    assertThat(scene.bought()).as("purchases with the same job again").isEqualTo(again.bought());
    if (again.code() != null) {
      assertThat(scene.purchaseRequests()).as("requests that may buy").isEqualTo(requests);
    }
    // whatever the row says
    int most = "none".equals(ending.purchase()) ? 1 : Math.max(1, ending.bought());
    assertThat(scene.bought()).as("purchases with the same job again").isLessThanOrEqualTo(most);
    return outcome;
  }

  /**
   * Who adds retries to the incident allows one more purchase, and not two; none where the task
   * that was bought can still be polled.
   */
  private static void checkAllowed(Row row, Ending ending, Outcome failed, FaultScene scene) {
    int requests = scene.purchaseRequests();
    Faults.arm(row.id(), scene);

    Outcome allowed = scene.allowed(failed);

    checkEnd(row, ending, allowed);
    boolean hasTask = failed.variable("task") != null;
    int more = scene.purchaseRequests() - requests;
    assertThat(more).as("requests of one more attempt").isEqualTo(hasTask ? 0 : requests);
    Outcome copy = scene.allowedAgain(failed);
    if (!hasTask) {
      assertThat(allowed.variable("attempt")).isNotEqualTo(failed.variable("attempt"));
      checkEnd(row, ending, copy);
    }
    assertThat(scene.purchaseRequests()).as("requests of its copy").isEqualTo(requests + more);
  }

  private static void checkEnd(Row row, Ending ending, Outcome outcome) {
    if (ending.code() == null) {
      assertThat(said(outcome)).isNull();
      assertThat(outcome.code()).isEqualTo("completed");
      assertThat(outcome.result().path("images")).isNotEmpty();
      List<String> warnings =
          outcome.warnings().stream()
              .filter(it -> !it.contains("simulat") && !it.contains("is not in the catalog"))
              .toList();
      assertThat(!warnings.isEmpty()).as("warned: %s", warnings).isEqualTo(ending.warned());
      assertThat(outcome.result().toString()).doesNotContain(Api.KEY);
      return;
    }
    assertThat(outcome.failure()).as("failure instead of %s", outcome.result()).isNotNull();
    assertThat(outcome.code()).as(outcome.failure().getMessage()).isEqualTo(ending.code());
    assertThat(outcome.failure().getMessage()).doesNotContain(Api.KEY);
    if (Contract.hasBackOff(ending.code())) {
      assertThat(outcome.failure()).isInstanceOf(ConnectorRetryException.class);
      ConnectorRetryException retry = (ConnectorRetryException) outcome.failure();
      assertThat(retry.getRetries()).as("the job's own retries").isNull();
      checkWait(row.id(), retry.getBackoffDuration());
      assertThat(retry.getMessage()).contains("purchase: " + ending.purchase());
      return;
    }
    assertThat(outcome.failure()).isNotInstanceOf(ConnectorRetryException.class);
    assertThat(outcome.failure().getCause() instanceof ConnectorInputException)
        .as("no retries")
        .isEqualTo(!Contract.isRetried(ending.code()));
    assertThat(outcome.variable("purchase")).as("purchase").isEqualTo(ending.purchase());
    assertThat(outcome.failure().getErrorVariables().toString()).doesNotContain(Api.KEY);
  }

  private static String said(Outcome outcome) {
    return outcome.failure() == null ? null : outcome.code() + " " + outcome.failure().getMessage();
  }

  /** The provider's own wait, where it names one. */
  private static void checkWait(String row, Duration wait) {
    switch (row) {
      case "rate-millis" -> assertThat(wait).isEqualTo(Duration.ofMillis(2500));
      case "rate-seconds" -> assertThat(wait).isEqualTo(Duration.ofSeconds(7));
      case "rate-date" ->
          assertThat(wait).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(60));
      default -> assertThat(wait).isPositive();
    }
  }

  @Test
  void thereIsAWayToBringAboutEachOfAtLeastFortyFaults() {
    List<String> ids =
        MATRIX.sections().stream().flatMap(it -> it.rows().stream()).map(Row::id).toList();

    assertThat(ids).hasSizeGreaterThanOrEqualTo(40).doesNotHaveDuplicates().allMatch(Faults::knows);
    assertThat(Faults.count()).isEqualTo(ids.size());
  }
}
