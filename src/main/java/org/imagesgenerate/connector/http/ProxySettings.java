package org.imagesgenerate.connector.http;

import static org.imagesgenerate.connector.http.DirectHosts.withoutBrackets;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imagesgenerate.connector.support.Settings;

/**
 * The proxy that the operator configured, in the first of these places that has one for the scheme
 * of the URL:
 *
 * <ol>
 *   <li>the connectors runtime's variables: CONNECTOR_HTTPS_PROXY_HOST, …_PORT, …_USER, …_PASSWORD,
 *       …_SCHEME
 *   <li>Java's system properties: https.proxyHost, https.proxyPort, and https.proxyUser and
 *       https.proxyPassword as Apache HttpClient knows them
 *   <li>the standard environment variables: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, in lower case too,
 *       which wins. They are read as curl reads them, with two differences: HTTP_PROXY counts in
 *       upper case too, because this is not a CGI program; and the default port is the scheme's.
 * </ol>
 *
 * <p>{@link DirectHosts} are exceptions from all of them.
 */
public final class ProxySettings {

  /** A host that no list of exceptions names. */
  private static final String ANY_HOST = "host.invalid";

  private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int LAST_PORT = 65_535;
  private static final Pattern HOST =
      Pattern.compile("[0-9A-Za-z._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /**
   * A proxy.
   *
   * @param scheme http or https
   * @param user null without a login
   */
  record Proxy(String scheme, String host, int port, String user, String password) {

    /** Without the login. */
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  private final Settings settings;
  private final DirectHosts direct;

  ProxySettings(Settings settings) {
    this.settings = settings;
    this.direct = new DirectHosts(variable("no_proxy").map(settings::text).orElse(""), settings);
  }

  /**
   * The proxy for a server, if there is one.
   *
   * @throws IllegalArgumentException if a value is invalid; names the setting, but not a value that
   *     may contain a password
   */
  Optional<Proxy> of(String scheme, String host, int port) {
    String name = withoutBrackets(host.toLowerCase(Locale.ROOT)).replaceFirst("\\.$", "");
    if (direct.contain(name, port)) {
      return Optional.empty();
    }
    String protocol = scheme.toLowerCase(Locale.ROOT);
    return ofRuntime("CONNECTOR_" + protocol.toUpperCase(Locale.ROOT) + "_PROXY_")
        .or(() -> direct.containByDefault(name) ? Optional.empty() : ofJava(protocol))
        .or(() -> variable(protocol + "_proxy").or(() -> variable("all_proxy")).map(this::proxy));
  }

  /** What is wrong with the settings of proxies, without a value that may hold a password. */
  public static List<String> problems(Settings settings) {
    ProxySettings proxies = new ProxySettings(settings);
    List<String> problems = new ArrayList<>();
    PORTS.forEach(
        (scheme, port) -> {
          try {
            proxies.of(scheme, ANY_HOST, port);
          } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
          }
        });
    return problems.stream().distinct().sorted().toList();
  }

  private Optional<Proxy> ofRuntime(String prefix) {
    return proxy(
        prefix + "HOST",
        prefix + "PORT",
        prefix + "USER",
        prefix + "PASSWORD",
        scheme(prefix + "SCHEME"),
        null);
  }

  private Optional<Proxy> ofJava(String protocol) {
    return proxy(
        protocol + ".proxyHost",
        protocol + ".proxyPort",
        protocol + ".proxyUser",
        protocol + ".proxyPassword",
        "http",
        PORTS.get(protocol));
  }

  private String scheme(String setting) {
    String scheme = settings.text(setting) == null ? "http" : settings.text(setting);
    if (!PORTS.containsKey(scheme.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "%s is \"%s\", but has to be http or https".formatted(setting, scheme));
    }
    return scheme.toLowerCase(Locale.ROOT);
  }

  /**
   * A proxy whose parts are separate settings.
   *
   * @param defaultPort null for that of the scheme
   */
  private Optional<Proxy> proxy(
      String host, String port, String user, String password, String scheme, Integer defaultPort) {
    if (settings.text(host) == null) {
      return Optional.empty();
    }
    String name = withoutBrackets(settings.text(host));
    if (!HOST.matcher(name).matches()) {
      throw new IllegalArgumentException(
          host + " has to be a host name without scheme, port and login");
    }
    int number = port(port, defaultPort == null ? PORTS.get(scheme) : defaultPort);
    String login = settings.text(user);
    // a password may begin or end with a space
    String secret = login == null ? null : settings.lookup().apply(password);
    return Optional.of(new Proxy(scheme, name, number, login, secret == null ? "" : secret));
  }

  private int port(String setting, int defaultPort) {
    String port = settings.text(setting);
    if (port == null) {
      return defaultPort;
    }
    int number = PORT.matcher(port).matches() ? Integer.parseInt(port) : 0;
    if (number < 1 || number > LAST_PORT) {
      throw new IllegalArgumentException(
          "%s is \"%s\", but has to be a port from 1 to %d".formatted(setting, port, LAST_PORT));
    }
    return number;
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
      // without the cause, which would show the value
    }
    throw new IllegalArgumentException(
        "the environment variable %s is not the URL of an http or https proxy".formatted(variable));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** The name of the variable that is set, in lower or else in upper case. */
  private Optional<String> variable(String lowerCase) {
    return Stream.of(lowerCase, lowerCase.toUpperCase(Locale.ROOT))
        .filter(name -> settings.text(name) != null)
        .findFirst();
  }
}
