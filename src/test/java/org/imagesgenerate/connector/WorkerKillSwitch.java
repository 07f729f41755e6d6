package org.imagesgenerate.connector;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.imagesgenerate.connector.purchase.PurchaseStore;

/**
 * Ends a worker at a chosen moment as a killed process ends: from then on it writes nothing into
 * the store, not even while it cleans up, and asks the provider for nothing more that it would have
 * to wait for.
 */
public final class WorkerKillSwitch {

  /** What goes through a killed worker. */
  @SuppressWarnings("serial")
  static final class Killed extends Error {}

  private volatile boolean over;
  private String before;
  private String after;

  /** It ends when the store is called so, and the call has no effect. */
  public WorkerKillSwitch endBefore(String method) {
    before = method;
    return this;
  }

  /** It ends when this call to the store has had its effect. */
  public WorkerKillSwitch endAfter(String method) {
    after = method;
    return this;
  }

  public void end() {
    over = true;
  }

  /** Throws once it is over. */
  void goesOn() {
    if (over) {
      throw new Killed();
    }
  }

  PurchaseStore store(PurchaseStore real) {
    return (PurchaseStore)
        Proxy.newProxyInstance(
            WorkerKillSwitch.class.getClassLoader(),
            new Class<?>[] {PurchaseStore.class},
            (proxy, method, arguments) -> {
              over = over || method.getName().equals(before);
              goesOn();
              try {
                Object result = method.invoke(real, arguments);
                over = over || method.getName().equals(after);
                goesOn();
                return result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
