package org.imagesgenerate.benchmark.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A provider that costs almost nothing itself: every response is made once and sent again and
 * again. What it sends is in the path: {@code /<milliseconds>/<megabytes>/<images>/…}; with 0
 * megabytes the response has URLs.
 */
final class LoadProvider {

  private static final int BACKLOG = 4096;

  /**
   * Signature and header of a PNG of 1024 × 1024; random bytes follow, as no limit depends on them.
   */
  private static final byte[] PNG =
      HexFormat.of()
          .parseHex("89504e470d0a1a0a0000000d4948445200000400000004000806000000" + "7f1d2b83");

  private final Map<Integer, byte[]> images = new ConcurrentHashMap<>();

  /**
   * The base URL of a provider that behaves so.
   *
   * @param megabytes of each image; 0: URLs
   */
  static URI url(int port, Batch batch) {
    return URI.create(
        "http://127.0.0.1:%d/%d/%d/%d"
            .formatted(port, batch.provider().toMillis(), batch.megabytes(), batch.images()));
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String[] path = exchange.getRequestURI().getPath().split("/");
      Thread.sleep(Long.parseLong(path[1]));
      answer(exchange, Integer.parseInt(path[2]), Integer.parseInt(path[3]));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, int megabytes, int count) throws IOException {
    byte[] image = images.computeIfAbsent(megabytes, LoadProvider::item);
    byte[] start = ascii("{\"created\":1764000000,\"data\":[");
    byte[] end = ascii("]}");
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(
        200, start.length + (long) count * image.length + count - 1 + end.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(start);
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          body.write(',');
        }
        body.write(image);
      }
      body.write(end);
    }
  }

  private static byte[] item(int megabytes) {
    if (megabytes == 0) {
      return ascii("{\"url\":\"https://images.example/generated/0123456789abcdef.png\"}");
    }
    byte[] image = new byte[megabytes << 20];
    new Random(megabytes).nextBytes(image);
    System.arraycopy(PNG, 0, image, 0, PNG.length);
    byte[] start = ascii("{\"b64_json\":\"");
    byte[] text = Base64.getEncoder().encode(image);
    byte[] end = ascii("\"}");
    return ByteBuffer.allocate(start.length + text.length + end.length)
        .put(start)
        .put(text)
        .put(end)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Says its port, and runs until it is ended. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
    System.setProperty("sun.net.httpserver.nodelay", "true");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", new LoadProvider()::serve);
    server.start();
    ChildJvm.answer(String.valueOf(server.getAddress().getPort()));
  }
}
