package org.imagesgenerate.simulator;

/**
 * What a provider would bill.
 *
 * @param task the task's id where the API has tasks, or empty
 * @param images how many were made
 */
public record SimulatedPurchase(String api, String model, String prompt, int images, String task) {}
