package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.worker.JobWorker;
import io.camunda.zeebe.protocol.impl.record.value.job.JobRecord;
import io.camunda.zeebe.protocol.impl.record.value.job.JobResult;
import io.camunda.zeebe.protocol.impl.record.value.job.JobResultActivateElement;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.JobIntent;
import io.camunda.zeebe.protocol.record.value.JobResultType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.imagesgenerate.simulator.ReceivedImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The example in which Images Generate and Images Edit are tools of an agent. The language model is
 * played by this test: it gives the engine the commands that Camunda's AI Agent gives, past the
 * embedded engine's gateway, which drops the result of a job; everything else is real.
 */
@ExtendWith(SharedCamunda.class)
class ImageAgentIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A call of a tool.
   *
   * @param tool the element
   * @param arguments what the model says
   */
  private record Call(String tool, Map<String, Object> arguments) {

    static Call generate(String prompt) {
      return new Call("GenerateImage", Map.of("prompt", prompt, "size", "1536x1024"));
    }

    static Call change(int picture, String change) {
      return new Call("ChangePicture", Map.of("picture", picture, "change", change));
    }
  }

  /**
   * Calls tools, one after the other, and then answers.
   *
   * @param seen what the agent was given each time
   */
  private record PlayedAgent(List<Call> calls, List<JsonNode> seen) {

    void work(EngineLog log, ActivatedJob job) throws IOException {
      JsonNode variables = JSON.readTree(job.getVariables());
      seen.add(variables);
      int made = variables.path("toolCallResults").size();
      JobRecord answer = made < calls.size() ? call(made) : lastWord();
      log.command(job.getKey(), ValueType.JOB, JobIntent.COMPLETE, answer);
    }

    private JobRecord call(int index) {
      Call call = calls.get(index);
      Map<String, Object> toolCall = new LinkedHashMap<>(call.arguments());
      toolCall.put("_meta", Map.of("id", "call-" + (index + 1), "name", call.tool()));
      JobResultActivateElement tool =
          new JobResultActivateElement()
              .setElementId(call.tool())
              .setVariables(
                  EngineLog.variables(Map.of("toolCall", toolCall, "toolCallResult", "")));
      return new JobRecord().setResult(result().addActivateElement(tool));
    }

    private static JobRecord lastWord() {
      return new JobRecord()
          .setVariables(
              EngineLog.variables(Map.of("agent", Map.of("responseText", "Here you are."))))
          .setResult(result().setCompletionConditionFulfilled(true));
    }

    private static JobResult result() {
      return new JobResult().setType(JobResultType.AD_HOC_SUB_PROCESS);
    }
  }

  private final LocalCamunda camunda;
  private final List<JobWorker> workers = new ArrayList<>();
  private ImagesSimulator simulator;

  ImageAgentIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-image-agent");
    simulator = ImagesSimulator.start();
  }

  @AfterEach
  void tearDown() {
    workers.forEach(JobWorker::close);
    simulator.close();
  }

  @Test
  void generatesThePictureThatTheAgentDescribed() {
    PlayedAgent agent = agent("a red fox in the snow");

    ProcessRun run = start().awaitEnd();

    assertThat(simulator.lastRequest().json().get("prompt").asText())
        .isEqualTo("a red fox in the snow");
    assertThat(simulator.lastRequest().json().get("size").asText()).isEqualTo("1536x1024");
    assertThat(simulator.purchases()).isEqualTo(1);
    JsonNode result = agent.seen().getLast().get("toolCallResults").get(0);
    assertThat(result.get("id").asText()).isEqualTo("call-1");
    assertThat(result.get("name").asText()).isEqualTo("GenerateImage");
    assertThat(result.at("/content/fileName").asText()).isEqualTo("image.png");
    assertThat(result.at("/content/width").asInt()).isEqualTo(1536);
    assertThat(result.toString())
        .as("agents before 8.10 write a document out as base64 text")
        .doesNotContain("documentId");
    assertThat(result.toString()).as("a tool's result is read by a model").hasSizeLessThan(1_500);
    assertThat(run.variable("agent").get("responseText").asText()).isEqualTo("Here you are.");
    assertThat(run.variable("pictures")).hasSize(1);
    assertThat(run.variable("pictures").at("/0/documentId").asText()).isNotBlank();
    assertThat(run.variable("toolCallResult").isMissingNode()).isTrue();
  }

  @Test
  void anAgentThatSeesItsPictureTriesAgain() {
    PlayedAgent agent = agent("a fox", "a red fox in the snow, seen from the side");

    ProcessRun run = start(Map.of("agentSeesPictures", true)).awaitEnd();

    assertThat(agent.seen().getFirst().at("/data/systemPrompt/prompt").asText())
        .contains("Look at every picture");
    JsonNode results = agent.seen().getLast().get("toolCallResults");
    assertThat(results).hasSize(2);
    assertThat(results.get(0).at("/content/document/documentId").asText()).isNotBlank();
    assertThat(run.variable("pictures"))
        .containsExactly(
            results.get(0).at("/content/document"), results.get(1).at("/content/document"));
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void tellsTheAgentWhyAPromptWasRefusedAndLetsItTryAgain() {
    simulator.next(Fault.answer(OpenAiErrors.moderationBlocked("input", "violence")));
    PlayedAgent agent = agent("a battle", "a chess game");

    start().awaitEnd();

    JsonNode results = agent.seen().getLast().get("toolCallResults");
    assertThat(results.get(0).get("content").asText())
        .startsWith("No image: ")
        .contains("rejected");
    assertThat(results.get(1).at("/content/fileName").asText()).isNotBlank();
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void changesThePictureThatItMade() {
    PlayedAgent agent =
        agent(
            List.of(
                Call.generate("a red fox"),
                Call.change(1, "add snow"),
                Call.change(7, "add a tree")));

    ProcessRun run = start().awaitEnd();

    JsonNode results = agent.seen().getLast().get("toolCallResults");
    assertThat(results.get(1).at("/content/fileName").asText()).isEqualTo("image.png");
    assertThat(results.get(2).get("content").asText())
        .startsWith("No image: ")
        .contains("images: is missing");
    assertThat(run.variable("pictures")).hasSize(2);
    assertThat(simulator.purchases()).isEqualTo(2);
    assertThat(simulator.bill().getLast().prompt()).isEqualTo("add snow");
    assertThat(simulator.bill().getLast().inputImages())
        .extracting(ReceivedImage::width)
        .containsExactly(1536);
  }

  @Test
  void offersItsToolsWithTheirDescriptionsAndParameters() {
    PlayedAgent agent = agent();

    start().awaitEnd();

    JsonNode tools = agent.seen().getFirst().get("adHocSubProcessElements");
    assertThat(tools)
        .extracting(tool -> tool.get("elementId").asText())
        .containsExactlyInAnyOrder("GenerateImage", "ChangePicture");
    JsonNode tool = tool(tools, "GenerateImage");
    JsonNode change = tool(tools, "ChangePicture");
    assertThat(change.get("documentation").asText()).contains("Changes one of your pictures");
    assertThat(change.get("parameters"))
        .extracting(parameter -> parameter.get("name").asText())
        .containsExactlyInAnyOrder("toolCall.picture", "toolCall.change");
    assertThat(tool.get("elementId").asText()).isEqualTo("GenerateImage");
    assertThat(tool.get("documentation").asText()).contains("Generates one image");
    assertThat(tool.get("parameters"))
        .extracting(parameter -> parameter.get("name").asText())
        .containsExactly("toolCall.prompt", "toolCall.size");
    assertThat(simulator.requests()).isEmpty();
  }

  private static JsonNode tool(JsonNode tools, String id) {
    for (JsonNode tool : tools) {
      if (tool.get("elementId").asText().equals(id)) {
        return tool;
      }
    }
    throw new AssertionError("no tool " + id);
  }

  private PlayedAgent agent(String... prompts) {
    return agent(Stream.of(prompts).map(Call::generate).toList());
  }

  private PlayedAgent agent(List<Call> calls) {
    PlayedAgent agent = new PlayedAgent(calls, new CopyOnWriteArrayList<>());
    workers.add(
        camunda
            .engine()
            .client()
            .newWorker()
            .jobType("io.camunda.agenticai:aiagent-job-worker:1")
            .handler((client, job) -> agent.work(camunda.engine().log(), job))
            .open());
    return agent;
  }

  private ProcessRun start() {
    return start(Map.of());
  }

  private ProcessRun start(Map<String, Object> more) {
    Map<String, Object> variables = new LinkedHashMap<>(more);
    variables.put("request", "Draw me a fox");
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(), Path.of("bpmn-examples", "image-agent.bpmn"));
    return camunda.engine().start("image-agent", variables);
  }
}
