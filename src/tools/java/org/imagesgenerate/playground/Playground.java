package org.imagesgenerate.playground;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.SentRequests;
import org.imagesgenerate.connector.SentRequests.Sent;
import org.imagesgenerate.examples.PlaygroundProcess;
import org.imagesgenerate.local.LocalCamunda;
import org.imagesgenerate.local.ProcessRun;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.local.SamplePictures;
import org.imagesgenerate.local.SimulatedProcess;

/**
 * Engine, connectors runtime and providers behind a page with the modeler. Providers are simulated
 * unless the user requests the real ones: a click must not buy anything by surprise.
 */
public final class Playground implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("bpmn-examples");
  private static final List<String> SECRETS =
      List.of(
          "OPENAI_API_KEY",
          "AZURE_OPENAI_API_KEY",
          "IMAGES_API_KEY",
          "AIML_API_KEY",
          "WAVESPEED_API_KEY",
          "RUNWARE_API_KEY");

  private static final List<String> PROVIDERS =
      List.of(
          "openai",
          "azure-openai",
          "openai-compatible",
          "aiml-api",
          "wavespeed",
          "runware",
          "simulation");
  private static final String NEW = "New process";

  private final LocalCamunda camunda;
  private final List<JsonNode> templates = new ArrayList<>();
  private final Map<String, Map<String, Object>> samples;
  private final Simulators simulators;
  private final PlaygroundServer server;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  private Playground(LocalCamunda camunda, Simulators simulators, PageScripts scripts, int port)
      throws IOException {
    this.camunda = camunda;
    this.simulators = simulators;
    for (String name : List.of("generate", "edit", "collect")) {
      Path file = Path.of("element-templates", "images-" + name + "-connector.json");
      templates.add(JSON.readTree(file.toFile()));
    }
    samples =
        Map.of(
            "photo", upload("sample-photo.png", "image/png", SamplePictures.photo()),
            "logo", upload("sample-logo.png", "image/png", SamplePictures.logo()));
    this.server = new PlaygroundServer(this, scripts, port);
  }

  /**
   * Starts everything, on 127.0.0.1 only.
   *
   * @param scripts what the page needs of others
   * @param documents folder for the pictures
   * @param port of the page, or 0 for any free port
   * @param keys the real providers' keys by secret name, or null to simulate the providers
   */
  public static Playground start(
      PageScripts scripts, Path documents, int port, UnaryOperator<String> keys)
      throws IOException {
    if (keys != null) {
      SentRequests.note();
    }
    LocalCamunda camunda = LocalCamunda.start(documents);
    for (String secret : SECRETS) {
      String key = keys == null ? Simulators.KEY : keys.apply(secret);
      if (key != null && !key.isBlank()) {
        camunda.secrets().put(secret, key);
      }
    }
    return new Playground(camunda, keys == null ? new Simulators() : null, scripts, port);
  }

  /** The URL of the page. */
  public URI address() {
    return server.address();
  }

  /** The data that the page loads first. */
  ObjectNode setup() throws IOException {
    ObjectNode setup = JSON.createObjectNode();
    setup.put("simulated", simulators != null);
    setup.set("templates", JSON.valueToTree(templates));
    setup.set("samples", JSON.valueToTree(samples));
    ObjectNode failures = setup.putObject("failures");
    for (String provider : PROVIDERS) {
      failures.set(provider, JSON.valueToTree(MakeItFail.choices(provider)));
    }
    var processes = setup.putArray("processes");
    processes.addObject().put("name", NEW).put("bpmn", PlaygroundProcess.bpmn()).putObject("forms");
    for (Path example : files(".bpmn")) {
      String bpmn = Files.readString(example);
      ObjectNode process =
          processes.addObject().put("name", example.getFileName().toString()).put("bpmn", bpmn);
      ObjectNode forms = process.putObject("forms");
      for (Path form : files(".form")) {
        String json = Files.readString(form);
        if (bpmn.contains("formId=\"%s\"".formatted(formId(json)))) {
          forms.put(form.getFileName().toString(), json);
        }
      }
    }
    return setup;
  }

  private static String formId(String form) {
    try {
      return JSON.readTree(form).path("id").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The form is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /**
   * A process as the page holds it.
   *
   * @param forms content by file name
   */
  record Project(String bpmn, Map<String, String> forms) {
    Project {
      forms = forms == null ? Map.of() : forms;
    }
  }

  /** What would stop it here or on a cluster. */
  List<ProcessChecks.Problem> problems(Project project) {
    return problems(project, new SimulatedProcess(project.bpmn));
  }

  private List<ProcessChecks.Problem> problems(Project project, SimulatedProcess process) {
    Map<String, Integer> versions = new HashMap<>();
    for (JsonNode template : templates) {
      versions.put(template.path("id").asText(), template.path("version").asInt());
    }
    Set<String> forms =
        project.forms.values().stream().map(Playground::formId).collect(Collectors.toSet());
    return new ProcessChecks(
            process.document(), forms, camunda.secrets().keySet(), versions, LocalDate.now())
        .problems();
  }

  /**
   * Deploys a process and starts it.
   *
   * @return the instance's key
   * @throws RuntimeException with a message for the user
   */
  String run(Project project, Map<String, Object> variables, MakeItFail failure) {
    SimulatedProcess process = new SimulatedProcess(project.bpmn);
    String errors =
        problems(project, process).stream()
            .filter(it -> it.severity().equals("error"))
            .map(ProcessChecks.Problem::message)
            .collect(Collectors.joining("\n"));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(errors);
    }
    if (simulators != null) {
      process.redirect(simulators::baseUrl);
      failure.prepare(process, simulators, camunda.documents());
    }
    Set<Sent> before = Set.copyOf(requests());
    camunda.engine().deploy("playground.bpmn", process.bpmn(), project.forms);
    ProcessRun run = camunda.engine().start(process.processId(), variables);
    String key = String.valueOf(run.key());
    runs.put(key, new Run(run, before));
    return key;
  }

  /** Lets a back-off or a timer of a minute at most end now. */
  void skipTime() {
    camunda.engine().increaseTime(Duration.ofMinutes(1));
  }

  /**
   * @throws NoSuchElementException if there is no such instance
   */
  JsonNode state(String key) {
    return find(key).state(requests());
  }

  /** Completes the oldest user task of an instance. */
  void complete(String key, Map<String, Object> variables) {
    ProcessRun process = find(key).process();
    UserTask task = process.userTasks().getFirst();
    process.complete(task, variables);
  }

  /**
   * Keeps a file of the user as a document.
   *
   * @return its reference, for a variable
   */
  Map<String, Object> upload(String fileName, String contentType, byte[] content) {
    return camunda.documents().upload(fileName, contentType, content);
  }

  /** The bytes of a document. */
  byte[] document(String id) throws IOException {
    return Files.readAllBytes(camunda.documents().file(id));
  }

  Run find(String key) {
    Run run = runs.get(key);
    if (run == null) {
      throw new NoSuchElementException("Instance " + key + " does not exist.");
    }
    return run;
  }

  private List<Sent> requests() {
    return simulators == null ? SentRequests.all() : simulators.requests();
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Override
  public void close() {
    server.close();
    camunda.close();
    if (simulators != null) {
      simulators.close();
    }
  }
}
