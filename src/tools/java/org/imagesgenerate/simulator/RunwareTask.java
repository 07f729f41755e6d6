package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A task that Runware has taken on; it gets on with every look at it, not with time. */
final class RunwareTask {

  private final JsonNode task;
  private final RunwareModel model;
  private final InputImages inputs;
  private final TaskEnd end;
  private final int looksNeeded;
  private int looks;
  private List<ObjectNode> images;

  RunwareTask(JsonNode task, RunwareModel model, InputImages inputs, TaskEnd end, int looksNeeded) {
    this.task = task;
    this.model = model;
    this.inputs = inputs;
    this.end = end;
    this.looksNeeded = looksNeeded;
  }

  JsonNode request() {
    return task;
  }

  String uuid() {
    return task.get("taskUUID").asText();
  }

  int ordered() {
    return task.path("numberResults").asInt(1);
  }

  boolean isAsync() {
    return task.path("deliveryMethod").asText().equals("async");
  }

  boolean outlastsWaiting() {
    return end.kind() == TaskEnd.Kind.LATE || end.kind() == TaskEnd.Kind.NEVER;
  }

  synchronized void look() {
    looks++;
  }

  synchronized void finish() {
    looks = Math.max(looks, looksNeeded);
  }

  synchronized boolean isOver() {
    return end.kind() != TaskEnd.Kind.NEVER && looks >= looksNeeded;
  }

  /** What is ready by now; the images come one after the other. */
  synchronized List<ObjectNode> ready(Studio studio) {
    if (!end.bringsImages()) {
      return List.of();
    }
    int bought = end.images(ordered());
    if (images == null) {
      images = new ArrayList<>();
      for (int index = 1; index <= bought; index++) {
        images.add(image(index, studio));
      }
    }
    return images.subList(0, isOver() ? bought : bought * looks / Math.max(1, looksNeeded));
  }

  /** The error beside or instead of the images, once it is over; else nothing. */
  synchronized List<ObjectNode> errors() {
    if (!isOver() || end.error().isEmpty()) {
      return List.of();
    }
    return List.of(new RunwareRejection(400, end.error(), "").describe(task));
  }

  private ObjectNode image(int index, Studio studio) {
    String imageId = UUID.nameUUIDFromBytes((uuid() + index).getBytes(StandardCharsets.UTF_8)) + "";
    ObjectNode item =
        Json.object()
            .put("taskType", "imageInference")
            .put("taskUUID", uuid())
            .put("imageUUID", imageId)
            .put("seed", 1_000_000_007L * index);
    Pictures.Picture picture = picture(index);
    studio.inputs().put(imageId, () -> ImageMeter.of(studio.pictures().paint(picture)));
    boolean asUrl = RequestedFailure.needsUrl(picture.prompt());
    switch (asUrl ? "URL" : task.path("outputType").asText("URL")) {
      case "base64Data" -> item.put("imageBase64Data", studio.base64(picture));
      case "dataURI" ->
          item.put(
              "imageDataURI", "data:" + picture.mediaType() + ";base64," + studio.base64(picture));
      default -> item.put("imageURL", studio.url(picture));
    }
    JsonNode safety = task.path("safety");
    boolean checked =
        safety.path("checkContent").asBoolean()
            || !safety.path("mode").asText("none").equals("none");
    if (checked || end.flagged()) {
      item.put("NSFWContent", end.flagged() && index == 1);
    }
    if (task.path("includeCost").asBoolean()) {
      item.put("cost", model.price());
    }
    return item;
  }

  private Pictures.Picture picture(int index) {
    String background =
        task.at("/settings/background").asText()
            + task.at("/providerSettings/openai/background").asText();
    String format = task.path("outputFormat").asText("JPG").toLowerCase(Locale.ROOT);
    return new Pictures.Picture(
        task.path("positivePrompt").asText(),
        model.air(),
        task.path("width").asInt(inputs.width(1024)),
        task.path("height").asInt(inputs.height(1024)),
        Pictures.variation(task.path("seed"), index),
        background.equals("transparent"),
        format.equals("jpg") ? "jpeg" : format);
  }
}
