package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.imagesgenerate.connector.support.Json;

/**
 * The handle that an earlier attempt of the same job left behind. The connectors runtime writes a
 * failed attempt into the variable {@code error} as {@code {type, message, code, variables}}
 * (exception handler of 8.8.7); our failures put {@code task} among the variables. Codes with a
 * back-off carry no variables, so nothing is found after them.
 *
 * <p>The variable is the process's, and anything may have written it: an outer scope, another task,
 * the attempt before an input was changed. So a handle is trusted only if it names this activation.
 * It need not name the engine: the variable does not leave the engine that it was written in, and a
 * handle stays valid when a cluster gets a name.
 */
public final class ResumableTask {

  /**
   * The task to continue with, if there is one of this activation. What the purchase store knows is
   * newer than the variable, or the same; unless the store was down when more tasks were submitted.
   *
   * @param generation its {@code earlierError} may be null, or anything
   */
  public static Optional<TaskHandle> of(GenerationRequest generation) {
    TaskHandle stored = generation.state().task();
    Optional<TaskHandle> variable = ofVariable(generation);
    return stored == null || variable.filter(it -> it.hasMoreThan(stored)).isPresent()
        ? variable
        : Optional.of(stored);
  }

  /** The task in the variable: the failure of its attempt has reached the engine. */
  public static Optional<TaskHandle> ofVariable(GenerationRequest generation) {
    if (generation.earlierError() == null) {
      return Optional.empty();
    }
    return read(generation.earlierError().path("variables").path("task"))
        .filter(task -> isOf(task, generation.purchaseKey()));
  }

  /**
   * The task of this activation if its request is not known, for example because an input image
   * cannot be read.
   *
   * @param earlierError may be null, or anything
   */
  public static Optional<TaskHandle> ofActivation(JsonNode earlierError, long elementInstanceKey) {
    return earlierError == null
        ? Optional.empty()
        : read(earlierError.path("variables").path("task"))
            .filter(task -> task.request() != null)
            .filter(task -> isOf(task, new PurchaseKey(elementInstanceKey, task.request())));
  }

  private static Optional<TaskHandle> read(JsonNode node) {
    try {
      return node.isObject()
          ? Optional.of(Json.MAPPER.treeToValue(node, TaskHandle.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static boolean isOf(TaskHandle task, PurchaseKey key) {
    return task.elementInstanceKey() != null
        && task.elementInstanceKey() == key.elementInstanceKey()
        && key.fingerprint().equals(task.request())
        && !task.ids().isEmpty()
        && task.problem().isEmpty();
  }

  private ResumableTask() {}
}
