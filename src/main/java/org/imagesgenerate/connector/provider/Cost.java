package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * What the provider says that it charged; never an estimate.
 *
 * @param amount as reported
 * @param currency ISO 4217
 */
public record Cost(BigDecimal amount, String currency) {

  /** A larger number is not a price, and adding up huge numbers could exhaust the memory. */
  private static final double MOST = 1e12;

  /** The amount that a provider reports; empty if it is not a number, or too large for a price. */
  public static Optional<BigDecimal> amount(JsonNode node) {
    return node.isNumber() && Math.abs(node.doubleValue()) < MOST
        ? Optional.of(node.decimalValue())
        : Optional.empty();
  }
}
