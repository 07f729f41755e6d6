package org.imagesgenerate.connector.purchase;

import java.time.Duration;

/**
 * An attempt that wants to buy.
 *
 * @param attempt a name that no other attempt has
 * @param worker the same for all attempts of one worker
 * @param provider the value of {@code provider.type}
 * @param budget how long the attempt may take
 */
public record Claim(String attempt, String worker, String provider, Duration budget) {}
