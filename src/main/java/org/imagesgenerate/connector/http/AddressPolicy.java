package org.imagesgenerate.connector.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.Urls;

/**
 * Which network addresses may be connected to. Excluded are the ranges that IANA's special-purpose
 * registries do not list as globally reachable, and every IPv6 form of an excluded IPv4 address.
 */
public final class AddressPolicy {

  private static final List<CidrRange> LINK_LOCAL_AND_METADATA =
      ranges(
          "169.254.0.0/16", // link-local; metadata service of AWS, Azure, Google, Oracle and others
          "100.100.100.200/32", // metadata service of Alibaba Cloud
          "192.0.0.192/32", // metadata service of Oracle Cloud
          "168.63.129.16/32", // Azure's host
          "fd00:ec2::254/128", // metadata service of AWS
          "fd20:ce::254/128", // metadata service of Google
          "fe80::/10");

  /** Names that resolve to these addresses inside a cloud, and perhaps behind a proxy. */
  private static final Set<String> METADATA_NAMES =
      Set.of("metadata.google.internal", "instance-data", "instance-data.ec2.internal");

  /** Top-level domains and names of private networks (RFC 6761, 6762, 8375, ICANN, Kubernetes). */
  private static final Pattern PRIVATE_NAME =
      Pattern.compile("[^.]*|.*\\.(localhost|local|internal|lan|svc|home\\.arpa)");

  private static final List<CidrRange> NOT_PUBLIC =
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

  /** An IPv6 form of an IPv4 address, and its offset in it. Java unpacks the mapped form. */
  private record Embedding(CidrRange range, int offset) {}

  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding(CidrRange.of("64:ff9b::/96"), 12), // NAT64
          new Embedding(CidrRange.of("::/96"), 12), // IPv4-compatible
          new Embedding(CidrRange.of("2002::/16"), 2)); // 6to4

  private static final CidrRange GLOBAL_UNICAST = CidrRange.of("2000::/3");
  private static final CidrRange NAT64 = EMBEDDINGS.getFirst().range();
  private static final int IPV4_BYTES = 4;

  /**
   * Whether a server on the internet may reach a URL, as far as the URL tells. Its host is not
   * resolved: a name may mean something else there.
   */
  public static boolean mayBePublic(URI url) {
    if (!Urls.isHttp(url.toString())) {
      return false;
    }
    String host =
        DirectHosts.withoutBrackets(url.getHost())
            .toLowerCase(Locale.ROOT)
            .replaceFirst("\\.$", "");
    Optional<byte[]> literal = CidrRange.literal(host);
    return literal.isPresent()
        ? isPublic(literal.get())
        : !CidrRange.isAmbiguous(host) && !PRIVATE_NAME.matcher(host).matches();
  }

  static boolean isMetadataName(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return METADATA_NAMES.contains(
        name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
  }

  /** Not link-local and not a metadata service. An operator's own server may be private. */
  static boolean mayServeAnApi(InetAddress address) {
    return mayServeAnApi(address.getAddress());
  }

  private static boolean mayServeAnApi(byte[] address) {
    return !isIn(LINK_LOCAL_AND_METADATA, address)
        && !isIn(LINK_LOCAL_AND_METADATA, unwrapped(address));
  }

  /** Globally reachable. */
  static boolean isPublic(InetAddress address) {
    return isPublic(address.getAddress());
  }

  private static boolean isPublic(byte[] bytes) {
    if (!mayServeAnApi(bytes) || isIn(NOT_PUBLIC, bytes) || isIn(NOT_PUBLIC, unwrapped(bytes))) {
      return false;
    }
    return bytes.length == IPV4_BYTES || GLOBAL_UNICAST.contains(bytes) || NAT64.contains(bytes);
  }

  private static boolean isIn(List<CidrRange> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /** The IPv4 address inside an IPv6 address, or the address itself. */
  private static byte[] unwrapped(byte[] bytes) {
    return EMBEDDINGS.stream()
        .filter(embedding -> embedding.range().contains(bytes))
        .findFirst()
        .map(
            embedding ->
                Arrays.copyOfRange(bytes, embedding.offset(), embedding.offset() + IPV4_BYTES))
        .orElse(bytes);
  }

  private static List<CidrRange> ranges(String... cidrs) {
    return Stream.of(cidrs).map(CidrRange::of).toList();
  }

  private AddressPolicy() {}
}
