package org.imagesgenerate.connector.provider.runware;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.imagesgenerate.connector.provider.PurchaseKey;

/**
 * The UUIDs of a purchase's tasks. Runware requires version 4 (RFC 9562): these have its version
 * and variant bits, and the first bits of a SHA-256 instead of random ones.
 */
final class TaskUuid {

  private static final long VERSION_BITS = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_BITS = 0xC000_0000_0000_0000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  /** The task of a purchase: the same for every attempt, another for any other request. */
  static String of(PurchaseKey key) {
    return derived(key, "");
  }

  /**
   * The task that replaces one that ended without images: also the same for every attempt.
   *
   * @param ended the UUID of the task that ended
   */
  static String after(String ended, PurchaseKey key) {
    return derived(key, ended);
  }

  private static String derived(PurchaseKey key, String ended) {
    String seed = key.elementInstanceKey() + "\n" + key.requestInEngine() + "\n" + ended;
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
