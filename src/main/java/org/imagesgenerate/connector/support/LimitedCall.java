package org.imagesgenerate.connector.support;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes a call that may hang and cannot be cancelled, such as one to a document store, on a
 * separate thread. The caller stops waiting when its budget ends or when it is interrupted.
 */
public final class LimitedCall {

  /**
   * Waits for a result.
   *
   * @param late receives a result that arrives after the caller stopped waiting
   * @throws ExecutionException with what the call threw
   * @throws TimeoutException if the budget ended first
   */
  public static <T> T of(Callable<T> call, Consumer<T> late, Deadline deadline)
      throws ExecutionException, TimeoutException, InterruptedException {
    CompletableFuture<T> end = new CompletableFuture<>();
    Thread thread = Thread.startVirtualThread(() -> run(call, late, end));
    try {
      return end.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      if (end.cancel(false)) {
        thread.interrupt();
      }
    }
  }

  private static <T> void run(Callable<T> call, Consumer<T> late, CompletableFuture<T> end) {
    try {
      T result = call.call();
      if (!end.complete(result)) {
        late.accept(result);
      }
    } catch (Throwable e) {
      end.completeExceptionally(e);
    }
  }

  private LimitedCall() {}
}
