package org.imagesgenerate.connector.provider.runware;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.AsyncImagesApi;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.Polling;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Sleeper;

/**
 * Runware's image inference (reference, model schemas and platform pages, 2025-10 to 2026-10). One
 * order is one task; however many attempts there are, and on whatever workers, they all find it by
 * its UUID, so that it is bought once.
 */
public final class RunwareApi implements AsyncImagesApi {

  private final RunwareClient calls;
  private final RunwareErrorMapper refusals;
  private final Polling polling;
  private final Redaction redaction;

  /**
   * @param clock for waits that Runware names as a date
   * @param pause waits between two questions
   */
  public RunwareApi(Provider.Runware provider, Http http, InstantSource clock, Sleeper pause) {
    this.calls = new RunwareClient(provider, http);
    this.refusals = new RunwareErrorMapper(clock);
    this.polling = new Polling(pause);
    this.redaction = new Redaction(provider.secrets());
  }

  @Override
  public Origin origin() {
    return calls.origin();
  }

  /** The task's UUID is made of the activation. */
  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public List<String> warnings(ImageRequest request) {
    return new RunwareRequest(request).warnings();
  }

  @Override
  public GenerationResult generate(GenerationRequest order) {
    RunwareStart start = start(order);
    return hold(start::task, () -> generate(start, order.deadline()));
  }

  private GenerationResult generate(RunwareStart start, Deadline deadline) {
    TaskState look = start.begin();
    TaskHandle task = start.task();
    RunwareWait wait = new RunwareWait(tasks(), task, deadline, false);
    GenerationResult atOnce = wait.reply(look).value();
    return atOnce != null
        ? atOnce
        : polling
            .waitAndAsk(deadline, wait::question)
            .orElseThrow(() -> TaskFailures.pending(task, deadline, wait.sawTask()));
  }

  /** Whatever nobody foresaw leaves the handle behind: the next attempt can ask for the task. */
  private static <T> T hold(Supplier<TaskHandle> task, Supplier<T> work) {
    try {
      return work.get();
    } catch (ImagesException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw TaskFailures.unexpected(task.get(), e);
    }
  }

  @Override
  public TaskHandle submit(GenerationRequest order) {
    RunwareStart start = start(order);
    switch (hold(start::task, start::begin)) {
      case TaskState.Failed failed when !failed.isSpoiled() -> throw failed.failure();
      case TaskState.Succeeded over -> discard(over.generated());
      default -> {
        // it runs
      }
    }
    return start.task();
  }

  /** Images that came at once can be asked for again. */
  private static void discard(GenerationResult generated) {
    generated.images().stream()
        .map(GenerationResult.Image::source)
        .filter(Source.Bytes.class::isInstance)
        .map(source -> ((Source.Bytes) source).spool())
        .forEach(ImageFile::close);
  }

  @Override
  public GenerationResult collect(TaskHandle task, Deadline deadline) {
    RunwareWait wait = new RunwareWait(tasks(), task, deadline, true);
    return hold(() -> task, () -> polling.ask(deadline, wait::question))
        .orElseThrow(() -> TaskFailures.pending(task, deadline, wait.sawTask()));
  }

  private RunwareStart start(GenerationRequest order) {
    return new RunwareStart(tasks(), polling, new RunwareRequest(order.request()), order);
  }

  private RunwareTasks tasks() {
    return new RunwareTasks(calls, refusals, new RunwareImages(origin().uri(), redaction));
  }
}
