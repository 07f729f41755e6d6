package org.imagesgenerate.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.simulator.ImagesSimulator;

/**
 * The whole way of a picture on one screen: engine, connectors runtime and provider in one JVM, one
 * process instance, and what came of it.
 */
public final class Demo {

  private static final Path EXAMPLE = Path.of("bpmn-examples", "generate-image.bpmn");
  private static final String SECRET = "OPENAI_API_KEY";
  private static final String SIMULATED_KEY = "sk-simulated-key-of-the-demo";

  private final DemoOptions options;
  private final String key;
  private final Path folder;
  private final Story story;

  private Demo(DemoOptions options, String key, Path folder, Story story) {
    this.options = options;
    this.key = key;
    this.folder = folder;
    this.story = story;
  }

  /** Ends with exit code 0 if, and only if, there are pictures that can be opened. */
  public static void main(String[] arguments) {
    Story story = new Story(System.out, Story.onTerminal());
    int code = run(List.of(arguments), System.getenv(SECRET), Path.of("target", "demo"), story);
    // the embedded engine leaves a timer thread behind
    System.exit(code);
  }

  /**
   * @param key of the real OpenAI; null or blank simulates it
   * @param folder for the pictures; whatever is in it will be deleted
   * @return the exit code
   */
  static int run(List<String> arguments, String key, Path folder, Story story) {
    try {
      DemoOptions options = DemoOptions.of(arguments);
      if (options.help()) {
        story.text(DemoOptions.USAGE);
      } else {
        new Demo(options, key == null || key.isBlank() ? null : key, folder, story).run();
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      story.say("Stopped", e.getMessage() == null ? e.toString() : e.getMessage());
      return 1;
    }
  }

  private void run() throws IOException {
    if (!Files.exists(EXAMPLE)) {
      throw new IOException(
          "there is no " + EXAMPLE + " here; run the demo in the project's folder");
    }
    empty(folder);
    story.text("Images Generate for Camunda 8: one process, from the prompt to the picture\n");
    story.say(
        "Starting",
        "the embedded Zeebe engine and the connectors runtime; "
            + (key == null
                ? "OpenAI is simulated"
                : "the pictures are bought from OpenAI, because " + SECRET + " is set"));
    long start = System.nanoTime();
    try (ImagesSimulator simulator =
            key == null ? ImagesSimulator.start().requireKey(SIMULATED_KEY) : null;
        LocalCamunda camunda = LocalCamunda.start(folder.resolve("documents"))) {
      story.say("", "took " + seconds(Duration.ofNanos(System.nanoTime() - start)));
      camunda.secrets().put(SECRET, key == null ? SIMULATED_KEY : key);
      generate(camunda, simulator);
    }
  }

  private void generate(LocalCamunda camunda, ImagesSimulator simulator) throws IOException {
    Diagram diagram = Diagram.read(EXAMPLE);
    camunda.engine().deploy(List.of(EXAMPLE));
    story.say("Deployed", "%s, process \"%s\"".formatted(EXAMPLE, diagram.processName()));
    Map<String, Object> variables = variables(simulator);
    ProcessRun run = camunda.engine().start(diagram.processId(), variables);
    story.say("Started", "instance %d".formatted(run.key()));
    story.waitFor("waiting for the pictures,", run::stopsWithin);
    String sent = sent(variables, simulator);
    story.say("Sent", sent.isEmpty() ? "nothing" : sent);
    run.incident()
        .ifPresent(
            incident -> {
              throw new IllegalStateException(incident.message());
            });
    report(run, diagram, sent, camunda.documents());
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
    story.say(
        "Received",
        "%d from %s in %s, kept as documents in %s"
            .formatted(
                pictures.size(),
                result.path("model").asText(),
                seconds(Duration.ofMillis(timings.path("providerMillis").asLong())),
                seconds(Duration.ofMillis(timings.path("deliveryMillis").asLong()))));
    result.path("warnings").forEach(warning -> story.say("Warning", warning.asText()));
    pictures.forEach(
        picture -> story.say("Picture", picture.file() + " (" + picture.facts() + ")"));
    story.say(
        "Steps",
        run.steps().stream()
            .map(step -> diagram.name(step.elementId()) + " " + seconds(step.took()))
            .collect(Collectors.joining(", ")));
    Path page = folder.resolve("index.html");
    Files.writeString(
        page, new DemoPage(diagram, run.steps(), options.prompt(), sent, pictures).html());
    story.say("Page", page.toString());
  }

  private Map<String, Object> variables(ImagesSimulator simulator) {
    Map<String, Object> variables = new LinkedHashMap<>();
    variables.put("prompt", options.prompt());
    variables.put("n", options.n() != null ? options.n() : simulator == null ? 1 : 2);
    variables.put("size", options.size() != null ? options.size() : "1024x1024");
    if (options.model() != null) {
      variables.put("model", options.model());
    }
    if (simulator != null) {
      variables.put("apiAddress", simulator.uri().toString());
    }
    return variables;
  }

  /** What the simulator saw; of the real API nobody sees more than what the process asked for. */
  private static String sent(Map<String, Object> variables, ImagesSimulator simulator) {
    if (simulator == null) {
      return "to OpenAI\n" + new ObjectMapper().valueToTree(variables).toPrettyString();
    }
    return simulator.requests().stream()
        .map(request -> request + "\n" + request.json().toPrettyString())
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
