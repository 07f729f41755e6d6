package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.imagesgenerate.connector.input.FieldPattern;

/**
 * The properties that the generator gives every connector: what they are called and where they are
 * bound stays as it is, what they say is said for this connector.
 */
final class StandardTail {

  private static final String ERROR_EXAMPLE =
      "if error.code = \"CONTENT_POLICY\" then bpmnError(error.code, error.message) else null";

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
        .put("value", "PT10S")
        .put("placeholder", "PT10S")
        .put("description", "ISO-8601 duration between attempts, such as PT10S (ten seconds)")
        .put("tooltip", "When the provider says how long to wait, that goes before it.");
    property
        .putObject("constraints")
        .put("notEmpty", true)
        .putObject("pattern")
        .put("value", FieldPattern.DURATION)
        .put("message", FieldPattern.DURATION_MESSAGE);
  }

  private StandardTail() {}
}
