package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.client.api.worker.JobWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.imagesgenerate.local.ProcessRun.FailedAttempt;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.local.ReceivingShop.Upload;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.TaskEnd;
import org.imagesgenerate.template.TemplateApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What docs/recipes.md and docs/edit.md tell people to copy, in the real runtime. */
@ExtendWith(SharedCamunda.class)
class RecipesIT {

  private static final Path FOLDER = Path.of("src/test/resources/org/imagesgenerate/recipes");

  private final LocalCamunda camunda;

  RecipesIT(LocalCamunda camunda) {
    this.camunda = camunda;
    camunda.secrets().put("RUNWARE_API_KEY", "sk-test-key-of-recipes");
    camunda.secrets().put("WAVESPEED_API_KEY", "sk-test-key-of-recipes");
  }

  @Test
  void everyRecipeIsOnAPage() throws IOException {
    String pages =
        Files.readString(Path.of("docs/recipes.md")) + Files.readString(Path.of("docs/edit.md"));
    try (Stream<Path> recipes = Files.list(FOLDER)) {
      assertThat(recipes)
          .isNotEmpty()
          .allSatisfy(recipe -> assertThat(pages).contains("<!-- from: " + recipe + " -->"));
    }
  }

  @Test
  void theFirstDocument() {
    ProcessRun run = withResult("first-document", "document");

    assertThat(run.variable("picture").get("documentId").asText()).isNotBlank();
  }

  @Test
  void aListOfDocuments() {
    ProcessRun run = withResult("all-documents", "document");

    assertThat(run.variable("pictures")).hasSize(2);
    assertThat(run.variable("pictures").get(1).get("documentId").asText()).isNotBlank();
  }

  @Test
  void theUrls() {
    ProcessRun run = withResult("urls", "url");

    assertThat(run.variable("imageUrls"))
        .hasSize(2)
        .allSatisfy(url -> assertThat(url.asText()).startsWith("http://127.0.0.1:"));
  }

  @Test
  void nothingButTheCost() {
    ProcessRun run = withResult("cost", "document");

    assertThat(run.variable("cost").get("amount").asDouble()).isEqualTo(0.02);
    assertThat(run.variable("cost").get("currency").asText()).isEqualTo("USD");
    assertThat(run.variable("imagesResult").isMissingNode()).isTrue();
  }

  @Test
  void documentsWithTheirWarnings() {
    ProcessRun run = withResult("warnings", "document");

    assertThat(run.variable("pictures")).hasSize(2);
    // one for a model that is not in the catalog, one for an unknown option
    assertThat(run.variable("pictureWarnings")).hasSize(2);
    assertThat(run.variable("pictureWarnings").get(0).asText()).contains("numberResults");
    assertThat(run.variable("pictureWarnings").get(1).asText()).contains("colour");
  }

  @Test
  void aPictureIsUploadedByRestAsAFile() throws IOException {
    try (ReceivingShop shop = ReceivingShop.start()) {
      Map<String, String> inputs = new LinkedHashMap<>();
      inputs.put("authentication.type", "noAuth");
      inputs.put("method", "POST");
      inputs.put("url", shop.url() + "/media");
      inputs.put("headers", recipe("rest-headers"));
      inputs.put("body", recipe("rest-body"));
      inputs.put("connectionTimeoutInSeconds", "=20");
      inputs.put("readTimeoutInSeconds", "=60");
      ProcessRun run = passedOn("io.camunda:http-json:1", inputs).awaitEnd();

      assertThat(shop.uploads()).hasSize(1);
      Upload upload = shop.uploads().getFirst();
      assertThat(upload.type()).startsWith("multipart/form-data;");
      assertThat(upload.body())
          .contains("name=\"file\"; filename=\"fox.png\"", "Content-Type: image/png", "A red fox");
      assertThat(upload.contains(file(run.variable("picture")))).isTrue();
    }
  }

  @Test
  void anEmailGetsThePictureAsAnAttachment() throws IOException {
    JsonNode email =
        received(
            "io.camunda:email:1",
            Map.of("data.smtpAction.attachments", recipe("email-attachments")));

    assertThat(email.at("/data/smtpAction/attachments")).hasSize(1);
    assertThat(file(email.at("/data/smtpAction/attachments/0"))).isNotEmpty();
  }

  @Test
  void aSlackMessageGetsThePicture() throws IOException {
    JsonNode message =
        received(
            "io.camunda:slack:1",
            Map.of("data.documents", recipe("slack-documents"), "data.text", recipe("slack-text")));

    assertThat(file(message.at("/data/documents/0"))).isNotEmpty();
    assertThat(message.at("/data/text").asText()).isEqualTo("New picture: fox.png");
  }

