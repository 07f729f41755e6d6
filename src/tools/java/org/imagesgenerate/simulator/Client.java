package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import javax.imageio.ImageIO;

/** What the tests of the simulator call it with: the JDK's own HTTP client. */
final class Client implements AutoCloseable {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ImagesSimulator simulator;
  private final String key;

  Client(ImagesSimulator simulator, String key) {
    this.simulator = simulator;
    this.key = key;
  }

  /** Single quotes of the body become double ones. */
  HttpResponse<byte[]> post(String path, String body) throws IOException, InterruptedException {
    return send(
        request(path).POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))).build());
  }

  /** A body of another type. */
  HttpResponse<byte[]> post(String path, String contentType, byte[] body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .setHeader("content-type", contentType)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build());
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(request(path).build());
  }

  /** Without a key. */
  HttpResponse<byte[]> download(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url)).build());
  }

  HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(simulator.uri().resolve(path))
            .header("content-type", "application/json");
    return key.isEmpty() ? request : request.header("authorization", "Bearer " + key);
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofByteArray());
  }

  static JsonNode json(HttpResponse<byte[]> response) {
    return Json.parse(response.body()).orElseThrow();
  }

  static BufferedImage image(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  static byte[] base64(JsonNode text) {
    return Base64.getDecoder().decode(text.textValue());
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }
}
