package org.imagesgenerate.benchmark.load;

import java.time.Duration;

/**
 * Some jobs of one kind.
 *
 * @param megabytes of each image; 0: the response has URLs
 * @param images in each response
 * @param inFlight jobs at the same time
 * @param provider how long the provider takes
 */
record Batch(int megabytes, int images, int inFlight, Duration provider, int jobs) {

  /** The same without a provider that takes time. */
  Batch withJobs(int jobs, int inFlight) {
    return new Batch(megabytes, images, inFlight, Duration.ZERO, jobs);
  }
}
