package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.http.RequestBody;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;

/**
 * Runware's API: lists of tasks, here always of one, posted to one URL. {@code getResponse} polls
 * an active task; one that has ended may be in the archive only, which {@code getTaskDetails} reads
 * (Runware's pages on task polling and task details, 2026). Neither costs anything.
 */
final class RunwareClient {

  private final Origin origin;
  private final Http http;
  private final RunwareErrors errors;

  RunwareClient(Provider.Runware provider, Http http, RunwareErrors errors) {
    String base = BaseUrl.of(provider.baseUrl(), "https://api.runware.ai");
    this.origin =
        new Origin(
            URI.create(BaseUrl.withVersion(base, "/v1")),
            Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey())));
    this.http = http;
    this.errors = errors;
  }

  Origin origin() {
    return origin;
  }

  RunwareErrors errors() {
    return errors;
  }

  /**
   * Submits the task once, which costs money.
   *
   * @return never {@link TaskState.NotFound}; {@link TaskState.Indeterminate} if it may have
   *     arrived
   * @throws ImagesException if it was rejected, or not sent completely
   */
  TaskState submit(RunwareRequest request, TaskHandle task, Deadline deadline) {
    try (HttpResponse http = post(request.task(task.ids().getFirst()), true, deadline)) {
      RunwareResponse response = RunwareResponse.of(http, origin.uri(), task);
      if (response.saysTaskExists()) {
        return new TaskState.Running(0, 0);
      }
      if (response.hasTask()) {
        // the response to a sync submit has all images that will ever come
        return response.hasImages() ? response.state(request.isSync(), errors) : response.running();
      }
      if (response.mayHaveStarted()) {
        return indeterminate(http, null);
      }
      throw errors.rejected(response);
    } catch (HttpFailure e) {
      return switch (e.stage()) {
        case NOT_SENT, FORBIDDEN -> throw errors.notSent(e, deadline);
        default -> new TaskState.Indeterminate(null, null);
      };
    }
  }

  /**
   * Looks for the task once: among the active tasks, then in the archive.
   *
   * @param submitted whether the task may have been submitted. If not, a failed lookup costs
   *     nothing, and an error about the task only says that there is none
   * @param noMoreImages whether to expect no more images than there are now
   * @throws ImagesException if another lookup would fail the same way
   */
  TaskState find(TaskHandle task, boolean submitted, boolean noMoreImages, Deadline deadline) {
    TaskState active = poll(task, submitted, noMoreImages, deadline);
    boolean rejected = active instanceof TaskState.Indeterminate it && it.rejection() != null;
    if (!rejected && !(active instanceof TaskState.NotFound)) {
      return active;
    }
    // an error that looks like a rejected poll may also be how the task ended
    TaskState archived = readArchive(task, noMoreImages, deadline);
    return switch (archived) {
      case TaskState.NotFound notFound -> active;
      case TaskState.Indeterminate indeterminate -> rejected ? active : archived;
      default -> archived;
    };
  }

  private TaskState poll(
      TaskHandle task, boolean submitted, boolean noMoreImages, Deadline deadline) {
    try (HttpResponse http = lookUp("getResponse", task, deadline)) {
      RunwareResponse response = RunwareResponse.of(http, origin.uri(), task);
      if (response.isFinalRejection()) {
        throw submitted ? errors.pollRejected(response) : errors.rejected(response);
      }
      if (response.isTemporaryRejection() || submitted && response.isAboutPoll()) {
        return indeterminate(http, response.error().isPresent() ? errors.rejected(response) : null);
      }
      return submitted || response.hasTask()
          ? response.state(noMoreImages, errors)
          : new TaskState.NotFound(true);
    } catch (HttpFailure e) {
      if (e.stage() == Stage.NOT_SENT && !submitted) {
        throw errors.notSent(e, deadline);
      }
      return noResponse(e, task, deadline);
    }
  }

  private TaskState readArchive(TaskHandle task, boolean noMoreImages, Deadline deadline) {
    try (HttpResponse http = lookUp("getTaskDetails", task, deadline)) {
      Optional<RunwareResponse> archived = RunwareResponse.archived(http, origin.uri(), task);
      if (archived.isPresent()) {
        return archived.get().state(noMoreImages, errors);
      }
      return RunwareResponse.isTemporary(http.status())
          ? indeterminate(http, null)
          : new TaskState.NotFound(true);
    } catch (HttpFailure e) {
      return noResponse(e, task, deadline);
    }
  }

  private TaskState noResponse(HttpFailure failure, TaskHandle task, Deadline deadline) {
    return switch (failure.stage()) {
      case TOO_LARGE -> throw errors.tooLarge(failure, task);
      case FORBIDDEN -> throw errors.notSent(failure, deadline);
      default -> new TaskState.Indeterminate(null, null);
    };
  }

  private TaskState indeterminate(HttpResponse response, ImagesException rejection) {
    return new TaskState.Indeterminate(errors.retryAfter(response), rejection);
  }

  private HttpResponse lookUp(String taskType, TaskHandle task, Deadline deadline)
      throws HttpFailure {
    ObjectNode lookUp = JsonBodies.object().put("taskType", taskType);
    return post(lookUp.put("taskUUID", task.ids().getFirst()), false, deadline);
  }

  /** Uses at most half of the remaining time, so that there is always time for another poll. */
  private HttpResponse post(ObjectNode task, boolean purchase, Deadline deadline)
      throws HttpFailure {
    RequestBody json = JsonBodies.body(task.arrayNode().add(task));
    return http.send(
        new HttpRequest("POST", origin.uri(), origin.headers(), json, purchase), deadline.half());
  }
}
