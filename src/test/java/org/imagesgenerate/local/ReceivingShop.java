package org.imagesgenerate.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server that takes pictures, as a shop would, and keeps what it was sent. */
final class ReceivingShop implements AutoCloseable {

  /**
   * @param body every byte as one character
   */
  record Upload(String method, String path, String authorization, String type, String body) {

    /** Whether one part of the body is this file. */
    boolean contains(byte[] file) {
      return body.contains(new String(file, StandardCharsets.ISO_8859_1));
    }
  }

  private final HttpServer server;
  private final List<Upload> uploads = new CopyOnWriteArrayList<>();
  private final Map<String, Queue<Integer>> statuses = new ConcurrentHashMap<>();

  private ReceivingShop(HttpServer server) {
    this.server = server;
  }

  static ReceivingShop start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ReceivingShop shop = new ReceivingShop(server);
    server.createContext("/", shop::take);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return shop;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<Upload> uploads() {
    return uploads;
  }

  /** The next upload to a path gets this status instead of a success. */
  void next(String path, int status) {
    statuses.computeIfAbsent(path, key -> new ConcurrentLinkedQueue<>()).add(status);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
    String path = exchange.getRequestURI().getPath();
    uploads.add(
        new Upload(
            exchange.getRequestMethod(),
            path,
            exchange.getRequestHeaders().getFirst("Authorization"),
            exchange.getRequestHeaders().getFirst("Content-Type"),
            body));
    Integer status = statuses.getOrDefault(path, new ConcurrentLinkedQueue<>()).poll();
    String json =
        status == null
            ? "{\"id\": \"picture-of-%s\"}".formatted(path)
            : "{\"error\": \"no thanks\"}";
    byte[] answer = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
