package org.imagesgenerate.connector.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which network addresses may be connected to. The ranges are those that IANA's special-purpose
 * registries do not call globally reachable, and every form that hides an IPv4 address in an IPv6
 * one.
 */
final class Addresses {

  /** A range in CIDR form. */
  private record Range(byte[] network, int bits) {
    static Range of(String cidr) {
      int slash = cidr.indexOf('/');
      try {
        return new Range(
            InetAddress.getByName(cidr.substring(0, slash)).getAddress(),
            Integer.parseInt(cidr.substring(slash + 1)));
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException(cidr, e);
      }
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Range> LINK_LOCAL_AND_METADATA =
      ranges(
          "169.254.0.0/16", // link-local; metadata service of AWS, Azure, Google, Oracle and others
          "100.100.100.200/32", // metadata service of Alibaba Cloud
          "192.0.0.192/32", // metadata service of Oracle Cloud
          "168.63.129.16/32", // Azure's host
          "fd00:ec2::254/128", // metadata service of AWS
          "fe80::/10");

  private static final List<Range> NOT_PUBLIC =
      ranges(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/4",
          "240.0.0.0/4",
          "2001::/23", // Teredo and other protocol assignments
          "2001:db8::/32",
          "2002::/16", // 6to4
          "3fff::/20");

  private static final Range GLOBAL_UNICAST = Range.of("2000::/3");
  private static final Range NAT64 = Range.of("64:ff9b::/96");
  private static final int IPV4_IN_NAT64 = 12;

  /** Neither link-local nor a cloud's metadata service: an operator's own server may be private. */
  static boolean mayServeAnApi(InetAddress address) {
    return !isIn(LINK_LOCAL_AND_METADATA, plain(address));
  }

  /** Reachable for everybody, and so nothing that only this machine could reach. */
  static boolean isPublic(InetAddress address) {
    byte[] bytes = plain(address);
    return mayServeAnApi(address)
        && !isIn(NOT_PUBLIC, bytes)
        && (bytes.length == 4 || GLOBAL_UNICAST.contains(bytes));
  }

  private static boolean isIn(List<Range> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** The IPv4 address that a NAT64 address leads to; Java itself unpacks the mapped form. */
  private static byte[] plain(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (address instanceof Inet4Address || !NAT64.contains(bytes)) {
      return bytes;
    }
    return java.util.Arrays.copyOfRange(bytes, IPV4_IN_NAT64, bytes.length);
  }

  private static List<Range> ranges(String... cidrs) {
    return Stream.of(cidrs).map(Range::of).toList();
  }

  private Addresses() {}
}
