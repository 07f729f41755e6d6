package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A server whose whole behaviour is one function; keeps what it was asked. */
public final class ScriptedServer implements AutoCloseable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * What came.
   *
   * @param target path and query as they were sent
   * @param authorization the header, or null
   * @param body missing where there was none, or where it is not JSON
   * @param contentType the header, or null
   * @param bytes the body as it came
   */
  public record ReceivedRequest(
      String method,
      String target,
      String authorization,
      JsonNode body,
      String contentType,
      byte[] bytes) {}

  /** What goes back; a status of 0 hangs up without a word. */
  public record Reply(int status, String body, Map<String, String> headers) {

    public static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }

    public static Reply hangUp() {
      return of(0, "");
    }
  }

  private final HttpServer server;
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

  public ScriptedServer(Function<ReceivedRequest, Reply> behaviour) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ReceivedRequest request = read(exchange);
          requests.add(request);
          answer(exchange, behaviour.apply(request));
        });
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public List<ReceivedRequest> requests() {
    return requests;
  }

  private static ReceivedRequest read(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readAllBytes();
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    boolean isJson = contentType != null && contentType.startsWith("application/json");
    return new ReceivedRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().toString(),
        exchange.getRequestHeaders().getFirst("Authorization"),
        isJson ? MAPPER.readTree(bytes) : MissingNode.getInstance(),
        contentType,
        bytes);
  }

  private static void answer(HttpExchange exchange, Reply reply) throws IOException {
    if (reply.status() > 0) {
      byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
      reply.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
