package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Runware's input images: a UUID, a URL, a data URI or base64 each. */
final class RunwareImages {

  private final ReachableImages images;
  private final Function<String, Optional<ReceivedImage>> finder;

  RunwareImages(ReachableImages images, ReceivedRequest request) {
    this.images = images;
    this.finder = images.of(request);
  }

  InputImages of(JsonNode task) {
    return InputImages.of(InputImages.named(task), this::find);
  }

  /** Nothing for what is not an image, or not of the type that its data URI names. */
  private Optional<ReceivedImage> find(String text) {
    return finder
        .apply(text)
        .filter(it -> !it.isBroken())
        .filter(it -> it.declaredType().isEmpty() || it.declaredType().equals(it.type()));
  }

  Optional<RunwareRejection> broken(JsonNode task) {
    for (InputImages.Named named : InputImages.named(task)) {
      if (!named.value().isTextual() || find(named.value().asText()).isEmpty()) {
        return Optional.of(RunwareRejection.invalid(named.name()));
      }
    }
    JsonNode inputs = task.path("inputs");
    if ((task.has("strength") || inputs.has("maskImage")) && !inputs.has("seedImage")) {
      return Optional.of(RunwareRejection.missing("seedImage"));
    }
    Optional<ReceivedImage> mask = of(task).mask();
    boolean wrong =
        mask.isPresent()
            && !mask.get().sha256().isEmpty()
            && (mask.get().alpha()
                || mask.get().coloured()
                || !mask.get().hasSizeOf(find(inputs.get("seedImage").asText()).orElseThrow()));
    return wrong ? Optional.of(RunwareRejection.invalid("maskImage")) : Optional.empty();
  }

  /** The task {@code imageUpload}: the new image's id, or a rejection. */
  Optional<RunwareRejection> upload(JsonNode task, UUID id) {
    for (String name : (Iterable<String>) task::fieldNames) {
      if (!name.equals("taskType") && !name.equals("taskUUID") && !name.equals("image")) {
        return Optional.of(RunwareRejection.unsupported(name));
      }
    }
    if (!task.has("image")) {
      return Optional.of(RunwareRejection.missing("image"));
    }
    Optional<ReceivedImage> image = find(task.get("image").asText());
    image.ifPresent(it -> images.put(id.toString(), () -> it));
    return image.isPresent() ? Optional.empty() : Optional.of(RunwareRejection.invalid("image"));
  }
}
