package org.imagesgenerate.connector.purchase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.simulator.TestImages;

/** A worker in a process of its own, which runs one job and says how it ended. */
public final class WorkerProcess {

  private WorkerProcess() {}

  /**
   * Starts one.
   *
   * @param ledger the JDBC URL
   * @param said where it says how the job ended
   */
  static Process start(String ledger, String provider, Operation operation, String url, Path said)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            WorkerProcess.class.getName(),
            ledger,
            provider,
            url,
            operation.name()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(said.toFile())
        .start();
  }

  /** What it says last: the code, or the document's checksum. */
  static String lastLine(Path said) throws IOException {
    List<String> lines = Files.readAllLines(said);
    return lines.isEmpty() ? "" : lines.getLast();
  }

  /**
   * Runs the job of activation 7.
   *
   * @param arguments the JDBC URL of the ledger, the type and the base URL of the provider, and the
   *     operation
   */
  public static void main(String[] arguments) {
    TestWorker worker = new TestWorker(Map.of("IMAGES_GENERATE_LEDGER_URL", arguments[0]));
    Map<String, Object> job =
        TestWorker.variables(
            "provider",
            Map.of("type", arguments[1], "apiKey", "sk-test", "baseUrl", arguments[2]),
            "model",
            "gpt-image-2",
            "prompt",
            "a red lighthouse",
            "timeout",
            "PT1M");
    Outcome outcome;
    if (Operation.valueOf(arguments[3]) == Operation.EDIT) {
      job.put("images", worker.document("a", TestImages.png(64, 64)));
      outcome = worker.edit(7, job);
    } else {
      outcome = worker.generate(7, job);
    }
    System.out.println();
    System.out.println(outcome.code());
    System.exit(0);
  }
}
