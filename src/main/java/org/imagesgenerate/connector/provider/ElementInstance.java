package org.imagesgenerate.connector.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which job this is, also where several engines share a worker, a ledger or a provider account.
 * Every engine counts its element instance keys from the same start, so the key alone may stand for
 * one job in each of them.
 *
 * @param elementInstanceKey the engine's key, the same over all retries of a job
 * @param tenant the physical tenant, or null if there is only one
 * @param cluster the operator's name for the cluster, or null
 */
public record ElementInstance(long elementInstanceKey, String tenant, String cluster) {

  /**
   * The fingerprint of a request, made different in each engine. Without tenant and cluster it
   * stays as it is, so that rows and tasks from before they existed are found.
   */
  String inEngine(String request) {
    if (tenant == null && cluster == null) {
      return request;
    }
    String text = delimited(tenant) + delimited(cluster) + request;
    return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** With its length, so that no two pairs of texts read the same. */
  private static String delimited(String text) {
    return text == null ? "-" : text.length() + ":" + text;
  }

  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
