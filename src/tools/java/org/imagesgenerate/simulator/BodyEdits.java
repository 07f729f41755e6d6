package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Changes to the JSON of an answer, whichever of the APIs gave it. */
final class BodyEdits {

  private static final Set<String> IMAGE_FIELDS =
      Set.of("b64_json", "url", "imageURL", "imageBase64Data", "imageDataURI", "outputs");

  private BodyEdits() {}

  static boolean isUrl(String text) {
    return text.startsWith("http");
  }

  static boolean isBase64(String text) {
    return !isUrl(text);
  }

  /** Changes the texts that stand for images, those only that {@code which} picks. */
  static SimulatedResponse images(
      SimulatedResponse answer, Predicate<String> which, UnaryOperator<String> change) {
    JsonNode json = answer.json().orElseThrow();
    visit(json, text -> which.test(text) ? change.apply(text) : text);
    return answer.withBody(json);
  }

  private static void visit(JsonNode node, UnaryOperator<String> change) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        JsonNode value = object.get(name);
        if (value.isTextual() && IMAGE_FIELDS.contains(name)) {
          object.put(name, change.apply(value.textValue()));
        } else if (value instanceof ArrayNode list && IMAGE_FIELDS.contains(name)) {
          for (int i = 0; i < list.size(); i++) {
            list.set(i, TextNode.valueOf(change.apply(list.get(i).textValue())));
          }
        }
      }
    }
    node.forEach(child -> visit(child, change));
  }

  static void replaceImages(ObjectNode json, Consumer<ArrayNode> change) {
    JsonNode data = json.path("data");
    change.accept((ArrayNode) (data.isArray() ? data : data.path("outputs")));
  }

  /** What may be missing is there and null; what must be there stays. */
  static void addNulls(ObjectNode json) {
    for (String name : List.of("usage", "background", "output_format", "quality", "size", "meta")) {
      json.putNull(name);
    }
    for (JsonNode item : json.path("data").isArray() ? json.get("data") : Json.object()) {
      for (String name : List.of("url", "b64_json", "revised_prompt", "seed", "cost", "imageURL")) {
        if (!item.has(name)) {
          ((ObjectNode) item).putNull(name);
        }
      }
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
