package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.JsonBodies;

/**
 * What an answer says about one task. Answers hold {@code data} and {@code errors}, one or both;
 * some failures come as {@code {error, taskUUID}}. Several images of a task are several items of
 * the same UUID, each with a {@code status}, or without one where the answer waited for it.
 *
 * @param images the items that hold a finished image
 * @param processing how many more are said to be under way
 * @param named whether the task is named at all: it is there
 * @param errors what failed, or why the request was refused
 * @param cost the sum of what is said to be charged, or null
 */
record RunwareResponse(
    List<JsonNode> images, int processing, boolean named, List<RunwareError> errors, Cost cost) {

  private static final String CURRENCY = "USD";
  static final String URL = "imageURL";
  static final String BASE64 = "imageBase64Data";
  static final String DATA_URI = "imageDataURI";

  /**
   * @param json the answer's body, or the archived answer of a task
   * @param uuid the task's; what names another is not about it
   */
  static RunwareResponse of(JsonNode json, String uuid) {
    List<JsonNode> images = new ArrayList<>();
    List<RunwareError> errors = new ArrayList<>();
    List<JsonNode> charged = new ArrayList<>();
    int processing = 0;
    boolean named = false;
    for (JsonNode item : json.path("data")) {
      if (!isAbout(item, uuid)) {
        continue;
      }
      charged.add(item);
      String status = item.path("status").asText();
      if (status.equals("error")) {
        errors.add(RunwareError.of(item.path("error").isObject() ? item.get("error") : item));
      } else if (status.equals("success") || hasImage(item)) {
        images.add(item);
      } else {
        named = true;
        processing += status.isEmpty() ? 0 : 1;
      }
    }
    for (JsonNode error : json.path("errors")) {
      if (isAbout(error, uuid)) {
        charged.add(error);
        errors.add(RunwareError.of(error));
      }
    }
    if (json.path("error").isObject() && isAbout(json, uuid)) {
      errors.add(RunwareError.of(json.get("error")));
    }
    return new RunwareResponse(
        images, processing, named || !images.isEmpty(), errors, cost(charged));
  }

  private static boolean isAbout(JsonNode item, String uuid) {
    String named = JsonBodies.text(item, "taskUUID");
    return item.isObject() && (named == null || named.equalsIgnoreCase(uuid));
  }

  private static boolean hasImage(JsonNode item) {
    return JsonBodies.text(item, URL) != null
        || JsonBodies.text(item, BASE64) != null
        || JsonBodies.text(item, DATA_URI) != null;
  }

  private static Cost cost(List<JsonNode> items) {
    return items.stream()
        .map(item -> item.path("cost"))
        .flatMap(cost -> Cost.amount(cost).stream())
        .reduce(BigDecimal::add)
        .map(sum -> new Cost(sum, CURRENCY))
        .orElse(null);
  }

  /**
   * Whether nothing more will come: as many images and errors as were asked for, since what is not
   * listed may still run.
   *
   * @param wanted how many images were asked for, or null if nobody knows
   * @param settled whether what is there is to be taken for all
   */
  boolean isOver(Integer wanted, boolean settled) {
    boolean enough = wanted == null || settled || ended() >= wanted;
    return processing == 0 && ended() > 0 && enough;
  }

  /** How many images came or failed. */
  int ended() {
    return images.size() + errors.size();
  }

  /** Whether the task is there. */
  boolean isKnown() {
    return named;
  }

  boolean saysTaskExists() {
    return errors.stream().anyMatch(RunwareError::saysTaskExists);
  }

  /** Whether all that is said is that there is no such task. */
  boolean saysTaskUnknown() {
    return !named && !errors.isEmpty() && errors.stream().allMatch(RunwareError::saysTaskUnknown);
  }

  /** Whether all that is said is why a question was refused; the task itself may be well. */
  boolean isAboutQuestion() {
    return !named
        && !errors.isEmpty()
        && !saysTaskUnknown()
        && errors.stream().allMatch(RunwareCodes::isOfQuestion);
  }

  /** Whether money is said to have been charged. */
  boolean wasCharged() {
    return cost != null && cost.amount().signum() > 0;
  }
}
