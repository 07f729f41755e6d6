package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.connector.feel.FeelEngineWrapper;
import io.camunda.zeebe.el.ExpressionLanguageFactory;
import io.camunda.zeebe.protocol.impl.encoding.MsgPackConverter;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.imagesgenerate.connector.ImagesEditFunction;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expressions that the form brings along, in the engine that the runtime uses. */
class PrefilledExpressionsTest {

  private static final FeelEngineWrapper FEEL = new FeelEngineWrapper();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TemplateView VIEW = view(ImagesGenerateFunction.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{document: {documentId: 1}}, {document: {documentId: 2}}] | [{documentId: 1}, {documentId: 2}] | []",
        "[{url: 'https://a'}, {url: 'https://b'}] | [] | ['https://a', 'https://b']",
        "[{b64_json: 'aGk='}] | [] | []",
        "[{b64_json: 'aGk='}, {document: {documentId: 2}, url: 'https://b'}] | [{documentId: 2}] | ['https://b']",
        "[{document: null, url: null}] | [] | []",
        "[] | [] | []"
      })
  void theResultExpressionFitsEveryFormOfTheResult(String images, String documents, String urls)
      throws Exception {
    Object response =
        FEEL.evaluate("={status: \"completed\", images: " + feel(images) + "}", Map.of());

    JsonNode variables =
        JSON.readTree(FEEL.evaluateToJson(resultExpression(), Map.of("response", response)));

    assertThat(variables.get("imageDocuments")).isEqualTo(json(documents));
    assertThat(variables.get("imageUrls")).isEqualTo(json(urls));
    assertThat(variables).hasSize(2);
  }

  /** A broken result expression would run the task again, so a submitted task must pass too. */
  @Test
  void theResultExpressionFitsASubmittedTask() throws Exception {
    Map<String, Object> response = Map.of("status", "submitted", "images", List.of());

    assertThat(JSON.readTree(FEEL.evaluateToJson(resultExpression(), Map.of("response", response))))
        .isEqualTo(json("{imageDocuments: [], imageUrls: []}"));
  }

  @Test
  void theExampleOfAnErrorExpressionThrowsTheBpmnErrorAndNothingElse() throws Exception {
    String example =
        "="
            + VIEW.property("errorExpression")
                .orElseThrow()
                .get("placeholder")
                .asText()
                .replaceFirst("^e\\.g\\. ", "");

    assertThat(
            FEEL.evaluateToJson(
                example, Map.of("error", Map.of("code", "CONTENT_POLICY", "message", "no"))))
        .isEqualTo(
            "{\"errorType\":\"bpmnError\",\"errorCode\":\"CONTENT_POLICY\",\"errorMessage\":\"no\"}");
    assertThat(
            FEEL.evaluateToJson(
                example, Map.of("error", Map.of("code", "RATE_LIMITED", "message", "wait"))))
        .isNull();
    assertThat(FEEL.evaluateToJson(example, Map.of("response", Map.of()))).isNull();
  }

  /** So a process that edits an image again reads the same variables. */
  @Test
  void anEditHasTheSameExpressions() {
    TemplateView edit = view(ImagesEditFunction.class);
    for (String id : List.of("resultVariable", "resultExpression", "errorExpression")) {
      assertThat(edit.property(id)).as(id).isEqualTo(VIEW.property(id));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "=imagesResult.images[1].document | {documentId: 1}",
        "=imageDocuments | [{documentId: 1}, {documentId: 2}]",
        "=imageDocuments[2] | {documentId: 2}",
        "=fromAi(toolCall.image, \"The image to change.\") | {documentId: 2}",
        "=imageDocuments[fromAi(toolCall.number, \"Its number, from 1 on.\", \"number\")] | {documentId: 2}"
      })
  void theImagesOfAnEditCanComeFromAnEarlierTaskOrFromAnAgent(String images, String value)
      throws Exception {
    var task =
        new TemplateApplication(
            ElementTemplates.template(ImagesEditFunction.class),
            Map.of("prompt", "Make it blue", "images", images));
    JsonNode documents = json("[{documentId: 1}, {documentId: 2}]");
    Map<String, Object> variables =
        Map.of(
            "imagesResult", Map.of("images", List.of(Map.of("document", documents.get(0)))),
            "imageDocuments", documents,
            "toolCall", Map.of("image", documents.get(1), "number", 2));

    assertThat(inEngine(task.inputs().get("images"), variables)).isEqualTo(json(value));
  }

  /** Input mappings are evaluated by the engine, which alone has {@code fromAi}. */
  private static JsonNode inEngine(String expression, Map<String, Object> variables)
      throws Exception {
    var engine = ExpressionLanguageFactory.createExpressionLanguage(ZonedDateTime::now);
    var result =
        engine.evaluateExpression(
            engine.parseExpression(expression),
            name ->
                variables.containsKey(name)
                    ? new UnsafeBuffer(
                        MsgPackConverter.convertToMsgPack(
                            JSON.valueToTree(variables.get(name)).toString()))
                    : null);
    assertThat(result.getFailureMessage()).isNull();
    return JSON.readTree(MsgPackConverter.convertToJson(result.toBuffer()));
  }

  @Test
  void noErrorExpressionIsPrefilled() {
    assertThat(VIEW.property("errorExpression").orElseThrow().has("value")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(classes = {ImagesGenerateFunction.class, ImagesEditFunction.class})
  void thePlaceholdersOfExpressionsAreExpressions(Class<?> function) {
    for (JsonNode property : view(function).properties()) {
      if (property.path("feel").asText().equals("required") && property.has("placeholder")) {
        String expression =
            "=" + property.get("placeholder").asText().replaceFirst("^e\\.g\\. ", "");
        assertThatCode(() -> FEEL.evaluateToJson(expression, Map.of()))
            .as(expression)
            .doesNotThrowAnyException();
      }
    }
  }

  private static TemplateView view(Class<?> function) {
    return new TemplateView(ElementTemplates.template(function));
  }

  private static String resultExpression() {
    return VIEW.property("resultExpression").orElseThrow().get("value").asText();
  }

  private static String feel(String text) {
    return text.replace('\'', '"');
  }

  private static JsonNode json(String text) throws Exception {
    return JSON.readTree(FEEL.evaluateToJson("=" + feel(text), Map.of()));
  }
}
