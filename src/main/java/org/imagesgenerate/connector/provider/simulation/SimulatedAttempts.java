package org.imagesgenerate.connector.provider.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import org.imagesgenerate.connector.provider.PurchaseKey;

/**
 * Counts the attempts of each activation on this worker, so that the first ones can fail. Of many
 * activations only the newest are remembered.
 *
 * <p>Thread-safe; one for the JVM.
 */
public final class SimulatedAttempts {

  private static final int REMEMBERED = 1000;

  private final Map<PurchaseKey, Integer> attempts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<PurchaseKey, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** 1 for the first. */
  synchronized int next(PurchaseKey key) {
    return attempts.merge(key, 1, Integer::sum);
  }
}
