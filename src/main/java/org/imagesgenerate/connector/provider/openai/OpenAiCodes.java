package org.imagesgenerate.connector.provider.openai;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;

/**
 * What error codes mean: OpenAI's error reference and observed responses (2026-10), Azure's
 * troubleshooting page (2026-09). What is not here is told by the HTTP status.
 */
final class OpenAiCodes {

  private static final Map<ErrorCode, List<String>> CODES =
      Map.of(
          ErrorCode.CONTENT_POLICY,
          List.of(
              "content_policy_violation",
              "moderation_blocked",
              "content_filter",
              "contentfilter",
              "responsibleaipolicyviolation"),
          ErrorCode.QUOTA_EXHAUSTED,
          List.of(
              "insufficient_quota",
              "billing_not_active",
              "billing_hard_limit_reached",
              "credit_balance_exhausted",
              "organization_spend_limit_exceeded",
              "project_spend_limit_exceeded",
              "organization_usage_limit_exceeded"),
          ErrorCode.MODEL_UNAVAILABLE,
          List.of("model_not_found", "deploymentnotfound", "model_deprecated", "model_retired"),
          ErrorCode.RATE_LIMITED,
          List.of("rate_limit_exceeded", "slow_down"));

  static Optional<ErrorCode> meaning(String code) {
    return CODES.entrySet().stream()
        .filter(it -> it.getValue().contains(code.toLowerCase(Locale.ROOT)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private OpenAiCodes() {}
}
