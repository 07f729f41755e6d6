package org.imagesgenerate.simulator;

import java.util.Optional;

/** One provider's API. */
interface Simulation {

  /** The answer, or nothing when the request is not for this API. */
  Optional<SimulatedResponse> answer(ReceivedRequest request);
}
