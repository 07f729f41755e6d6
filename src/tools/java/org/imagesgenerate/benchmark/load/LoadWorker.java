package org.imagesgenerate.benchmark.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.camunda.client.jobhandling.CamundaClientExecutorService;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import io.grpc.ClientInterceptor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The connectors runtime with every connector on the class path, in a JVM of its own, so that its
 * CPU time and its allocations are those of the jobs. One virtual thread per job, as in runtimes
 * from 8.9 on. It answers every line on its input with a {@link Reading}.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class LoadWorker {

  /** At most so many jobs at the same time. */
  static final int MOST_JOBS = 1100;

  /**
   * @param cpuNanos of this process, since its start
   * @param allocatedBytes since its start
   * @param heapBytes the most that was left after a garbage collection since the last reading
   * @param failures what went wrong with jobs since the last reading
   */
  record Reading(long cpuNanos, long allocatedBytes, long heapBytes, List<String> failures) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicLong heapBytes = new AtomicLong();
  private final JobFailures failures = new JobFailures();

  static List<String> arguments(URI gateway) {
    return List.of(
        "--camunda.client.mode=self-managed",
        "--camunda.client.grpc-address=" + gateway,
        "--camunda.client.prefer-rest-over-grpc=false",
        "--camunda.client.auth.method=none",
        "--camunda.client.worker.defaults.max-jobs-active=" + MOST_JOBS,
        "--camunda.client.worker.defaults.stream-enabled=true",
        "--camunda.connector.polling.enabled=false",
        "--camunda.connector.webhook.enabled=false",
        "--camunda.connector.secretprovider.environment.enabled=false",
        "--spring.main.web-application-type=none",
        "--spring.main.banner-mode=off",
        "--logging.level.root=WARN");
  }

  /** Starts it; the arguments are Spring's. */
  public static void main(String[] arguments) throws IOException {
    LoadWorker worker = new LoadWorker();
    new SpringApplicationBuilder(LoadWorker.class)
        .initializers(context -> worker.addBeans((GenericApplicationContext) context))
        .run(arguments);
    worker.listenToCollections();
    worker.answerQuestions();
  }

  private void addBeans(GenericApplicationContext context) {
    context.registerBean(
        CamundaDocumentStore.class, ReadingDocumentStore::new, bean -> bean.setPrimary(true));
    context.registerBean(ClientInterceptor.class, () -> failures);
    context.registerBean(
        CamundaClientExecutorService.class,
        () ->
            new CamundaClientExecutorService(
                Executors.newScheduledThreadPool(MOST_JOBS, Thread.ofVirtual().factory()), true));
  }

  private void listenToCollections() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) ->
                  heapBytes.accumulateAndGet(
                      used((CompositeData) notification.getUserData()), Math::max),
              notification ->
                  notification
                      .getType()
                      .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION),
              null);
    }
  }

  private static long used(CompositeData data) {
    return GarbageCollectionNotificationInfo.from(data)
        .getGcInfo()
        .getMemoryUsageAfterGc()
        .entrySet()
        .stream()
        .filter(pool -> pool.getKey().matches(".*(Eden|Survivor|Old|Tenured).*"))
        .map(pool -> pool.getValue())
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private void answerQuestions() throws IOException {
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    ChildJvm.answer("ready");
    while (questions.readLine() != null) {
      ChildJvm.answer(JSON.writeValueAsString(reading()));
    }
  }

  private Reading reading() {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return new Reading(
        process.getProcessCpuTime(),
        threads.getTotalThreadAllocatedBytes(),
        heapBytes.getAndSet(0),
        failures.take());
  }
}
