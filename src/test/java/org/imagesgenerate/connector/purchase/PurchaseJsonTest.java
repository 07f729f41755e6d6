package org.imagesgenerate.connector.purchase;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PurchaseJsonTest {

  @Test
  void aPurchaseOfAnEarlierVersionHasNoSettingsAndIds() throws Exception {
    String stored =
        """
        {"images":[{"url":"https://cdn.test/1.png"}],"createdAt":"2026-11-21T08:00:00Z",
         "providerMillis":1234,"usage":{"totalTokens":12},"warnings":[]}""";

    CompletedPurchase purchase =
        PurchaseJson.read(stored, PurchaseJson.class).purchase("1", TestGuard.DOCUMENTS, null);

    assertThat(purchase.images().getFirst().generated().id()).isNull();
    assertThat(purchase.generated().usage()).containsEntry("totalTokens", 12);
    assertThat(purchase.generated().settings()).isEmpty();
  }
}
