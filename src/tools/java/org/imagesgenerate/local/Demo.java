package org.imagesgenerate.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.playground.PageScripts;
import org.imagesgenerate.playground.Playground;
import org.imagesgenerate.simulator.ImagesSimulator;

/**
 * The demo: runs engine, connectors runtime and provider in one JVM, starts one process instance,
 * and reports what happened.
 */
public final class Demo {

  private static final String SIMULATED_KEY = "sk-simulated-key-of-the-demo";

  private final DemoOptions options;
  private final DemoProvider provider;
  private final String key;
  private final Path folder;
  private final ConsoleLog console;

  private Demo(DemoOptions options, String key, Path folder, ConsoleLog console) {
    this.options = options;
    this.provider = options.provider();
    this.key = key;
    this.folder = folder;
    this.console = console;
  }

  /** Exits with code 0 only if it saved pictures that can be opened. */
  public static void main(String[] arguments) {
    ConsoleLog console = new ConsoleLog(System.out, ConsoleLog.onTerminal());
    int code = run(List.of(arguments), System::getenv, Path.of("target", "demo"), console);
    // the embedded engine leaves a timer thread running
    System.exit(code);
  }

  /**
   * @param environment the real providers' keys by name; read only with --real
   * @param folder for the pictures; its content is deleted
   * @return the exit code
   */
  public static int run(
      List<String> arguments, UnaryOperator<String> environment, Path folder, ConsoleLog console) {
    DemoOptions options;
    try {
      options = DemoOptions.of(arguments);
    } catch (IllegalArgumentException e) {
      console.print("Stopped", e.getMessage());
      console.text("\n" + DemoOptions.USAGE);
      return 1;
    }
    try {
      if (options.help()) {
        console.text(DemoOptions.USAGE);
      } else if (options.serve() != null) {
        serve(options, environment, folder, console);
      } else {
        String key = options.real() ? realKey(options.provider(), environment) : null;
        new Demo(options, key, folder, console).run();
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      console.print("Stopped", e.getMessage() == null ? e.toString() : e.getMessage());
      return 1;
    }
  }

  private static String realKey(DemoProvider provider, UnaryOperator<String> environment)
      throws IOException {
    String key = environment.apply(provider.secret());
    if (key == null || key.isBlank()) {
      throw new IOException(
          "--real needs the key of %s in the environment variable %s"
              .formatted(provider.displayName(), provider.secret()));
    }
    return key;
  }

  /** Serves the playground until the program is stopped. */
  private static void serve(
      DemoOptions options, UnaryOperator<String> environment, Path folder, ConsoleLog console)
      throws IOException {
    List<DemoProvider> bought = options.real() ? withKey(environment) : List.of();
    checkIsFree(options.serve());
    for (DemoProvider provider : bought) {
      console.print(
          "Buying",
          "each run of a task with %s buys the model, n and size of that task; prices: %s"
              .formatted(provider.displayName(), provider.prices()));
    }
    console.print("Starting", "the engine, the connectors runtime and the modeler");
    try (Playground playground =
        Playground.start(
            PageScripts.fetch(),
            folder.resolve("documents"),
            options.serve(),
            options.real() ? environment : null)) {
      console.print("Playground", playground.address() + " (stop with Ctrl+C)");
      if (!options.real()) {
        console.print("Providers", "simulated, nothing is billed");
      }
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<DemoProvider> withKey(UnaryOperator<String> environment) throws IOException {
    List<DemoProvider> found = new ArrayList<>();
    for (DemoProvider provider : DemoProvider.values()) {
      String key = provider.secret() == null ? null : environment.apply(provider.secret());
      if (key != null && !key.isBlank()) {
        found.add(provider);
      }
    }
    if (found.isEmpty()) {
      throw new IOException(
          "--real needs the key of at least one provider in the environment; --help lists the variables");
    }
    return found;
  }

  /** Checked before the engine starts, which takes a while. */
  private static void checkIsFree(int port) throws IOException {
    try {
      new ServerSocket(port, 0, InetAddress.getByName("127.0.0.1")).close();
    } catch (BindException e) {
      throw new IOException(
          "port %d is in use, perhaps by another playground: stop it, or choose another port, such as --serve --port %d"
              .formatted(port, port + 1),
          e);
    }
  }

  private void run() throws IOException {
    if (!Files.exists(provider.example())) {
      throw new IOException(provider.example() + " not found; run the demo in the project folder");
    }
    if (options.real() && provider.needsAddress() && options.address() == null) {
      throw new IOException("--real needs --address with the base URL for " + provider.type());
    }
    empty(folder);
    console.text("Images Generate for Camunda 8: one process, from the prompt to the picture\n");
    Map<String, Object> variables = variables();
    if (options.real()) {
      console.print(
          "Buying",
          "%s from %s: model %s, n %s, size %s; prices: %s"
              .formatted(
                  variables.get("n").equals(1) ? "a picture" : "pictures",
                  provider.displayName(),
                  variables.get("model"),
                  variables.get("n"),
                  variables.get("size"),
                  provider.prices()));
    }
    console.print("Provider", whoMakesThem());
    try (ImagesSimulator simulator =
            !options.real() && !provider.isInside() ? provider.simulate(SIMULATED_KEY) : null;
        LocalCamunda camunda = start()) {
      if (provider.secret() != null) {
        camunda.secrets().put(provider.secret(), options.real() ? key : SIMULATED_KEY);
      }
      generate(camunda, simulator, variables);
    }
  }

  private String whoMakesThem() {
    if (options.real()) {
      return provider.displayName() + " is real";
    }
    String free = ", nothing is billed";
    return provider.isInside()
        ? "the pictures come from " + provider.displayName() + free
        : provider.displayName() + " is simulated" + free;
  }

  private LocalCamunda start() {
    LocalEngine engine = timed("the embedded Zeebe engine", LocalEngine::start);
    return timed(
        "the connectors runtime", () -> LocalCamunda.start(engine, folder.resolve("documents")));
  }

  private <T> T timed(String what, Supplier<T> starts) {
    console.print("Starting", what);
    long start = System.nanoTime();
    T started = starts.get();
    console.print("", "took " + seconds(Duration.ofNanos(System.nanoTime() - start)));
    return started;
  }

  private void generate(
      LocalCamunda camunda, ImagesSimulator simulator, Map<String, Object> variables)
      throws IOException {
    Path example = provider.example();
    Diagram diagram = Diagram.read(example);
    String baseUrl = simulator != null ? simulator.uri().toString() : options.address();
    SimulatedProcess process = SimulatedProcess.read(example, any -> baseUrl);
    if (options.model() != null) {
      process.setInput(provider.type(), "model", options.model());
    }
    camunda.engine().deploy(example.getFileName().toString(), process.bpmn());
    console.print("Deployed", "%s, process \"%s\"".formatted(example, diagram.processName()));
    ProcessRun run = camunda.engine().start(diagram.processId(), variables);
    console.print("Started", "instance %d".formatted(run.key()));
    follow(run, diagram);
    String sent = sent(variables, simulator);
    console.print("Sent", sent.isEmpty() ? "nothing" : sent);
    run.incident()
        .ifPresent(
            incident -> {
              throw new IllegalStateException(incident.message());
            });
    report(run, diagram, sent, camunda.documents());
  }

  /** Prints each step as soon as it is complete, until the instance ends or is stuck. */
  private void follow(ProcessRun run, Diagram diagram) {
    int printed = 0;
    boolean stopped;
    do {
      int known = printed;
      console.waitFor("waiting for the pictures,", atMost -> run.advancesWithin(atMost, known));
      // before the steps are read, so that none is missed
      stopped = run.stopsWithin(Duration.ZERO);
      List<ProcessRun.Step> steps = run.steps();
      for (ProcessRun.Step step : steps.subList(printed, steps.size())) {
        console.print("Step", diagram.name(step.elementId()) + ", " + seconds(step.took()));
      }
      printed = steps.size();
    } while (!stopped);
  }

  private void report(ProcessRun run, Diagram diagram, String sent, FolderDocumentStore documents)
      throws IOException {
    JsonNode result = run.variable("imagesResult");
    List<Picture> pictures = new ArrayList<>();
    for (JsonNode image : result.path("images")) {
      pictures.add(Picture.save(image, documents, folder));
    }
    if (pictures.isEmpty()) {
      throw new IOException("the process ended without a picture");
    }
    JsonNode timings = result.path("timings");
    console.print(
        "Received",
        "%d from %s in %s, kept as documents in %s"
            .formatted(
                pictures.size(),
                result.path("model").asText(),
                seconds(Duration.ofMillis(timings.path("providerMillis").asLong())),
                seconds(Duration.ofMillis(timings.path("deliveryMillis").asLong()))));
    result.path("warnings").forEach(warning -> console.print("Warning", warning.asText()));
    pictures.forEach(
        picture -> console.print("Picture", picture.file() + " (" + picture.facts() + ")"));
    Path page = folder.resolve("index.html");
    Files.writeString(
        page,
        new DemoPage(
                provider, options.real(), diagram, run.steps(), options.prompt(), sent, pictures)
            .html());
    console.print("Page", page.toUri() + " shows the pictures, and what to do next");
    NextStep next = NextStep.after(provider, options.real()).getFirst();
    console.print("Next", next.title() + ":\n" + next.command());
  }

  private Map<String, Object> variables() {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("prompt", options.prompt());
    variables.put("n", options.n() != null ? options.n() : provider.pictures(!options.real()));
    variables.put("size", options.size() != null ? options.size() : "1024x1024");
    String model = options.model() != null ? options.model() : provider.model();
    if (model != null) {
      variables.put("model", model);
    }
    return variables;
  }

  /** The requests that the simulator received; for a real API only the variables of the process. */
  private String sent(Map<String, Object> variables, ImagesSimulator simulator) {
    if (provider.isInside()) {
      return "";
    }
    if (simulator == null) {
      return "to "
          + provider.displayName()
          + "\n"
          + new ObjectMapper().valueToTree(variables).toPrettyString();
    }
    return simulator.requests().stream()
        .map(
            request ->
                request
                    + (request.bodyBytes().length == 0
                        ? ""
                        : "\n" + request.json().toPrettyString()))
        .collect(Collectors.joining("\n"));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
  }

  private static void empty(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
