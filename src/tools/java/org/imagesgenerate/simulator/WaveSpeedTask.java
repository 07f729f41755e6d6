package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** A task of WaveSpeedAI: it gets on with every look at it, not with time. */
final class WaveSpeedTask {

  private static final Map<String, Integer> CODES =
      Map.of(TaskEnd.CONTENT, 1200, TaskEnd.UNREACHABLE, 1402);

  private final String id;
  private final String model;
  private final JsonNode inputs;
  private final InputImages images;
  private final TaskEnd end;
  private final Optional<URI> webhook;
  private final Instant createdAt = Instant.now();
  private final int looksNeeded;
  private int looks;
  private JsonNode outputs;

  WaveSpeedTask(
      String id,
      String model,
      JsonNode inputs,
      InputImages images,
      TaskEnd end,
      int looksNeeded,
      Optional<URI> webhook) {
    this.id = id;
    this.model = model;
    this.inputs = inputs;
    this.images = images;
    this.end = end;
    this.looksNeeded = looksNeeded;
    this.webhook = webhook;
  }

  String id() {
    return id;
  }

  Optional<URI> webhook() {
    return webhook;
  }

  synchronized void look() {
    looks++;
  }

  synchronized void finish() {
    looks = Math.max(looks, looksNeeded);
  }

  private String status() {
    if (looks < looksNeeded || end.kind() == TaskEnd.Kind.NEVER) {
      return looks == 0 ? "created" : "processing";
    }
    return end.bringsImages() ? "completed" : failedStatus();
  }

  /** {@code cancelled: …} and the like end in that state, all else in {@code failed}. */
  private String failedStatus() {
    String word = end.error().split(":")[0];
    return switch (word) {
      case "cancelled", "timeout", "deleted" -> word;
      default -> "failed";
    };
  }

  /** The task as it is told in answers and webhooks. */
  synchronized ObjectNode describe(Studio studio, boolean dataUris) {
    String status = status();
    boolean completed = status.equals("completed");
    ObjectNode data = Json.object().put("id", id).put("model", model);
    data.set("input", inputs);
    if (completed && outputs == null) {
      outputs = outputs(studio, dataUris);
    }
    data.set("outputs", completed ? outputs : data.arrayNode());
    data.putObject("urls").put("get", studio.uri() + "/api/v3/predictions/" + id + "/result");
    ArrayNode flags = data.putArray("has_nsfw_contents");
    if (completed) {
      flags.add(end.flagged());
    }
    if (status.equals("failed") && CODES.containsKey(end.error())) {
      data.put("code", CODES.get(end.error()));
    }
    return data.put("status", status)
        .put("created_at", createdAt.toString())
        .put("error", end.kind() == TaskEnd.Kind.FAILED && looks >= looksNeeded ? end.error() : "")
        .put("executionTime", completed ? 1234 : 0)
        .set("timings", Json.object().put("inference", completed ? 1200 : 0));
  }

  private JsonNode outputs(Studio studio, boolean dataUris) {
    ArrayNode outputs = Json.object().arrayNode();
    boolean base64 =
        inputs.path("enable_base64_output").asBoolean()
            && !RequestedFailure.needsUrl(inputs.path("prompt").asText());
    for (int index = 1; index <= end.images(ordered()); index++) {
      Pictures.Picture picture = picture(index);
      String prefix = dataUris ? "data:" + picture.mediaType() + ";base64," : "";
      outputs.add(base64 ? prefix + studio.base64(picture) : studio.url(picture));
    }
    return outputs;
  }

  /** How many images one task makes. */
  int ordered() {
    return inputs.path("num_images").asInt(1);
  }

  private Pictures.Picture picture(int index) {
    int width = images.width(1024);
    int height = images.height(1024);
    String size = inputs.path("size").asText("");
    if (size.matches("\\d+\\*\\d+")) {
      width = Integer.parseInt(size.substring(0, size.indexOf('*')));
      height = Integer.parseInt(size.substring(size.indexOf('*') + 1));
    } else if (inputs.has("aspect_ratio")) {
      String[] ratio = inputs.get("aspect_ratio").asText().split(":");
      double pixels =
          switch (inputs.path("resolution").asText("1k")) {
            case "4k" -> 8_294_400;
            case "2k" -> 4_194_304;
            default -> 1_048_576;
          };
      double shape = Double.parseDouble(ratio[0]) / Double.parseDouble(ratio[1]);
      width = Math.min(3840, 16 * (int) (Math.sqrt(pixels * shape) / 16));
      height = Math.min(3840, 16 * (int) (Math.sqrt(pixels / shape) / 16));
    }
    return new Pictures.Picture(
        inputs.path("prompt").asText(),
        model,
        width,
        height,
        Pictures.variation(inputs.path("seed"), index),
        inputs.path("background").asText().equals("transparent"),
        inputs.path("output_format").asText("png"));
  }
}
