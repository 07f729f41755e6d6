package org.imagesgenerate.connector.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses in CIDR form.
 *
 * @param network its first address
 * @param bits how many of its bits all addresses of the range share
 */
record CidrRange(byte[] network, int bits) {

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern DOTTED_QUAD = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern ENDS_IN_A_NUMBER =
      Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

  /**
   * @param cidr such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if it is none
   */
  static CidrRange of(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] network =
        literal(slash < 0 ? cidr : cidr.substring(0, slash))
            .orElseThrow(() -> new IllegalArgumentException(cidr + " is no range of addresses"));
    int most = network.length * Byte.SIZE;
    int bits = slash < 0 ? most : Integer.parseInt(cidr.substring(slash + 1));
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException(cidr + " is no range of addresses");
    }
    return new CidrRange(network, bits);
  }

  boolean contains(byte[] address) {
    if (address.length != network.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if ((address[bit / Byte.SIZE] & mask) != (network[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }

  /** The bytes of an address in its plain form, without asking anybody; empty for a name. */
  static Optional<byte[]> literal(String host) {
    if (!host.contains(":") && !DOTTED_QUAD.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a host is a number that programs read differently: {@code 0177.0.0.1} leads this JVM to
   * 177.0.0.1 and a proxy to 127.0.0.1. Names of hosts never end in a number.
   */
  static boolean isAmbiguous(String host) {
    return ENDS_IN_A_NUMBER.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches();
  }
}
