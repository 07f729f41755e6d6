package org.imagesgenerate.connector.provider.runware;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.imagesgenerate.connector.provider.PurchaseKey;

/**
 * The UUIDs of an activation's tasks. Runware asks for version 4 (RFC 9562): these have its version
 * and variant bits, and the first bits of a SHA-256 in place of chance.
 */
final class TaskUuid {

  private static final long VERSION_BITS = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /**
   * The task that an activation buys: the same for every attempt, another for any other request.
   */
  static String of(PurchaseKey activation) {
    return derived(activation, "");
  }

  /**
   * The task to buy in place of one that ended without images: again the same for every attempt.
   *
   * @param ended the UUID that is used up
   */
  static String after(String ended, PurchaseKey activation) {
    return derived(activation, ended);
  }

  private static String derived(PurchaseKey activation, String ended) {
    String seed =
        activation.elementInstanceKey() + "\n" + activation.requestInEngine() + "\n" + ended;
    ByteBuffer hash = ByteBuffer.wrap(sha256(seed.getBytes(StandardCharsets.UTF_8)));
    long most = hash.getLong() & ~VERSION_BITS | VERSION_4;
    long least = hash.getLong() & ~VARIANT_BITS | VARIANT;
    return new UUID(most, least).toString();
  }

  private static byte[] sha256(byte[] seed) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(seed);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private TaskUuid() {}
}
