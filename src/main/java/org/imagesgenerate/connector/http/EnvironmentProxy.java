package org.imagesgenerate.connector.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy that the standard environment variables name: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and
 * NO_PROXY, in lower case too, which wins. They are read as curl reads them, with two differences:
 * HTTP_PROXY counts in upper case too, since this is no CGI program; and a proxy without a port is
 * at its scheme's usual one.
 */
final class EnvironmentProxy {

  private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);

  /**
   * A proxy.
   *
   * @param scheme how it is spoken to: http or https
   * @param user null if it asks for none
   */
  record Proxy(String scheme, String host, int port, String user, String password) {

    /** A login is not shown. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * One entry of NO_PROXY.
   *
   * @param name a host, which stands for all below it too, with or without a dot or {@code *.}
   *     before it; {@code *} for all
   * @param port null for every port
   * @param range null for a name
   */
  private record Rule(String name, Integer port, AddressRange range) {

    static Rule of(String text) {
      Optional<AddressRange> range = range(text);
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

    private static Optional<AddressRange> range(String text) {
      try {
        return Optional.of(AddressRange.of(withoutBrackets(text)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    boolean covers(String host, int to) {
      if (port != null && port != to) {
        return false;
      }
      Optional<byte[]> literal = AddressRange.literal(host);
      if (literal.isPresent()) {
        return name.equals("*") || range != null && range.contains(literal.get());
      }
      return name.equals("*") || host.equals(name) || host.endsWith("." + name);
    }
  }

  private final Settings settings;
  private final List<Rule> direct;

  EnvironmentProxy(Settings settings) {
    this.settings = settings;
    this.direct =
        Stream.of(variable("no_proxy").map(settings::text).orElse("").split("[,\\s]+"))
            .filter(rule -> !rule.isEmpty() && !rule.equals("."))
            .map(rule -> Rule.of(rule.toLowerCase(Locale.ROOT)))
            .toList();
  }

  /**
   * The proxy for a server, if there is one.
   *
   * @throws IllegalArgumentException if the variable's value is no address of a proxy that can be
   *     used; names the variable, and not its value, which may hold a password
   */
  Optional<Proxy> of(String scheme, String host, int port) {
    String name = withoutBrackets(host.toLowerCase(Locale.ROOT)).replaceFirst("\\.$", "");
    if (direct.stream().anyMatch(rule -> rule.covers(name, port))) {
      return Optional.empty();
    }
    return variable(scheme.toLowerCase(Locale.ROOT) + "_proxy")
        .or(() -> variable("all_proxy"))
        .map(this::proxy);
  }

  private Proxy proxy(String variable) {
    String text = settings.text(variable);
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && PORTS.containsKey(scheme)) {
        int port = uri.getPort() > 0 ? uri.getPort() : PORTS.get(scheme);
        String[] login = uri.getRawUserInfo() == null ? null : uri.getRawUserInfo().split(":", 2);
        return new Proxy(
            scheme,
            withoutBrackets(uri.getHost()),
            port,
            login == null ? null : decoded(login[0]),
            login == null || login.length == 1 ? "" : decoded(login[1]));
      }
    } catch (URISyntaxException e) {
      // its message would show the value
    }
    throw new IllegalArgumentException(
        "the environment variable %s is no address of an http or https proxy".formatted(variable));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** The name of the variable that is set, in lower or else in upper case. */
  private Optional<String> variable(String lowerCase) {
    return Stream.of(lowerCase, lowerCase.toUpperCase(Locale.ROOT))
        .filter(name -> settings.text(name) != null)
        .findFirst();
  }
}
