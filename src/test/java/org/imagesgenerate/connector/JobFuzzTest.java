package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.error.ConnectorInputException;
import io.camunda.connector.api.error.ConnectorRetryException;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import io.camunda.connector.api.outbound.OutboundConnectorFunction;
import io.camunda.connector.api.secret.SecretProvider;
import io.camunda.connector.document.jackson.JacksonModuleDocumentSerializer;
import io.camunda.connector.jackson.ConnectorsObjectMapperSupplier;
import io.camunda.connector.runtime.OutboundConnectorsAutoConfiguration;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.outbound.JobHandlerContext;
import io.camunda.connector.validation.impl.DefaultValidationProvider;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.delivery.Delivery;
import org.imagesgenerate.connector.delivery.ImageDownloader;
import org.imagesgenerate.connector.delivery.ImagesResult;
import org.imagesgenerate.connector.error.BackOff;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.fuzz.FuzzCase;
import org.imagesgenerate.connector.fuzz.FuzzServer;
import org.imagesgenerate.connector.fuzz.NoStore;
import org.imagesgenerate.connector.fuzz.Samples;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.LoopbackHttp;
import org.imagesgenerate.connector.http.MemoryHttp;
import org.imagesgenerate.connector.input.DocumentCopier;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.purchase.InFlightPurchases;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore;
import org.imagesgenerate.connector.purchase.PurchaseGuard;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All providers against corrupt responses: bodies, headers, URLs. Every tenth case is a whole job,
 * some of them over sockets, and a third of them edits of images that may be corrupt too; the
 * others are what an adapter makes of an answer. {@code -Dfuzz.cases=N} runs more or fewer, {@code
 * -Dfuzz.seed=S} others; a case that fails says its seed, and {@code -Dfuzz.seed=… -Dfuzz.cases=1}
 * runs it alone.
 */
class JobFuzzTest {

  private static final long SEED = Long.getLong("fuzz.seed", 20_261_121L);
  private static final int CASES = Integer.getInteger("fuzz.cases", 100_000);

  /** Jobs mostly wait for sockets, so there are more of them than cores. */
  private static final int THREADS = 4;

  /** One case in so many is a whole job; the others are what a provider's adapter does of it. */
  private static final int WHOLE_JOBS = 10;

  /** What a process has room for, as the contract says. */
  private static final int LONGEST_RESULT = 750_000;

  private static final int LONGEST_FAILURE = 32_000;
  private static final int MOST_IMAGES = 100;

  private static final Map<String, Object> SIMULATED =
      Map.of(
          "provider", Map.of("type", "simulation"), "model", "m", "prompt", "p", "size", "64x64");

  private static final int MOST_SHOWN = 20;

  /** Budgets are of eight seconds, and waits take none of them: what takes longer hangs. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final long MOST_GROWTH = 64L * 1024 * 1024;

  private static final ObjectMapper MAPPER =
      ConnectorsObjectMapperSupplier.getCopy()
          .registerModule(new JacksonModuleDocumentSerializer());

  private static final OutboundConnectorsAutoConfiguration RUNTIME =
      new OutboundConnectorsAutoConfiguration();
  private static final SecretProvider NO_SECRETS = new SecretProvider() {};
  private static final DefaultValidationProvider VALIDATION = new DefaultValidationProvider();

  @TempDir Path folder;

  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger longestResult = new AtomicInteger();
  private final AtomicInteger longestFailure = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicInteger> ends =
      new java.util.concurrent.ConcurrentSkipListMap<>();

  @Test
  void whateverComesTheJobEndsAsTheContractSays() throws Exception {
    Settings settings = new Settings(Map.of("IMAGES_GENERATE_KEPT_RESULTS", "1")::get);
    long before = 0;
    try (Http http = LoopbackHttp.of(settings, folder);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        workers.add(
            threads.submit(
                () -> {
                  new Worker(http, settings).run();
                  return null;
                }));
      }
      while (next.get() < CASES / 5 && !workers.getFirst().isDone()) {
        Thread.onSpinWait();
        threads.awaitTermination(100, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
      before = usedMemory();
      for (Future<?> worker : workers) {
        worker.get();
      }
    }
    System.out.printf(
        "fuzz of %,d jobs from seed %d: %s, longest result %,d and failure %,d characters%n",
        CASES, SEED, ends, longestResult.get(), longestFailure.get());
    assertThat(wrong).isEmpty();
    assertThat(TempImageFiles.in(folder)).as("temporary images").isEmpty();
    assertThat(usedMemory() - before).as("growth of memory").isLessThan(MOST_GROWTH);
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** One worker with a server of its own: one job after the other. */
  private final class Worker {

