package org.imagesgenerate.connector.http;

import java.math.BigInteger;
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
  private static final Pattern ENDS_IN_NUMBER =
      Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

  /**
   * Reads one address, or a range.
   *
   * @param cidr such as {@code 10.0.0.0/8}
   * @throws IllegalArgumentException if it is not CIDR
   */
  static CidrRange of(String cidr) {
    int slash = cidr.indexOf('/');
    byte[] network =
        literal(slash < 0 ? cidr : cidr.substring(0, slash))
            .orElseThrow(() -> new IllegalArgumentException(cidr + " is not an address range"));
    int maxBits = network.length * Byte.SIZE;
    int bits = slash < 0 ? maxBits : Integer.parseInt(cidr.substring(slash + 1));
    if (bits < 0 || bits > maxBits) {
      throw new IllegalArgumentException(cidr + " is not an address range");
    }
    return new CidrRange(network, bits);
  }

  boolean contains(byte[] address) {
    return address.length == network.length && prefix(address).equals(prefix(network));
  }

  private BigInteger prefix(byte[] address) {
    return new BigInteger(1, address).shiftRight(address.length * Byte.SIZE - bits);
  }

  /** The bytes of an address in its plain form, without a look-up; empty for a host name. */
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
   * Whether a host is a number that programs read differently: {@code 0177.0.0.1} is 177.0.0.1 for
   * this JVM and 127.0.0.1 for some proxies. Host names never end in a number.
   */
  static boolean isAmbiguous(String host) {
    return ENDS_IN_NUMBER.matcher(host).matches() && !DOTTED_QUAD.matcher(host).matches();
  }
}