  @Test
  void anObjectInS3GetsThePicture() throws IOException {
    JsonNode upload =
        received(
            "io.camunda:aws-s3:1",
            Map.of("action.document", recipe("s3-document"), "action.key", recipe("s3-key")));

    assertThat(file(upload.at("/action/document"))).isNotEmpty();
    assertThat(upload.at("/action/key").asText()).isEqualTo("pictures/fox.png");
  }

  /** What a job of another connector receives. */
  private JsonNode received(String type, Map<String, String> inputs) throws IOException {
    CompletableFuture<String> variables = new CompletableFuture<>();
    JobWorker worker =
        camunda
            .engine()
            .client()
            .newWorker()
            .jobType(type)
            .handler(
                (client, job) -> {
                  variables.complete(job.getVariables());
                  client.newCompleteCommand(job).send().join();
                })
            .open();
    try {
      passedOn(type, inputs).awaitEnd();
      return new ObjectMapper().readTree(variables.join());
    } finally {
      worker.close();
    }
  }

  /** A picture and then a task of another connector. */
  private ProcessRun passedOn(String type, Map<String, String> inputs) {
    Map<String, String> task =
        Map.of(
            "provider.type",
            "simulation",
            "prompt",
            "a red fox",
            "documentName",
            "fox",
            "resultExpression",
            recipe("first-document"));
    StringBuilder mapping = new StringBuilder();
    inputs.forEach(
        (target, source) ->
            mapping.append(
                "<zeebe:input source=\"%s\" target=\"%s\"/>"
                    .formatted(source.replace("\"", "&quot;"), target)));
    String next =
        """
        <bpmn:serviceTask id="PassOn"><bpmn:extensionElements><zeebe:taskDefinition type="%s"/><zeebe:ioMapping>%s</zeebe:ioMapping></bpmn:extensionElements><bpmn:incoming>Out</bpmn:incoming><bpmn:outgoing>Last</bpmn:outgoing></bpmn:serviceTask>
        <bpmn:sequenceFlow id="Last" sourceRef="PassOn" targetRef="End"/>
        </bpmn:process>"""
            .formatted(type, mapping);
    String process =
        OneTask.process("recipe", task)
            .replace("targetRef=\"End\"/>", "targetRef=\"PassOn\"/>")
            .replace(
                "<bpmn:incoming>Out</bpmn:incoming></bpmn:endEvent>",
                "<bpmn:incoming>Last</bpmn:incoming></bpmn:endEvent>")
            .replace("</bpmn:process>", next);
    camunda.engine().deploy("recipe.bpmn", process);
    return start();
  }

  private byte[] file(JsonNode document) throws IOException {
    return Files.readAllBytes(camunda.documents().file(document.get("documentId").asText()));
  }

  @Test
  void anImageThatImagesGenerateMadeIsEdited() {
    JsonNode made = made().variable("imagesResult");

    assertThat(edited("edit-generated", Map.of("imagesResult", made)))
        .isEqualTo(made.at("/images/0/document"));
  }

  @Test
  void anUploadedImageIsEdited() {
    JsonNode photos = made().variable("imageDocuments");

    assertThat(edited("edit-upload", Map.of("photo", photos))).isEqualTo(photos);
  }

  @Test
  void onlyTheImagesAmongTheAttachmentsOfAnEmailAreEdited() {
    JsonNode photo = made().variable("imageDocuments").get(0);
    ObjectNode order = photo.deepCopy();
    ((ObjectNode) order.get("metadata")).put("contentType", "application/pdf");
    Map<String, Object> email = Map.of("attachments", List.of(order, photo));

    assertThat(edited("edit-attachments", Map.of("email", email))).containsExactly(photo);
  }

  @Test
  void aDownloadFromS3OrByRestIsEdited() {
    JsonNode photo = made().variable("imageDocuments").get(0);
    Map<String, Object> download =
        Map.of("bucket", "shop", "key", "lamp.png", "element", Map.of("document", photo));

    assertThat(edited("edit-s3", Map.of("download", download))).isEqualTo(photo);

    Map<String, Object> response = Map.of("status", 200, "document", photo);
    assertThat(edited("edit-rest", Map.of("download", response))).isEqualTo(photo);
  }

