package org.imagesgenerate.connector.support;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Calls something that may hang and that nothing can cancel, such as a document store, on a thread
 * of its own. The caller waits no longer than its budget, and not after an interrupt.
 */
public final class LimitedCall {

  /**
   * Waits for a result.
   *
   * @param late gets a result that comes when nobody waits any more
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
