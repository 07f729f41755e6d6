package org.imagesgenerate.benchmark;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.http.RawServer;

/**
 * What one small job costs, from its variables to its result: one POST, and a response with the URL
 * of one image. The bare exchange with HttpClient takes turns with it; the median of each counts.
 * CPU time and allocation are those of the job's thread. Arguments: jobs in each round (500),
 * rounds (21).
 */
public final class SmallJobs {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String RESPONSE =
      RawServer.ok(
          "application/json",
          "{\"created\":1789000000,\"data\":[{\"url\":\"https://images.example/1.png\"}]}");

  private static final String REQUEST =
      "{\"model\":\"dall-e-3\",\"prompt\":\"a lighthouse at dusk\",\"response_format\":\"url\"}";

  private interface Work {
    void run() throws Exception;
  }

  private record Cost(double cpuMillis, double wallMillis, double kilobytes) {

    static Cost of(int times, Work work) throws Exception {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long cpu = THREADS.getCurrentThreadCpuTime();
      long wall = System.nanoTime();
      work.run();
      return new Cost(
          (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6 / times,
          (System.nanoTime() - wall) / 1e6 / times,
          (THREADS.getCurrentThreadAllocatedBytes() - allocated) / 1e3 / times);
    }

    static Cost median(List<Cost> costs) {
      List<Cost> kept = costs.subList(costs.size() / 2, costs.size());
      int middle = kept.size() / 2;
      return new Cost(
          kept.stream().map(Cost::cpuMillis).sorted().toList().get(middle),
          kept.stream().map(Cost::wallMillis).sorted().toList().get(middle),
          kept.stream().map(Cost::kilobytes).sorted().toList().get(middle));
    }
  }

  private static void print(String what, Cost cost, Cost bare) {
    System.out.printf(
        "%-20s %6.3f ms of CPU (%.1f), %6.3f ms (%.1f), %6.1f KB (%.1f)%n",
        what,
        cost.cpuMillis(),
        cost.cpuMillis() / bare.cpuMillis(),
        cost.wallMillis(),
        cost.wallMillis() / bare.wallMillis(),
        cost.kilobytes(),
        cost.kilobytes() / bare.kilobytes());
  }

  private static void exchange(CloseableHttpClient client, URI uri) throws Exception {
    HttpPost post = new HttpPost(uri);
    post.setEntity(new StringEntity(REQUEST, ContentType.APPLICATION_JSON));
    client.execute(
        post, response -> EntityUtils.toString(response.getEntity(), StandardCharsets.UTF_8));
  }

  public static void main(String[] arguments) throws Exception {
    int jobs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 500;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 21;
    TestWorker worker = new TestWorker();
    var function = worker.imagesGenerate();
    List<Cost> ours = new ArrayList<>();
    List<Cost> bare = new ArrayList<>();
    long key = 1;
    try (RawServer server = RawServer.answering(RESPONSE);
        CloseableHttpClient client = HttpClients.createDefault()) {
      URI uri = server.uri("/v1/images/generations");
      Map<String, Object> variables =
          TestWorker.variables(
              "provider",
              Map.of(
                  "type",
                  "openai",
                  "apiKey",
                  "sk-small-jobs",
                  "baseUrl",
                  server.uri("/").toString()),
              "model",
              "dall-e-3",
              "prompt",
              "a lighthouse at dusk",
              "response_format",
              "url");
      for (int round = 0; round < rounds; round++) {
        var contexts =
            new ArrayList<io.camunda.connector.runtime.core.outbound.JobHandlerContext>();
        for (int i = 0; i < jobs; i++) {
          contexts.add(worker.context(key++, variables));
        }
        ours.add(
            Cost.of(
                jobs,
                () -> {
                  for (var context : contexts) {
                    function.execute(context);
                  }
                }));
        bare.add(
            Cost.of(
                jobs,
                () -> {
                  for (int i = 0; i < jobs; i++) {
                    exchange(client, uri);
                  }
                }));
      }
    }
    print("a job", Cost.median(ours), Cost.median(bare));
    print("a bare exchange", Cost.median(bare), Cost.median(bare));
    // the connector keeps its connections for later jobs
    System.exit(0);
  }

  private SmallJobs() {}
}
