package org.imagesgenerate.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ImagesCollectInput;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Json;

/**
 * The inputs of Images Collect after validation.
 *
 * @param task a handle of the selected provider
 * @param responseFormat as requested
 */
record CollectInputValidator(TaskHandle task, ResponseFormat responseFormat) {

  /**
   * @throws ImagesException INVALID_INPUT that names every field that is wrong
   */
  static CollectInputValidator of(ImagesCollectInput input) {
    List<String> problems = new ArrayList<>();
    TaskHandle task = task(input, problems);
    ResponseFormat format = ResponseFormat.of(input.responseFormat()).orElse(null);
    if (format == null) {
      problems.add(
          "response_format: \"%s\" is not known; use document, url or b64_json"
              .formatted(input.responseFormat()));
    }
    if (!problems.isEmpty()) {
      throw ImagesException.invalidInput(String.join("\n", problems));
    }
    return new CollectInputValidator(task, format);
  }

  /** The handle, or the result of Images Generate around it. */
  private static TaskHandle task(ImagesCollectInput input, List<String> problems) {
    Object handle = input.task().get("task") instanceof Map<?, ?> inside ? inside : input.task();
    TaskHandle task;
    try {
      task = Json.MAPPER.convertValue(handle, TaskHandle.class);
    } catch (IllegalArgumentException e) {
      task = null;
    }
    if (task == null || task.ids().isEmpty() || task.provider() == null) {
      problems.add(
          "task: is not the task of a result of Images Generate or Images Edit; use it as it is, such as"
              + " =imagesResult.task");
    } else if (task.problem().isPresent()) {
      problems.add(
          "task: %s; use the task of a result of Images Generate or Images Edit as it is, such as =imagesResult.task"
              .formatted(task.problem().get()));
    } else if (!task.provider().equals(input.provider().type())) {
      problems.add(
          "task: is one of \"%s\", but provider.type is \"%s\"; use the provider that it was submitted to"
              .formatted(task.provider(), input.provider().type()));
    }
    return task;
  }
}
