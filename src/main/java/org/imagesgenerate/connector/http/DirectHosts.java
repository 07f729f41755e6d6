package org.imagesgenerate.connector.http;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.support.Settings;

/**
 * The hosts that are connected to without a proxy, wherever the proxy is set: those of NO_PROXY,
 * read as curl reads it, of the connectors runtime's list, and of Java's.
 */
final class DirectHosts {

  /** The documented name, and the one of earlier runtimes. */
  private static final List<String> LISTS =
      List.of("CONNECTOR_HTTP_NON_PROXY_HOSTS", "CONNECTOR_HTTP_PROXY_NON_PROXY_HOSTS");

  private static final String JAVA_LIST = "http.nonProxyHosts";

  /** Java's default, for Java's own proxy settings only. */
  private static final String JAVA_DEFAULT = "localhost|127.*|[::1]";

  /**
   * One entry of NO_PROXY.
   *
   * @param name a host, which includes its subdomains; {@code *} for all
   * @param port null for every port
   * @param range null for a name
   */
  private record Rule(String name, Integer port, CidrRange range) {

    static Rule of(String text) {
      Optional<CidrRange> range = range(text);
      if (range.isPresent()) {
        return new Rule(text, null, range.get());
      }
      int colon = text.lastIndexOf(':');
      boolean hasPort = colon > 0 && text.substring(colon + 1).matches("[0-9]{1,5}");
      String name = hasPort ? text.substring(0, colon) : text;
      return new Rule(
          withoutBrackets(name).replaceFirst("^\\*?\\.", "").replaceFirst("\\.$", ""),
          hasPort ? Integer.valueOf(text.substring(colon + 1)) : null,
          range(name).orElse(null));
    }

    private static Optional<CidrRange> range(String text) {
      try {
        return Optional.of(CidrRange.of(withoutBrackets(text)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    boolean covers(String host, int toPort) {
      if (port != null && port != toPort) {
        return false;
      }
      Optional<byte[]> literal = CidrRange.literal(host);
      if (literal.isPresent()) {
        return name.equals("*") || range != null && range.contains(literal.get());
      }
      return name.equals("*") || host.equals(name) || host.endsWith("." + name);
    }
  }

  private final List<Rule> rules;
  private final List<Pattern> patterns;
  private final List<Pattern> javaDefault;

  /**
   * @param noProxy the value of NO_PROXY, may be empty
   */
  DirectHosts(String noProxy, Settings settings) {
    this.rules =
        Stream.of(noProxy.split("[,\\s]+"))
            .filter(rule -> !rule.isEmpty() && !rule.equals("."))
            .map(rule -> Rule.of(rule.toLowerCase(Locale.ROOT)))
            .toList();
    // an empty list of Java's replaces the default too
    String java = settings.lookup().apply(JAVA_LIST);
    this.patterns =
        patterns(Stream.concat(LISTS.stream().map(settings::text), Stream.ofNullable(java)));
    this.javaDefault = java == null ? patterns(Stream.of(JAVA_DEFAULT)) : List.of();
  }

  /** Reads hosts separated by bars; {@code *} stands for any characters. */
  private static List<Pattern> patterns(Stream<String> lists) {
    return lists
        .filter(Objects::nonNull)
        .flatMap(list -> Stream.of(list.split("\\|")))
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .map(host -> pattern(withoutBrackets(host)))
        .toList();
  }

  private static Pattern pattern(String host) {
    return Pattern.compile(
        Stream.of(host.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.CASE_INSENSITIVE);
  }

  /**
   * @param host in lower case, without brackets and final dot
   */
  boolean contain(String host, int port) {
    return rules.stream().anyMatch(rule -> rule.covers(host, port)) || matches(patterns, host);
  }

  /** Whether Java itself would connect to the host without its proxy. */
  boolean containByDefault(String host) {
    return matches(javaDefault, host);
  }

  private static boolean matches(List<Pattern> patterns, String host) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(host).matches());
  }

  static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
