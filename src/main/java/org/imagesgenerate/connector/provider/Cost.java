package org.imagesgenerate.connector.provider;

import java.math.BigDecimal;

/**
 * What the provider says it charged; never a guess.
 *
 * @param amount as reported
 * @param currency ISO 4217
 */
public record Cost(BigDecimal amount, String currency) {}
