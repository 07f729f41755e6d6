package org.imagesgenerate.simulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;

/** Calls the URL of a request, if it is on this machine. */
final class Webhook {

  private Webhook() {}

  /**
   * @return the receiver's status
   */
  static int post(Optional<URI> target, byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    URI uri = target.orElseThrow(() -> new IllegalStateException("There is no webhook"));
    if (!InetAddress.getByName(uri.getHost()).isLoopbackAddress()) {
      throw new IllegalStateException("A simulated webhook stays on this machine, unlike " + uri);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
  }
}