    private volatile FuzzCase now;
    private final Http http;
    private final Settings settings;
    private final AtomicLong paused = new AtomicLong();
    private final DocumentFactory documents =
        new DocumentFactoryImpl(new NoStore(() -> now.input()));
    private final ObjectMapper binding = RUNTIME.outboundConnectorObjectMapper(documents);
    private OutboundConnectorFunction function;
    private final Map<String, ImageRequest> requests = new HashMap<>();

    Worker(Http http, Settings settings) {
      this.http = http;
      this.settings = settings;
    }

    private Components parts(Http http) {
      InstantSource clock = InstantSource.system();
      Sleeper pause = wait -> paused.addAndGet(wait.toNanos());
      InFlightPurchases flights = new InFlightPurchases();
      MemoryPurchaseStore memory =
          new MemoryPurchaseStore(settings, flights::contains, System::nanoTime);
      Providers providers = new Providers(http, clock, pause);
      return new Components(
          new LiveCatalog(providers, http, settings, System::nanoTime),
          providers,
          new PurchaseGuard(memory, flights, clock, pause),
          new PurchaseGuard(memory, flights, clock, pause),
          new InputImageReader(new DocumentCopier(new TempImageFolder(folder), pause)),
          new Delivery(new ImageDownloader(http, settings, pause), pause),
          new BackOff(() -> 0),
          budget -> Deadline.in(budget, () -> System.nanoTime() + paused.get()),
          null,
          List.of(),
          List.of(),
          null);
    }

    void run() throws Exception {
      try (FuzzServer server = new FuzzServer();
          Http memory = MemoryHttp.of(settings, folder, request -> now.answer(request))) {
        Components inMemory = parts(memory);
        Components overSockets = parts(http);
        Samples samples = new Samples(server.url());
        for (int i = next.getAndIncrement();
            i < CASES && wrong.size() < MOST_SHOWN;
            i = next.getAndIncrement()) {
          FuzzCase one = new FuzzCase(SEED + i, server.url(), samples);
          now = one;
          server.behave(one::wire);
          Components parts = one.isOverSockets() ? overSockets : inMemory;
          function =
              one.isEdit() ? new ImagesEditFunction(parts) : new ImagesGenerateFunction(parts);
          try {
            if (one.seed() % WHOLE_JOBS == 0) {
              check(one);
            } else {
              checkAdapter(one, memory);
            }
          } catch (Throwable e) {
            wrong.add(
                "-Dfuzz.seed=%d -Dfuzz.cases=1: %s%n  %s"
                    .formatted(one.seed(), e.toString().strip(), one.describe()));
          }
        }
        for (Components each : List.of(inMemory, overSockets)) {
          function = new ImagesGenerateFunction(each);
          // what the last job left behind makes room for jobs without any images on disk
          attempt(-1, SIMULATED);
          attempt(-2, SIMULATED);
        }
      }
    }

    /** The deepest part: request, answer, images, and what refusals mean. */
    private void checkAdapter(FuzzCase one, Http memory) {
      long start = System.nanoTime();
      ImagesGenerateInput input = MAPPER.convertValue(one.job(), ImagesGenerateInput.class);
      ImageRequest request =
          requests.computeIfAbsent(
              input.provider().type() + input.responseFormat() + one.images(),
              key -> Catalog.builtIn().translate(input));
      Sleeper pause = wait -> paused.addAndGet(wait.toNanos());
      ImagesApi api = new Providers(memory, InstantSource.system(), pause).of(input.provider());
      Deadline deadline = Deadline.in(input.timeout(), () -> System.nanoTime() + paused.get());
      try {
        GenerationResult generated =
            api.generate(
                new GenerationRequest(
                    request, new PurchaseKey(one.seed(), "fuzz"), deadline, null));
        assertThat(generated.images().size()).as("images").isBetween(1, MOST_IMAGES);
        generated.images().stream()
            .map(GenerationResult.Image::source)
            .filter(Source.Bytes.class::isInstance)
            .forEach(source -> ((Source.Bytes) source).file().close());
        count("images");
      } catch (ImagesException e) {
        assertThat(e.getMessage()).isNotBlank();
        count(e.code().name());
      }
      int most = input.provider().type().equals("wavespeed") ? one.images() : 1;
      assertThat(one.purchases()).as("purchases").isBetween(one.mayFindTask() ? 0 : 1, most);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    }

