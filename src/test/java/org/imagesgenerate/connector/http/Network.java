package org.imagesgenerate.connector.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/** What tests of HTTP share: a client with settings, limits and a resolver of their own. */
final class Network {

  /** No exchange of a test needs that long, on any machine. */
  static final Duration LONG = Duration.ofMinutes(2);

  static final int CONNECTIONS = 100;

  static Http http(Path folder) {
    return http(folder, Map.of());
  }

  static Http http(Path folder, Map<String, String> settings) {
    return http(folder, settings, SystemDefaultDnsResolver.INSTANCE, CONNECTIONS);
  }

  static Http http(
      Path folder, Map<String, String> settings, DnsResolver resolver, int connections) {
    return new Http(
        new Settings(settings::get), new TempImageFolder(folder), resolver, connections);
  }

  static HttpRequest post(java.net.URI uri, String json) {
    return HttpRequest.post(
        uri, Map.of("Authorization", "Bearer sk-secret"), json.getBytes(StandardCharsets.UTF_8));
  }

  static HttpRequest purchase(java.net.URI uri, String json) {
    return HttpRequest.purchase(
        uri, Map.of("Authorization", "Bearer sk-secret"), json.getBytes(StandardCharsets.UTF_8));
  }

  private Network() {}
}
