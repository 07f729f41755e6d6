package org.imagesgenerate.connector.provider;

/**
 * One activation of a task with one request: the unit of one purchase.
 *
 * @param elementInstanceKey the engine's key, the same over all retries of a job
 * @param request fingerprint of everything that is asked of the provider: changed input is a new
 *     purchase, on purpose
 */
public record Activation(long elementInstanceKey, String request) {}
