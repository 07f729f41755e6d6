package org.imagesgenerate.modeler;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves each modeler, and the page around it, to this machine only. */
final class ModelerServer implements AutoCloseable {

  private final HttpServer server;

  ModelerServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (ModelerVersion version : ModelerVersion.values()) {
      String path = "/" + version.number() + "/";
      server.createContext(path, exchange -> answer(exchange, version, path.length()));
    }
    server.start();
  }

  /** The page that holds a modeler. */
  String page(ModelerVersion version) {
    return "http://127.0.0.1:%d/%s/page.html"
        .formatted(server.getAddress().getPort(), version.number());
  }

  private static void answer(HttpExchange exchange, ModelerVersion version, int start)
      throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring(start);
      byte[] content = content(version, name);
      exchange.getResponseHeaders().set("Content-Type", type(name));
      exchange.sendResponseHeaders(
          content == null ? 404 : 200, content == null ? -1 : content.length);
      if (content != null) {
        exchange.getResponseBody().write(content);
      }
    }
  }

  private static byte[] content(ModelerVersion version, String name) throws IOException {
    if (name.startsWith("modeler/")) {
      Path folder = ModelerPackages.modeler(version);
      Path file = folder.resolve(name.substring("modeler/".length())).normalize();
      return file.startsWith(folder) && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }
    try (InputStream in = ModelerServer.class.getResourceAsStream(name)) {
      return in == null ? null : in.readAllBytes();
    }
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html";
      case "js" -> "text/javascript";
      case "css" -> "text/css";
      default -> "application/octet-stream";
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