  @Test
  void documentsAndListsOfDocumentsBecomeOneListWithoutTheMissingOnes() {
    JsonNode product = made().variable("imageDocuments");
    JsonNode logo = made().variable("imageDocuments").get(0);

    assertThat(edited("edit-several", Map.of("product", product, "logo", logo)))
        .containsExactly(product.get(0), logo);
    assertThat(edited("edit-several", Map.of("logo", logo))).containsExactly(logo);
  }

  @Test
  void aLoopEditsThePhotoFirstAndThenTheLastResult() {
    JsonNode photo = made().variable("imageDocuments").get(0);
    JsonNode last = made().variable("imagesResult");

    assertThat(edited("edit-loop", Map.of("photo", photo))).isEqualTo(photo);
    assertThat(edited("edit-loop", Map.of("photo", photo, "imagesResult", last)))
        .isEqualTo(last.at("/images/0/document"));
  }

  @Test
  void anAgentChoosesWhichOfItsPicturesIsEdited() {
    JsonNode first = made().variable("imageDocuments").get(0);
    JsonNode second = made().variable("imageDocuments").get(0);
    Map<String, Object> variables =
        Map.of(
            "pictures",
            List.of(first, second),
            "toolCall",
            Map.of("picture", 2, "change", "make it night"));

    ProcessRun run = edit("edit-agent-images", recipe("edit-agent-prompt"), variables);

    assertThat(run.variable("seen")).isEqualTo(second);
    assertThat(run.variable("prompt").asText()).isEqualTo("make it night");
  }

  private ProcessRun made() {
    Map<String, String> task =
        Map.of("provider.type", "simulation", "prompt", "a red fox", "size", "64x64");
    camunda.engine().deploy("recipe.bpmn", OneTask.process("recipe", task));
    return start().awaitEnd();
  }

  /** Edits the images that a recipe names, and says which these were. */
  private JsonNode edited(String recipe, Map<String, Object> variables) {
    return edit(recipe, "make it night", variables).variable("seen");
  }

  private ProcessRun edit(String recipe, String prompt, Map<String, Object> variables) {
    Map<String, String> task =
        Map.of("provider.type", "simulation", "prompt", prompt, "images", recipe(recipe));
    // what the connector was given, and what came of it
    String outputs =
        """
        <zeebe:output source="=images" target="seen"/>
        <zeebe:output source="=prompt" target="prompt"/>
        <zeebe:output source="=imageDocuments" target="edited"/>
        </zeebe:ioMapping>""";
    String process = OneTask.edit("recipe", task).replace("</zeebe:ioMapping>", outputs);
    camunda.engine().deploy("recipe.bpmn", process);
    ProcessRun run = camunda.engine().start("recipe", variables).awaitEnd();
    assertThat(run.variable("edited")).hasSize(1);
    return run;
  }

