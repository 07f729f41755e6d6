package org.imagesgenerate.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.examples.PlaygroundProcess;
import org.imagesgenerate.local.ProcessRun;
import org.imagesgenerate.playground.Playground.Project;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mistakes that are made most, as docs/troubleshooting.md lists them: a run with one of them
 * must not succeed in the playground, because it would fail on a cluster. And failures on request.
 */
class PlaygroundRunsIT {

  private static final Map<String, Object> PROMPT = Map.of("prompt", "a red fox");

  private static Playground playground;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    playground =
        Playground.start(
            new PageScripts(folder, folder, folder), folder.resolve("documents"), 0, null);
  }

  @AfterAll
  static void stop() {
    playground.close();
  }

  /** What is replaced in the sketch, by what, and a part of the message that says why. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{secrets.OPENAI_API_KEY}} | {{secrets.MY_KEY}} | secret \"MY_KEY\" does not exist",
        "source=\"=prompt\" | source=\"=prompt +\" | failed to parse expression",
        "images-generate:1 | image-generator:1 | takes jobs of the type \"org.imagesgenerate:image-generator:1\"",
        "TemplateVersion=\"1\" | TemplateVersion=\"9\" | version 9 of the element template",
        "source=\"openai\" | source=\"azure-openai\" | provider.baseUrl: is missing",
        "source=\"openai\" | source=\"=vendor\" | Select the provider in the task",
        "isExecutable=\"true\" | isExecutable=\"false\" | not executable",
        "<zeebe:ioMapping> | <zeebe:ioMapping><zeebe:input source=\"www.example.com\" target=\"provider.baseUrl\"/> | \"www.example.com\" is not a URL",
      })
  void doesNotStart(String correct, String wrong, String reason) {
    Project project = project(correct, wrong);

    assertThatThrownBy(() -> playground.run(project, PROMPT, none()))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "source=\"=prompt\" | source=\"\" | [INVALID_INPUT] prompt: is missing",
        "source=\"=prompt\" | source=\"=promt\" | [INVALID_INPUT] prompt: is missing",
        "source=\"=prompt\" target=\"prompt\"/> | source=\"=prompt\" target=\"prompt\"/><zeebe:input source=\"1000x1000\" target=\"size\"/> | [INVALID_INPUT] size",
        "source=\"gpt-image-2\" | source=\"dall-e-3\" | [MODEL_UNAVAILABLE]",
        "source=\"gpt-image-2\" | source=\"gpt-image-22\" | [MODEL_UNAVAILABLE]",
        "source=\"{{secrets.OPENAI_API_KEY}}\" | source=\"sk-mistyped-key\" | [AUTHENTICATION_FAILED]",
      })
  void stopsAtAnIncident(String correct, String wrong, String reason) {
    JsonNode state = stopped(playground.run(project(correct, wrong), PROMPT, none()));

    assertThat(state.path("ended").asBoolean()).as(state.toPrettyString()).isFalse();
    assertThat(state.at("/incident/message").asText()).startsWith(reason);
  }

  @Test
  void aResultExpressionThatCannotBeReadStopsTheProcess() {
    String key = playground.run(project("value=\"={", "value=\"=("), PROMPT, none());
    ProcessRun process = playground.find(key).process();
    for (int attempt = 1; attempt < 3; attempt++) {
      process.awaitFailedAttempts(attempt);
      playground.skipTime();
    }

    assertThat(process.awaitIncident().message()).contains("imageDocuments");
  }

  @Test
  void aModelThatHasEndedIsAWarningBeforeTheRun() {
    assertThat(playground.problems(project("source=\"gpt-image-2\"", "source=\"dall-e-3\"")))
        .anySatisfy(
            problem -> {
              assertThat(problem.severity()).isEqualTo("warning");
              assertThat(problem.message())
                  .contains("dall-e-3 was retired on 2026-05-12", "Use gpt-image-2.5-sunburst");
            });
  }

  @Test
  void aBaseUrlThatIsMissingAtRunTimeIsMissing() {
    Project project =
        project(
            "source=\"openai\" target=\"provider.type\"/>",
            "source=\"openai-compatible\" target=\"provider.type\"/>"
                + "<zeebe:input source=\"=serverUrl\" target=\"provider.baseUrl\"/>");

    JsonNode state = stopped(playground.run(project, PROMPT, none()));

    assertThat(state.at("/incident/message").asText())
        .startsWith("[INVALID_INPUT] provider.baseUrl: is missing");
  }

  @Test
  void aFormThatIsNotInTheProjectIsMissingEvenIfAnEarlierRunDeployedIt() throws IOException {
    Path folder = Path.of("bpmn-examples");
    String bpmn = Files.readString(folder.resolve("review-image.bpmn"));
    String form = Files.readString(folder.resolve("review-image.form"));
    playground.run(new Project(bpmn, Map.of("review-image.form", form)), PROMPT, none());
    Project withoutForm = new Project(bpmn, Map.of());

    assertThatThrownBy(() -> playground.run(withoutForm, PROMPT, none()))
        .hasMessageContaining("The form \"review-image\" is not here");
  }

  @Test
  void noRunCallsAServerThatIsNoSimulatedProvider() throws IOException {
    String bpmn = Files.readString(Path.of("bpmn-examples", "publish-pictures.bpmn"));

    assertThatThrownBy(() -> playground.run(new Project(bpmn, Map.of()), PROMPT, none()))
        .hasMessageContaining("takes jobs of the type \"io.camunda:http-json:1\"");
  }

  @Test
  void aProcessThatCallsAnotherOneNeedsIt() {
    Project project =
        project(
            "<bpmn:endEvent",
            "<bpmn:callActivity id=\"Call\"><bpmn:extensionElements><zeebe:calledElement processId=\"generate-image\"/></bpmn:extensionElements></bpmn:callActivity><bpmn:endEvent");

    assertThatThrownBy(() -> playground.run(project, PROMPT, none()))
        .hasMessageContaining("The called process \"generate-image\" is not in this file");
  }

  /** The sketch itself has none of them. */
  @Test
  void theSketchRuns() {
    Project project = new Project(PlaygroundProcess.bpmn(), Map.of());

    assertThat(playground.problems(project))
        .extracting(ProcessChecks.Problem::severity)
        .containsOnly("note");
    assertThat(stopped(playground.run(project, PROMPT, none())).path("ended").asBoolean()).isTrue();
  }

  /** What is sent, or not, is the business of RequestedFailureTest; here it has to arrive. */
  @ParameterizedTest
  @CsvSource({
    "openai, INVALID_INPUT",
    "openai, OUTCOME_UNKNOWN",
    "azure-openai, CONNECTION_FAILED",
    "openai-compatible, DELIVERY_FAILED",
    "aiml-api, QUOTA_EXHAUSTED",
    "wavespeed, TASK_FAILED",
    "runware, TASK_PENDING",
    "simulation, NO_IMAGE"
  })
  void failsAsChosen(String provider, String code) throws IOException {
    String name =
        provider.equals("openai") ? "generate-image.bpmn" : "generate-image-" + provider + ".bpmn";
    String bpmn = Files.readString(Path.of("bpmn-examples", name));
    MakeItFail failure = new MakeItFail(code, true);

    assertThat(MakeItFail.choices(provider)).contains(code, "SLOW", "LOST_RESPONSE");
    String key = playground.run(new Project(bpmn, Map.of()), PROMPT, failure);

    assertThat(playground.find(key).process().awaitFailedAttempts(1).getFirst().message())
        .startsWith("[" + code + "]");
  }

  @Test
  void onlyTheFirstProviderAndTheFirstRequestFail() throws IOException {
    String bpmn = Files.readString(Path.of("bpmn-examples", "fallback-provider.bpmn"));
    Project project = new Project(bpmn, Map.of());

    JsonNode once = ended(project, new MakeItFail("PROVIDER_UNAVAILABLE", false));
    JsonNode always = ended(project, new MakeItFail("PROVIDER_UNAVAILABLE", true));

    assertThat(once.at("/variables/imagesResult/provider").asText()).isEqualTo("openai");
    assertThat(always.at("/variables/imagesResult/provider").asText()).isEqualTo("runware");
  }

  private static JsonNode ended(Project project, MakeItFail failure) {
    String key = playground.run(project, PROMPT, failure);
    ProcessRun process = playground.find(key).process();
    process.awaitFailedAttempts(1);
    for (int i = 0; i < 3 && !process.stopsWithin(Duration.ofSeconds(3)); i++) {
      playground.skipTime();
    }
    process.awaitEnd();
    return playground.state(key);
  }

  @Test
  void editsTheImageThatTheSameProcessMade() throws IOException {
    Path folder = Path.of("bpmn-examples");
    Map<String, String> forms = new HashMap<>();
    for (String form : List.of("review-change.form", "ask-for-another-prompt.form")) {
      forms.put(form, Files.readString(folder.resolve(form)));
    }
    String bpmn = Files.readString(folder.resolve("make-review-fix.bpmn"));
    String key = playground.run(new Project(bpmn, forms), PROMPT, none());
    ProcessRun process = playground.find(key).process();

    process.awaitUserTask("ReviewImage");
    String made = hash(playground.state(key));
    playground.complete(key, Map.of("decision", "change", "change", "make it snow"));
    process.awaitUserTask("ReviewImage");
    playground.complete(key, Map.of("decision", "approve"));
    process.awaitEnd();

    JsonNode state = playground.state(key);
    assertThat(hash(state)).isNotEqualTo(made);
    assertThat(state.path("requests").path(1).path("line").asText())
        .isEqualTo("POST /v1/images/edits");
    assertThat(state.path("requests").path(1).path("body").asText())
        .contains("make it snow", "sha256=" + made);
  }

  private static String hash(JsonNode state) {
    return state.at("/variables/imagesResult/images/0/sha256").asText();
  }

  /** Real providers are called without simulators in between; here the base URL is one's own. */
  @Test
  void showsWhatWasReallySent(@TempDir Path folder) throws IOException {
    PageScripts scripts = new PageScripts(folder, folder, folder);
    String key = "sk-real-key-of-this-test";
    try (ImagesSimulator provider = ImagesSimulator.start().requireKey(key);
        Playground real = Playground.start(scripts, folder.resolve("documents"), 0, name -> key)) {
      Project project =
          project(
              "<zeebe:ioMapping>",
              "<zeebe:ioMapping><zeebe:input source=\"%s\" target=\"provider.baseUrl\"/>"
                  .formatted(provider.uri()));
      String run = real.run(project, PROMPT, none());
      real.find(run).process().awaitEnd();

      assertThat(real.state(run).path("requests").toString())
          .contains("POST " + provider.uri() + "/v1/images/generations", "a red fox")
          .doesNotContain(key);
    }
  }

  private static Project project(String correct, String wrong) {
    String bpmn = PlaygroundProcess.bpmn();
    assertThat(bpmn).contains(correct);
    return new Project(bpmn.replace(correct, wrong), Map.of());
  }

  private static MakeItFail none() {
    return new MakeItFail("", false);
  }

  private static JsonNode stopped(String key) {
    assertThat(playground.find(key).process().stopsWithin(Duration.ofSeconds(30))).isTrue();
    return playground.state(key);
  }
}