    private void check(FuzzCase one) throws Exception {
      long start = System.nanoTime();
      Object end = attempt(one.seed(), one.job());
      check(one, end, 0);
      boolean retried =
          end instanceof ConnectorException failure
              && !(failure.getCause() instanceof ConnectorInputException);
      if (one.again() && (retried || !(end instanceof ConnectorException))) {
        Map<String, Object> job = one.job();
        if (end instanceof ConnectorException failure) {
          job.put("error", error(failure));
        }
        int before = one.purchases();
        check(one, attempt(one.seed(), job), end instanceof ConnectorRetryException ? before : 0);
        if (!(end instanceof ConnectorRetryException)) {
          assertThat(one.purchases()).as("purchases of both attempts").isEqualTo(before);
        }
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
    }

    private Map<String, Object> error(ConnectorException failure) {
      return failure.getErrorVariables() == null
          ? Map.of("code", failure.getErrorCode())
          : Map.of("code", failure.getErrorCode(), "variables", failure.getErrorVariables());
    }

    /**
     * @param refused purchases that came to nothing
     */
    private void check(FuzzCase one, Object end, int refused) {
      String seen;
      if (end instanceof ConnectorException failure) {
        seen = failure.getMessage() + failure.getErrorVariables() + failure.getCause();
        assertThat(failure.getErrorCode()).isIn((Object[]) codes());
        assertThat(failure.getMessage()).isNotBlank();
        int length = length(failure);
        longestFailure.accumulateAndGet(length, Math::max);
        assertThat(length).as("characters").isLessThanOrEqualTo(LONGEST_FAILURE);
        count(failure.getErrorCode());
      } else {
        seen = written(end);
        assertThat(((ImagesResult) end).images().size()).as("images").isBetween(1, MOST_IMAGES);
        longestResult.accumulateAndGet(seen.length(), Math::max);
        assertThat(seen.length()).as("characters").isLessThanOrEqualTo(LONGEST_RESULT);
        count("completed");
      }
      assertThat(seen).doesNotContain(FuzzCase.KEY);
      if (one.isEdit()) {
        checkInput(one, end);
      }
      boolean severalTasks = one.images() > 1 && seen.contains("wavespeed");
      assertThat(one.purchases())
          .as("purchases")
          .isLessThanOrEqualTo(refused + (severalTasks ? 2 : 1));
    }

    private void checkInput(FuzzCase one, Object end) {
      boolean rejected =
          end instanceof ConnectorException failure
              && failure.getErrorCode().equals(ErrorCode.INVALID_INPUT.name());
      if (rejected) {
        assertThat(one.requests()).as("requests").isZero();
        count("rejected images");
      } else {
        assertThat(one.isInputWrong()).as("wrong images that were accepted").isFalse();
        count("edits");
      }
    }

    /** Message and variables together, as a process holds them. */
    private static int length(ConnectorException failure) {
      Map<String, Object> held = new HashMap<>();
      held.put("message", failure.getMessage());
      held.put("variables", failure.getErrorVariables());
      return written(held).length();
    }

    private static String[] codes() {
      return java.util.Arrays.stream(ErrorCode.values()).map(Enum::name).toArray(String[]::new);
    }

    private void count(String end) {
      ends.computeIfAbsent(end, key -> new AtomicInteger()).incrementAndGet();
    }

    private Object attempt(long key, Map<String, Object> job) throws Exception {
      try {
        return function.execute(context(key, written(job)));
      } catch (ConnectorException e) {
        return e;
      }
    }

    private OutboundConnectorContext context(long key, String variables) {
      ActivatedJob job =
          (ActivatedJob)
              Proxy.newProxyInstance(
                  ActivatedJob.class.getClassLoader(),
                  new Class<?>[] {ActivatedJob.class},
                  (proxy, method, arguments) ->
                      switch (method.getName()) {
                        case "getVariables" -> variables;
                        case "getElementInstanceKey", "getProcessInstanceKey", "getKey" -> key;
                        case "getCustomHeaders" -> Map.of();
                        case "getTenantId" -> "<default>";
                        default -> null;
                      });
      return new JobHandlerContext(job, NO_SECRETS, VALIDATION, documents, binding);
    }

    private static String written(Object value) {
      try {
        return MAPPER.writeValueAsString(value);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
