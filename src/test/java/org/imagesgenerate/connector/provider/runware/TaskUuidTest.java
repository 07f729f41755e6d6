package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.imagesgenerate.connector.provider.ElementInstance;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.junit.jupiter.api.Test;

class TaskUuidTest {

  private static final PurchaseKey PURCHASE_KEY = new PurchaseKey(2251799813685249L, "a1b2c3");

  @Test
  void isAVersion4Uuid() {
    LongStream.range(0, 500)
        .mapToObj(key -> UUID.fromString(TaskUuid.of(new PurchaseKey(key, "a1b2c3"))))
        .forEach(
            uuid -> {
              assertThat(uuid.version()).isEqualTo(4);
              assertThat(uuid.variant()).isEqualTo(2);
            });
  }

  @Test
  void isTheSameInEveryVersionOfThisConnector() {
    // a worker that is updated between two attempts has to find the task of the first
    assertThat(TaskUuid.of(PURCHASE_KEY)).isEqualTo("6b8898bc-72a8-4036-86d5-6d878074e643");
    assertThat(TaskUuid.after("6b8898bc-72a8-4036-86d5-6d878074e643", PURCHASE_KEY))
        .isEqualTo("87f7aa9a-b0e3-4d61-a8ce-cbe7392f58f8");
  }

  @Test
  void anotherTenantOrClusterIsAnotherTask() {
    PurchaseKey tenant = in("sales", null);
    assertThat(List.of(tenant, in(null, "sales"), in("sales", "eu"), in(null, "us"), PURCHASE_KEY))
        .extracting(TaskUuid::of)
        .doesNotHaveDuplicates();
    assertThat(TaskUuid.of(in("sales", null))).isEqualTo(TaskUuid.of(tenant));
    // the same in every version, too
    assertThat(TaskUuid.of(in("sales", "eu"))).isEqualTo("c16bde21-47d6-4087-9fa4-6bfc3f6babdd");
  }

  private static PurchaseKey in(String tenant, String cluster) {
    return new PurchaseKey(
        new ElementInstance(PURCHASE_KEY.elementInstanceKey(), tenant, cluster),
        PURCHASE_KEY.fingerprint());
  }

  @Test
  void anotherActivationIsAnotherTask() {
    assertThat(TaskUuid.of(new PurchaseKey(2251799813685250L, "a1b2c3")))
        .isNotEqualTo(TaskUuid.of(PURCHASE_KEY));
  }

  @Test
  void changedInputIsAnotherTask() {
    assertThat(TaskUuid.of(new PurchaseKey(2251799813685249L, "a1b2c4")))
        .isNotEqualTo(TaskUuid.of(PURCHASE_KEY));
  }

  @Test
  void keyAndFingerprintAreSeparate() {
    assertThat(TaskUuid.of(new PurchaseKey(1, "11")))
        .isNotEqualTo(TaskUuid.of(new PurchaseKey(11, "1")));
  }

  @Test
  void everyFailedTaskHasAnotherSuccessor() {
    String first = TaskUuid.of(PURCHASE_KEY);
    String second = TaskUuid.after(first, PURCHASE_KEY);
    String third = TaskUuid.after(second, PURCHASE_KEY);
    assertThat(first).isNotEqualTo(second).isNotEqualTo(third);
    assertThat(second).isNotEqualTo(third).isEqualTo(TaskUuid.after(first, PURCHASE_KEY));
  }
}
