package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The properties that Camunda's generator gives every connector: what they are called and where
 * they are bound stays as it is, what they say is said for this connector.
 */
final class StandardTail {

  private static final String ERROR_EXAMPLE =
      "if error.code = \"CONTENT_POLICY\" then bpmnError(error.code, error.message) else null";

  /** What Camunda's own connectors wait since 8.10; the generator of 8.8 says no wait at all. */
  private static final String RETRY_BACKOFF = "PT30S";

  /** Rewords what is there. */
  static void word(ObjectNode template) {
    String help =
        "<a href=\"%s\" target=\"_blank\">Field by field</a>"
            .formatted(
                template
                    .get("documentationRef")
                    .asText()
                    .replace("#readme", "/blob/main/docs/result.md"));
    for (JsonNode node : template.get("properties")) {
      ObjectNode property = (ObjectNode) node;
      switch (property.path("id").asText()) {
        case "resultVariable" ->
            property
                .put(
                    "description",
                    "Gets the whole result: status, images, task, usage, cost, warnings. " + help)
                .put("placeholder", "imagesResult");
        case "resultExpression" ->
            property
                .put("placeholder", "{picture: response.images[1].document}")
                .put(
                    "description",
                    "Makes process variables from <code>response</code>, the whole result. Each of <code>response.images</code> has <code>document</code>, <code>url</code> or <code>b64_json</code>, and width, height, mimeType. The first image alone: <code>response.images[1].document</code>");
        case "errorExpression" ->
            property
                .put(
                    "description",
                    "Turns errors into BPMN errors, for a boundary event to catch. Example: <code>"
                        + ERROR_EXAMPLE
                        + "</code>")
                .put(
                    "tooltip",
                    "<code>error.code</code> is INVALID_INPUT, CONTENT_POLICY, QUOTA_EXHAUSTED, RATE_LIMITED, OUTCOME_UNKNOWN or another word of the documentation. <code>error.variables.purchase</code> says whether money was spent.")
                .put("placeholder", ERROR_EXAMPLE);
        case "retryCount" ->
            property
                .put(
                    "description",
                    "How often to try where trying again can help, as after a rate limit")
                .put("placeholder", "3")
                .put(
                    "tooltip",
                    "What waiting does not mend, such as a refused prompt, ends at once with an incident. No attempt buys an image a second time.");
        case "retryBackoff" -> wordBackoff(property);
        case "taskDefinitionType" ->
            property
                .put("label", "Task type")
                .put("description", "As your own connectors runtime has it");
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
        .put("placeholder", RETRY_BACKOFF)
        .put("description", "ISO-8601 duration between attempts, such as PT30S (thirty seconds)")
        .put("tooltip", "When the provider says how long to wait, that goes before it.");
    property
        .putObject("constraints")
        .put("notEmpty", true)
        .putObject("pattern")
        .put("value", FieldPattern.DURATION)
        .put("message", FieldPattern.DURATION_MESSAGE);
  }

  /**
   * The generator of 8.8 does not have it yet; id, label, group and binding are those of 8.10's.
   */
  static ObjectNode jobTimeout() {
    ObjectNode property =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "jobTimeout")
            .put("label", "Job timeout")
            .put(
                "description",
                "ISO-8601 duration until the engine hands the job to another worker. Empty: the runtime's own")
            .put(
                "tooltip",
                "For Camunda 8.10 and newer; older runtimes ignore it. <b>Timeout</b> has to be shorter: PT10M needs a job timeout such as PT11M.")
            .put("type", "String")
            .put("placeholder", "PT5M")
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