  @Test
  void aRejectedPromptIsABpmnErrorWithAnOutputMapping() {
    ProcessRun run = failing("rejected-prompt", "simulate CONTENT_POLICY", "refusal").awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).endsWith("Caught", "CaughtEnd");
    assertThat(run.variable("refusal").asText()).isNotBlank();
    assertThat(run.failedAttempts()).isEmpty();
  }

  @Test
  void withoutAnOutputMappingTheVariablesOfABpmnErrorStayAtTheEvent() {
    ProcessRun run = failing("rejected-prompt", "simulate CONTENT_POLICY", null).awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).endsWith("Caught", "CaughtEnd");
    assertThat(run.variable("refusal").isMissingNode()).isTrue();
    assertThat(run.localVariable("refusal").asText()).isNotBlank();
  }

  @Test
  void anOutageIsABpmnErrorAfterTheLastRetryOnly() {
    ProcessRun run = failing("unavailable-after-last-retry", "simulate PROVIDER_UNAVAILABLE", null);
    for (int attempt = 1; attempt <= 2; attempt++) {
      camunda.engine().increaseTime(run.awaitFailedAttempts(attempt).getLast().backOff());
    }
    run.awaitEnd();

    assertThat(run.failedAttempts()).extracting(FailedAttempt::retriesLeft).containsExactly(2, 1);
    assertThat(run.steps()).extracting(Step::elementId).endsWith("Caught", "CaughtEnd");
  }

  @Test
  void everythingIsCaughtAtOnceWithItsCode() {
    ProcessRun run = failing("catch-all", "simulate OUTCOME_UNKNOWN", "failure").awaitEnd();

    assertThat(run.variable("failure").get("code").asText()).isEqualTo("OUTCOME_UNKNOWN");
    assertThat(run.variable("failure").at("/variables/purchase").asText()).isEqualTo("unknown");
    assertThat(run.failedAttempts()).isEmpty();
  }

  @Test
  void successIsNotCaught() {
    ProcessRun run = failing("catch-all", "a red fox", "failure").awaitEnd();

    assertThat(run.steps()).extracting(Step::elementId).endsWith("End");
  }

  @Test
  void aTaskOfRunwareThatIsNotReadyIsAskedForLaterAndNotBoughtAgain() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.runware().pollsNeeded(4);
      Map<String, String> task = pending("runware", simulator);
      task.put("errorExpression", recipe("pending-waits-longer"));
      camunda.engine().deploy("recipe.bpmn", OneTask.process("recipe", task));

      ProcessRun run = start();
      FailedAttempt first = run.awaitFailedAttempts(1).getFirst();
      waitUntilItEnds(run);

      assertThat(first.backOff()).isEqualTo(Duration.ofMinutes(2));
      assertThat(first.retriesLeft()).isEqualTo(8);
      assertThat(simulator.purchases()).isEqualTo(1);
      assertThat(run.variable("imageDocuments")).hasSize(1);
    }
  }

  @Test
  void theTasksOwnBackOffKeepsTheHandleOfWaveSpeed() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.waveSpeed().pollsNeeded(4);
      Map<String, String> task = pending("wavespeed", simulator);
      task.put("retryBackoff", "PT2M");
      camunda.engine().deploy("recipe.bpmn", OneTask.process("recipe", task));

      ProcessRun run = start();
      FailedAttempt first = run.awaitFailedAttempts(1).getFirst();
      waitUntilItEnds(run);

      assertThat(first.backOff()).isEqualTo(Duration.ofMinutes(2));
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  /** Why the page warns of it: the runtime writes the message over the variable "error". */
  @Test
  void anErrorExpressionWithJobErrorLosesTheHandleOfWaveSpeed() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.waveSpeed().nextTask(TaskEnd.never());
      Map<String, String> task = pending("wavespeed", simulator);
      task.put("errorExpression", recipe("pending-waits-longer"));
      camunda.engine().deploy("recipe.bpmn", OneTask.process("recipe", task));

      ProcessRun run = start();
      run.awaitFailedAttempts(1);

      assertThat(run.localVariable("error").isTextual()).isTrue();
    }
  }

  @Test
  void aTaskThatIsNotReadyIsHandedToImagesCollect() {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      simulator.waveSpeed().pollsNeeded(4);
      Map<String, String> task = pending("wavespeed", simulator);
      task.put("errorExpression", recipe("pending-collect"));
      camunda
          .engine()
          .deploy("recipe.bpmn", withCollect(OneTask.process("recipe", task), simulator));

      ProcessRun run = start().awaitEnd();

      assertThat(run.steps())
          .extracting(Step::elementId)
          .endsWith("Caught", "CollectImages", "CaughtEnd");
      assertThat(run.variable("imageDocuments")).hasSize(1);
      assertThat(simulator.purchases()).isEqualTo(1);
    }
  }

  /** A task whose images are not there within its time. */
  private static Map<String, String> pending(String provider, ImagesSimulator simulator) {
    Map<String, String> task = new LinkedHashMap<>();
    task.put("provider.type", provider);
    task.put("provider.baseUrl", simulator.uri().toString());
    task.put("prompt", "a red fox");
    task.put("timeout", "PT3S");
    task.put("retryCount", "9");
    return task;
  }

  private ProcessRun start() {
    return camunda.engine().start("recipe", Map.of());
  }

  private void waitUntilItEnds(ProcessRun run) {
    do {
      camunda.engine().increaseTime(Duration.ofMinutes(2));
    } while (!run.stopsWithin(Duration.ofSeconds(10)));
    run.awaitEnd();
  }

  private static String withCollect(String process, ImagesSimulator simulator) {
    Map<String, String> collect =
        Map.of(
            "provider.type",
            "wavespeed",
            "provider.baseUrl",
            simulator.uri().toString(),
            "task",
            "=imageTask");
    String flows = "<bpmn:incoming>CaughtOut</bpmn:incoming><bpmn:outgoing>Last</bpmn:outgoing>";
    String task =
        TemplateApplication.of(
                Path.of("element-templates", "images-collect-connector.json"), collect)
            .serviceTask("CollectImages", "Collect images", flows);
    return caught(process, "imageTask")
        .replace(
            "sourceRef=\"Caught\" targetRef=\"CaughtEnd\"/>",
            "sourceRef=\"Caught\" targetRef=\"CollectImages\"/>"
                + task
                + "<bpmn:sequenceFlow id=\"Last\" sourceRef=\"CollectImages\" targetRef=\"CaughtEnd\"/>")
        .replace(
            "<bpmn:incoming>CaughtOut</bpmn:incoming></bpmn:endEvent>",
            "<bpmn:incoming>Last</bpmn:incoming></bpmn:endEvent>");
  }

  @Test
  void aPromptOfAProduct() {
    Map<String, Object> lamp = Map.of("description", "a desk lamp", "colour", "brass");

    assertThat(prompt("prompt-of-a-product", Map.of("product", lamp)))
        .isEqualTo("Product photo on white, soft shadow: a desk lamp, in brass");
    assertThat(
            prompt("prompt-of-a-product", Map.of("product", Map.of("description", "a desk lamp"))))
        .isEqualTo("Product photo on white, soft shadow: a desk lamp");
  }

  @Test
  void aPromptOfPartsOfWhichSomeAreMissing() {
    assertThat(prompt("prompt-of-parts", Map.of("subject", "a lighthouse", "light", "at dusk")))
        .isEqualTo("a lighthouse, at dusk");
  }

  @Test
  void aPromptThatIsCut() {
    assertThat(prompt("prompt-cut", Map.of("text", "x".repeat(5_000)))).hasSize(4_000);
    assertThat(prompt("prompt-cut", Map.of("text", "a red fox"))).isEqualTo("a red fox");
  }

  /** Two images of Runware, which has no such option and says so in a warning. */
  private ProcessRun withResult(String recipe, String responseFormat) {
    try (ImagesSimulator simulator = ImagesSimulator.start()) {
      Map<String, String> task = new LinkedHashMap<>();
      task.put("provider.type", "runware");
      task.put("provider.baseUrl", simulator.uri().toString());
      task.put("modelChoice", "other");
      task.put("model", "acme:cheap@1");
      task.put("prompt", "a red fox");
      task.put("n", "2");
      task.put("providerOptions", "={colour: \"red\"}");
      task.put("response_format", responseFormat);
      task.put("resultVariable", "");
      task.put("resultExpression", recipe(recipe));
      camunda.engine().deploy("recipe.bpmn", OneTask.process("recipe", task));
      return start().awaitEnd();
    }
  }

  private ProcessRun failing(String recipe, String prompt, String output) {
    String process =
        OneTask.process(
            "recipe",
            Map.of(
                "provider.type",
                "simulation",
                "prompt",
                prompt,
                "errorExpression",
                recipe(recipe)));
    camunda.engine().deploy("recipe.bpmn", caught(process, output));
    return camunda.engine().start("recipe", Map.of());
  }

  /** With an event that catches all errors of the task. */
  private static String caught(String process, String output) {
    String mapping =
        output == null
            ? ""
            : "<bpmn:extensionElements><zeebe:ioMapping><zeebe:output source=\"=%s\" target=\"%s\"/></zeebe:ioMapping></bpmn:extensionElements>"
                .formatted(output, output);
    String event =
        """
        <bpmn:boundaryEvent id="Caught" attachedToRef="%s">%s<bpmn:outgoing>CaughtOut</bpmn:outgoing><bpmn:errorEventDefinition/></bpmn:boundaryEvent>
        <bpmn:endEvent id="CaughtEnd"><bpmn:incoming>CaughtOut</bpmn:incoming></bpmn:endEvent>
        <bpmn:sequenceFlow id="CaughtOut" sourceRef="Caught" targetRef="CaughtEnd"/>
        </bpmn:process>"""
            .formatted(OneTask.TASK, mapping);
    return process.replace("</bpmn:process>", event);
  }

  private String prompt(String recipe, Map<String, Object> variables) {
    Map<String, String> task =
        Map.of("provider.type", "simulation", "prompt", recipe(recipe), "size", "64x64");
    String process = OneTask.process("recipe", task);
    // what the connector was given, as a variable of the process
    String seen = "<zeebe:output source=\"=prompt\" target=\"seen\"/></zeebe:ioMapping>";
    camunda.engine().deploy("recipe.bpmn", process.replace("</zeebe:ioMapping>", seen));
    return camunda.engine().start("recipe", variables).awaitEnd().variable("seen").asText();
  }

  private static String recipe(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".feel")).strip();
    } catch (IOException e) {
      throw new IllegalArgumentException("no recipe " + name, e);
    }
  }
}
