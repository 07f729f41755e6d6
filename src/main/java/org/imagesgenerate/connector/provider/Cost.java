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

  /** More is no price; and digits without end must not be added up. */
  private static final double MOST = 1e12;

  /** The amount that a provider reports; empty if it is no number, or none that can be a price. */
  public static Optional<BigDecimal> amount(JsonNode node) {
    return node.isNumber() && Math.abs(node.doubleValue()) < MOST
        ? Optional.of(node.decimalValue())
        : Optional.empty();
  }
}
