package org.imagesgenerate.connector.purchase;

import java.time.Duration;

/**
 * What an attempt that wants to buy writes into the row of its purchase.
 *
 * @param attempt unique id of the attempt
 * @param worker the same for all attempts of one worker
 * @param provider the value of {@code provider.type}
 * @param budget how long the attempt may take
 */
public record Claim(String attempt, String worker, String provider, Duration budget) {}
