package org.imagesgenerate.soak;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagesgenerate.local.FolderDocumentStore;

/** One of the two workers, through all its lives; its temporary folder stays the same. */
final class Worker {

  /** Above {@link Mix#BUDGET}, and short: so long the jobs of a killed worker lie. */
  static final int LEASE_MILLIS = 30_000;

  /** Purchases that a worker remembers: few, so that this reaches its limit early in a run. */
  static final int KEPT = 200;

  private static final int THREADS = 20;

  /** Pools that breathe: the JVM's own, and the gRPC client's. As Linux cuts the names off. */
  private static final String ELASTIC =
      "C[12] CompilerThre.*|GC Thread.*|G1 .*|VM .*|Attach Listener|grpc-default-ex.*";

  private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

  private final String name;
  private final Options options;
  private final URI gateway;
  private final String ledger;
  private final Map<Long, Instant> killed = new ConcurrentHashMap<>();
  private Child process;
  private int lives;

  /**
   * @param ledger the JDBC URL, or null
   */
  Worker(String name, Options options, URI gateway, String ledger) {
    this.name = name;
    this.options = options;
    this.gateway = gateway;
    this.ledger = ledger;
  }

  String name() {
    return name;
  }

  /** The API key that it uses in this life. */
  String key() {
    return "sk-soak-of-worker-%s-in-life-%d".formatted(name, lives);
  }

  /** Every process of this worker that was killed, and when. */
  Map<Long, Instant> killed() {
    return killed;
  }

  Path temporaryFolder() {
    return options.folder().resolve("tmp-" + name);
  }

  static Path documents(Options options) {
    return options.folder().resolve("documents");
  }

  void start() {
    Map<String, String> environment = new HashMap<>();
    lives++;
    environment.put("SOAK_KEY", key());
    environment.put("CONNECTOR_IMAGES_GENERATE_TIMEOUT", String.valueOf(LEASE_MILLIS));
    environment.put("IMAGES_GENERATE_KEPT_RESULTS", String.valueOf(KEPT));
    if (ledger != null) {
      environment.put("IMAGES_GENERATE_LEDGER_URL", ledger);
    }
    process =
        Child.start(
            command(), environment, options.folder().resolve("logs/worker-" + name + ".log"));
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Child.java("java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.add("-Djava.io.tmpdir=" + created(temporaryFolder()));
    command.add("-Dsoak.documents=" + created(documents(options)));
    command.add("-Dsoak.upload-faults=" + options.faults());
    command.addAll(List.of("-cp", classPath(), WorkerApplication.class.getName()));
    command.addAll(
        List.of(
            "--camunda.client.mode=self-managed",
            "--camunda.client.grpc-address=" + gateway,
            "--camunda.client.prefer-rest-over-grpc=false",
            "--camunda.client.auth.method=none",
            "--camunda.client.execution-threads=" + THREADS,
            "--camunda.client.worker.defaults.max-jobs-active=32",
            "--camunda.client.worker.defaults.stream-enabled=true",
            "--camunda.connector.polling.enabled=false",
            "--camunda.connector.webhook.enabled=false",
            "--camunda.connector.secretprovider.environment.prefix=SOAK_",
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--logging.level.root=WARN",
            // a stack trace for every failed job: a fifth of them, on purpose
            "--logging.level.io.camunda.connector.runtime.outbound.job=OFF"));
    return command;
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The libraries, the worker's own classes, and the jar: no other class of ours. */
  private String classPath() {
    Path classes = options.folder().resolve("worker-classes");
    for (Class<?> type :
        List.of(
            WorkerApplication.class,
            WorkerApplication.Unreliable.class,
            FolderDocumentStore.class)) {
      copy(type, classes);
    }
    List<String> entries = new ArrayList<>();
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .forEach(entries::add);
    entries.add(classes.toString());
    entries.add(options.jar().toString());
    return String.join(File.pathSeparator, entries);
  }

  private static void copy(Class<?> type, Path classes) {
    String file = type.getName().replace('.', '/') + ".class";
    Path target = classes.resolve(file);
    if (Files.exists(target)) {
      return;
    }
    created(target.getParent());
    try (InputStream bytes = type.getResourceAsStream("/" + file)) {
      Files.copy(bytes, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Killed hard, and started again. */
  void restart() {
    killed.put(process.pid(), Instant.now());
    process.kill();
    start();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Asks it to end. */
  void stop() {
    process.stop();
  }

  /** What the operating system and the JVM say of it, after a full collection of garbage. */
  Reading read(int ends) {
    Path proc = Path.of("/proc", String.valueOf(process.pid()));
    jcmd("GC.run");
    long heap = 0;
    for (Matcher used = USED.matcher(jcmd("GC.heap_info")); used.find(); ) {
      heap += Long.parseLong(used.group(1));
    }
    List<String> open = descriptors(proc);
    return new Reading(
        ends,
        threads(proc),
        open.size(),
        (int) open.stream().filter(it -> it.startsWith("socket:")).count(),
        temporaryImages(),
        heap);
  }

  private String jcmd(String what) {
    try {
      Process tool =
          new ProcessBuilder(Child.java("jcmd").toString(), String.valueOf(process.pid()), what)
              .redirectErrorStream(true)
              .start();
      String said = new String(tool.getInputStream().readAllBytes());
      tool.waitFor(1, TimeUnit.MINUTES);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private static List<String> threads(Path proc) {
    List<String> names = new ArrayList<>();
    String[] tasks = proc.resolve("task").toFile().list();
    for (String task : tasks == null ? new String[0] : tasks) {
      try {
        names.add(Files.readString(proc.resolve("task").resolve(task).resolve("comm")).strip());
      } catch (IOException endedMeanwhile) {
        // it is none any more
      }
    }
    names.removeIf(name -> name.matches(ELASTIC));
    return names;
  }

  private static List<String> descriptors(Path proc) {
    List<String> targets = new ArrayList<>();
    File[] entries = proc.resolve("fd").toFile().listFiles();
    for (File entry : entries == null ? new File[0] : entries) {
      try {
        targets.add(Files.readSymbolicLink(entry.toPath()).toString());
      } catch (IOException closedMeanwhile) {
        // it was open for a moment only
      }
    }
    return targets;
  }

  /** The connector's files in the temporary folder; its lock file is none. */
  int temporaryImages() {
    try (Stream<Path> files = Files.walk(temporaryFolder())) {
      return (int)
          files
              .filter(file -> file.getFileName().toString().startsWith("image-"))
              .filter(Files::isRegularFile)
              .count();
    } catch (IOException | UncheckedIOException e) {
      return -1;
    }
  }

  /** Everything of the connector's, its folder and lock file too. */
  List<String> leftovers() {
    try (Stream<Path> files = Files.list(temporaryFolder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.startsWith("images-generate-"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
