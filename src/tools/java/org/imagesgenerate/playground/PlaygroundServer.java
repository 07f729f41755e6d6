package org.imagesgenerate.playground;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Serves the page and its API, from this machine only and to this page only. Other pages in the
 * same browser do not know the token, and requests with another host name (DNS rebinding) are
 * rejected.
 */
final class PlaygroundServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> VARIABLES = new TypeReference<>() {};
  private static final int LONGEST_BODY = 4 * 1024 * 1024;

  private final Playground playground;
  private final PageScripts scripts;
  private final HttpServer server;
  private final String token = UUID.randomUUID().toString();

  /** An HTTP response. */
  private record Reply(int status, String type, byte[] body) {
    static Reply json(int status, JsonNode json) {
      byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
      return new Reply(status, "application/json", bytes);
    }

    static Reply error(int status, String message) {
      return json(status, JSON.createObjectNode().put("error", message));
    }
  }

  PlaygroundServer(Playground playground, PageScripts scripts, int port) throws IOException {
    this.playground = playground;
    this.scripts = scripts;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      exchange.getResponseHeaders().set("Content-Type", reply.type);
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.sendResponseHeaders(reply.status, reply.body.length == 0 ? -1 : reply.body.length);
      exchange.getResponseBody().write(reply.body);
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    if (!address().getAuthority().equals(exchange.getRequestHeaders().getFirst("Host"))) {
      return Reply.error(403, "Open this page at " + address() + " only.");
    }
    String path = exchange.getRequestURI().getPath();
    if (!path.startsWith("/api/")) {
      return exchange.getRequestMethod().equals("GET")
          ? file(path)
          : Reply.error(405, "Only GET is allowed.");
    }
    boolean ours =
        token.equals(exchange.getRequestHeaders().getFirst("X-Playground"))
            || path.startsWith("/api/documents/");
    if (!ours) {
      return Reply.error(403, "Only the playground page may call this.");
    }
    try {
      return api(exchange.getRequestMethod() + " " + path.substring("/api/".length()), exchange);
    } catch (NoSuchElementException e) {
      return Reply.error(404, e.getMessage());
    } catch (RuntimeException e) {
      return Reply.error(400, e.getMessage());
    }
  }

  private Reply api(String request, HttpExchange exchange) throws IOException {
    String[] parts = request.split("[ /]");
    return switch (parts[0] + " " + parts[1] + " " + parts.length) {
      case "GET setup 2" -> Reply.json(200, playground.setup());
      case "POST checks 2" -> {
        Playground.Project project = project(body(exchange));
        yield Reply.json(200, JSON.valueToTree(playground.problems(project)));
      }
      case "POST runs 2" -> {
        JsonNode body = body(exchange);
        Map<String, Object> variables = JSON.convertValue(body.get("variables"), VARIABLES);
        JsonNode failure = body.path("failure");
        String key =
            playground.run(
                project(body),
                variables,
                new MakeItFail(
                    failure.path("code").asText(""), failure.path("always").asBoolean()));
        yield Reply.json(201, JSON.createObjectNode().put("key", key));
      }
      case "POST archive 2" -> new Reply(200, "application/zip", zip(body(exchange)));
      case "POST unzip 2" -> Reply.json(200, unzip(exchange.getRequestBody()));
      case "POST uploads 2" ->
          Reply.json(
              201,
              JSON.valueToTree(
                  playground.upload(
                      exchange.getRequestURI().getQuery().replaceFirst("^name=", ""),
                      Objects.requireNonNullElse(
                          exchange.getRequestHeaders().getFirst("Content-Type"),
                          "application/octet-stream"),
                      exchange.getRequestBody().readAllBytes())));
      case "POST time 2" -> {
        playground.skipTime();
        yield Reply.json(200, JSON.createObjectNode());
      }
      case "GET runs 3" -> Reply.json(200, playground.state(parts[2]));
      case "POST runs 3" -> {
        playground.complete(parts[2], JSON.convertValue(body(exchange), VARIABLES));
        yield Reply.json(200, JSON.createObjectNode());
      }
      case "GET documents 3" ->
          new Reply(200, "application/octet-stream", playground.document(parts[2]));
      default -> Reply.error(404, request + " does not exist.");
    };
  }

  private static Playground.Project project(JsonNode body) {
    return JSON.convertValue(
        JSON.createObjectNode()
            .<ObjectNode>set("forms", body.path("forms"))
            .put("bpmn", body.path("bpmn").asText()),
        Playground.Project.class);
  }

  /** The files of the body's object, content by name. */
  private static byte[] zip(JsonNode files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, JsonNode> file : files.properties()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().asText().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  private static JsonNode unzip(InputStream body) throws IOException {
    ObjectNode files = JSON.createObjectNode();
    int left = LONGEST_BODY;
    try (ZipInputStream zip = new ZipInputStream(body)) {
      for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
        if (file.getName().matches(".*\\.(bpmn|form)")) {
          byte[] content = zip.readNBytes(left);
          left -= content.length;
          files.put(
              file.getName().replaceFirst(".*/", ""), new String(content, StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY);
    return JSON.readTree(bytes);
  }

  private Reply file(String path) throws IOException {
    if (path.equals("/problems.js")) {
      return new Reply(200, type(path), Files.readAllBytes(scripts.problems()));
    }
    if (path.startsWith("/modeler/")) {
      return file(scripts.modeler(), path.substring("/modeler/".length()));
    }
    if (path.startsWith("/forms/")) {
      return file(scripts.forms(), path.substring("/forms/".length()));
    }
    String name = path.equals("/") ? "index.html" : path.substring(1);
    try (InputStream in =
        name.matches("[a-z]+\\.(html|js|css)")
            ? PlaygroundServer.class.getResourceAsStream(name)
            : null) {
      if (in == null) {
        return Reply.error(404, path + " does not exist.");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      byte[] bytes = text.replace("TOKEN", token).getBytes(StandardCharsets.UTF_8);
      return new Reply(
          200, type(name), name.endsWith("html") ? bytes : text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static Reply file(Path folder, String name) throws IOException {
    Path file = folder.resolve(name).normalize();
    return file.startsWith(folder) && Files.isRegularFile(file)
        ? new Reply(200, type(name), Files.readAllBytes(file))
        : Reply.error(404, name + " does not exist.");
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      default -> "application/octet-stream";
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
