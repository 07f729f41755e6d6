package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The properties that Camunda's generator gives every connector. Names and bindings stay; texts are
 * rewritten for this connector.
 */
final class StandardTail {

  private static final String ERROR_EXAMPLE =
      "if error.code = \"CONTENT_POLICY\" then bpmnError(error.code, error.message) else null";

  /** The default of Camunda's own connectors since 8.10; the generator of 8.8 sets no back-off. */
  private static final String RETRY_BACKOFF = "PT30S";

  /** Replaces the texts. */
  static void word(ObjectNode template) {
    for (JsonNode node : template.get("properties")) {
      ObjectNode property = (ObjectNode) node;
      switch (property.path("id").asText()) {
        case "resultVariable" ->
            property
                .put(
                    "description",
                    "Stores the whole result: status, images, task, usage, cost, warnings")
                .put("placeholder", "e.g. imagesResult");
        case "resultExpression" ->
            property
                .put("placeholder", "e.g. {picture: response.images[1].document}")
                .put(
                    "description",
                    "Maps <code>response</code>, the whole result, to process variables")
                .put(
                    "tooltip",
                    "Each item of <code>response.images</code> has <code>document</code>, <code>url</code> or <code>b64_json</code>, and width, height, mimeType. The first document: <code>response.images[1].document</code>");
        case "errorExpression" ->
            property
                .put("description", "Turns errors into BPMN errors that a boundary event can catch")
                .put(
                    "tooltip",
                    "Example: <code>"
                        + ERROR_EXAMPLE
                        + "</code><br/><code>error.code</code> is a documented code such as INVALID_INPUT, QUOTA_EXHAUSTED, RATE_LIMITED or OUTCOME_UNKNOWN. <code>error.variables.purchase</code> says whether money was spent.")
                .put("placeholder", "e.g. " + ERROR_EXAMPLE);
        case "retryCount" ->
            property
                .put(
                    "description",
                    "How often to try if a retry can help, such as after a rate limit")
                .put("placeholder", "e.g. 3")
                .put(
                    "tooltip",
                    "Errors that a retry cannot fix, such as a rejected prompt, create an incident immediately. No retry buys an image a second time.");
        case "retryBackoff" -> wordBackoff(property);
        case "taskDefinitionType" ->
            property
                .put("label", "Task type")
                .put("description", "The task type that your own connectors runtime uses");
        default -> {}
      }
    }
    for (JsonNode group : template.get("groups")) {
      if (group.get("id").asText().equals("taskDefinitionType")) {
        ((ObjectNode) group).put("label", "Task type");
      }
    }
  }

  private static void wordBackoff(ObjectNode property) {
    property
        .put("value", RETRY_BACKOFF)
        .put("placeholder", "e.g. " + RETRY_BACKOFF)
        .put("description", "ISO-8601 duration between attempts, such as PT30S (30 seconds)")
        .put("tooltip", "If the provider states a waiting time, the connector uses that instead.");
    property
        .putObject("constraints")
        .put("notEmpty", true)
        .putObject("pattern")
        .put("value", FieldPattern.DURATION)
        .put("message", FieldPattern.DURATION_MESSAGE);
  }

  /** The generator of 8.8 does not have it; id, label, group and binding are those of 8.10. */
  static ObjectNode jobTimeout() {
    ObjectNode property =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "jobTimeout")
            .put("label", "Job timeout")
            .put(
                "description",
                "ISO-8601 duration until the engine gives the job to another worker. Empty: the runtime's default")
            .put(
                "tooltip",
                "For Camunda 8.10 and newer; older runtimes ignore it. <b>Timeout</b> must be shorter: PT10M requires a job timeout such as PT11M.")
            .put("type", "String")
            .put("placeholder", "e.g. PT5M")
            .put("optional", true)
            .put("group", "retries");
    property
        .putObject("constraints")
        .put("notEmpty", false)
        .putObject("pattern")
        .put("value", FieldPattern.OPTIONAL_DURATION)
        .put("message", FieldPattern.DURATION_MESSAGE);
    property.putObject("binding").put("key", "jobTimeout").put("type", "zeebe:taskHeader");
    return property;
  }

  private StandardTail() {}
}
