package org.imagesgenerate.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imagesgenerate.examples.PlaygroundProcess;
import org.imagesgenerate.local.LocalCamunda;
import org.imagesgenerate.local.ProcessRun;
import org.imagesgenerate.local.ProcessRun.UserTask;
import org.imagesgenerate.local.SimulatedProcess;
import org.imagesgenerate.simulator.ReceivedRequest;

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

  private final LocalCamunda camunda;
  private final Simulators simulators;
  private final PlaygroundServer server;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  private Playground(LocalCamunda camunda, Simulators simulators, Path modeler, int port)
      throws IOException {
    this.camunda = camunda;
    this.simulators = simulators;
    this.server = new PlaygroundServer(this, modeler, port);
  }

  /**
   * Starts everything, on 127.0.0.1 only.
   *
   * @param modeler the folder of the modeler's scripts and styles
   * @param documents folder for the pictures
   * @param port of the page, or 0 for any free port
   * @param keys the real providers' keys by secret name, or null to simulate the providers
   */
  public static Playground start(Path modeler, Path documents, int port, UnaryOperator<String> keys)
      throws IOException {
    LocalCamunda camunda = LocalCamunda.start(documents);
    for (String secret : SECRETS) {
      String key = keys == null ? Simulators.KEY : keys.apply(secret);
      if (key != null && !key.isBlank()) {
        camunda.secrets().put(secret, key);
      }
    }
    return new Playground(camunda, keys == null ? new Simulators() : null, modeler, port);
  }

  /** The URL of the page. */
  public URI address() {
    return server.address();
  }

  /** The data that the page loads first. */
  ObjectNode setup() throws IOException {
    ObjectNode setup = JSON.createObjectNode();
    setup.put("simulated", simulators != null);
    var templates = setup.putArray("templates");
    for (String name : List.of("images-generate-connector", "images-collect-connector")) {
      templates.add(JSON.readTree(Path.of("element-templates", name + ".json").toFile()));
    }
    var processes = setup.putArray("processes");
    processes.addObject().put("name", "New process").put("bpmn", PlaygroundProcess.bpmn());
    for (Path example : files(".bpmn")) {
      processes
          .addObject()
          .put("name", example.getFileName().toString())
          .put("bpmn", Files.readString(example));
    }
    return setup;
  }

  /**
   * Deploys a process and starts it.
   *
   * @return the instance's key
   * @throws RuntimeException with a message for the user
   */
  String run(String bpmn, Map<String, Object> variables) throws IOException {
    SimulatedProcess process = new SimulatedProcess(bpmn);
    if (simulators != null) {
      process.redirect(simulators::baseUrl);
    }
    Set<ReceivedRequest> before = Set.copyOf(requests());
    camunda.engine().deploy("playground.bpmn", process.bpmn(), files(".form"));
    ProcessRun run = camunda.engine().start(process.processId(), variables);
    String key = String.valueOf(run.key());
    runs.put(key, new Run(run, before));
    return key;
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

  /** The bytes of a document. */
  byte[] document(String id) throws IOException {
    return Files.readAllBytes(camunda.documents().file(id));
  }

  private Run find(String key) {
    Run run = runs.get(key);
    if (run == null) {
      throw new NoSuchElementException("Instance " + key + " does not exist.");
    }
    return run;
  }

  private List<ReceivedRequest> requests() {
    return simulators == null ? List.of() : simulators.requests();
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
