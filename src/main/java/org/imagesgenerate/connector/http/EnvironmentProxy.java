package org.imagesgenerate.connector.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxy that the standard environment variables name: HTTPS_PROXY, HTTP_PROXY and NO_PROXY, in
 * lower case too, as curl reads them.
 */
final class EnvironmentProxy {

  private final Settings settings;
  private final List<String> direct;

  EnvironmentProxy(Settings settings) {
    this.settings = settings;
    this.direct =
        List.of(either("no_proxy").orElse("").split(",")).stream()
            .map(it -> it.strip().toLowerCase(Locale.ROOT))
            .filter(it -> !it.isEmpty())
            .toList();
  }

  /**
   * The proxy for a server, if there is one.
   *
   * @throws IllegalArgumentException if the variable's value is no address
   */
  Optional<URI> of(String scheme, String host, int port) {
    if (goesDirect(host.toLowerCase(Locale.ROOT), port)) {
      return Optional.empty();
    }
    return either(scheme.toLowerCase(Locale.ROOT) + "_proxy")
        .map(it -> URI.create(it.contains("://") ? it : "http://" + it))
        .filter(it -> it.getHost() != null);
  }

  private boolean goesDirect(String host, int port) {
    return direct.stream()
        .anyMatch(
            rule -> {
              String name = rule.startsWith(".") ? rule.substring(1) : rule;
              int colon = name.lastIndexOf(':');
              if (colon > 0 && name.indexOf(':') == colon) {
                if (!name.substring(colon + 1).equals(String.valueOf(port))) {
                  return false;
                }
                name = name.substring(0, colon);
              }
              return rule.equals("*") || host.equals(name) || host.endsWith("." + name);
            });
  }

  private Optional<String> either(String lowerCase) {
    return Optional.ofNullable(settings.text(lowerCase))
        .or(() -> Optional.ofNullable(settings.text(lowerCase.toUpperCase(Locale.ROOT))));
  }
}
