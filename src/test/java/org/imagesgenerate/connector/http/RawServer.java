package org.imagesgenerate.connector.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * A server for one test on a free port of 127.0.0.1. It says exactly the bytes that the test's
 * script says, and remembers every connection and every request.
 */
public final class RawServer implements AutoCloseable {

  /** What happens on one connection. It is closed when the script ends. */
  @FunctionalInterface
  public interface Script {
    void serve(Connection connection) throws Exception;
  }

  /**
   * A request as it came.
   *
   * @param line the request line
   * @param headers by lower-case name
   */
  public record Request(String line, Map<String, String> headers, String body) {

    public String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  /** Thousands of clients may come at once. */
  private static final int BACKLOG = 4096;

  private final ServerSocket listener;
  private final Script script;
  private final boolean tls;
  private final AtomicInteger accepted = new AtomicInteger();
  private final List<Request> requests = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  private RawServer(ServerSocket listener, boolean tls, Script script) {
    this.listener = listener;
    this.tls = tls;
    this.script = script;
    Thread.ofVirtual().start(this::accept);
  }

  public static RawServer start(Script script) {
    try {
      return new RawServer(
          new ServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1")), false, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same behind TLS. */
  public static RawServer startTls(SSLContext context, Script script) {
    try {
      return new RawServer(
          context
              .getServerSocketFactory()
              .createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1")),
          true,
          script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers every request of every connection with the same bytes, and keeps the connections. */
  public static RawServer answering(String answer) {
    return start(
        connection -> {
          while (connection.request() != null) {
            connection.send(answer);
          }
        });
  }

  /** A whole answer with a body of this type. */
  public static String ok(String type, String body) {
    return answer(200, "Content-Type: " + type + "\r\n", body);
  }

  /**
   * A whole answer.
   *
   * @param headers each ended by a line end
   */
  public static String answer(int status, String headers, String body) {
    return "HTTP/1.1 %d Response\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        accepted.incrementAndGet();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.serve(new Connection(socket));
    } catch (Exception clientWentAway) {
      // the normal end of many scripts
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public URI uri(String path) {
    return URI.create((tls ? "https" : "http") + "://127.0.0.1:" + port() + path);
  }

  /** How many connections were made so far. */
  public int connections() {
    return accepted.get();
  }

  /** All requests that were read by scripts so far. */
  public List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  @Override
  public void close() {
    over.countDown();
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, seen from the server. */
  public final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    public Socket socket() {
      return socket;
    }

    public InputStream in() {
      return in;
    }

    /** Reads a whole request; null if the client closed the connection instead. */
    public Request request() throws IOException {
      String line = line();
      if (line == null) {
        return null;
      }
      Map<String, String> headers = new TreeMap<>();
      for (String header = line(); !header.isEmpty(); header = line()) {
        String[] parts = header.split(":", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
      }
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      Request request =
          new Request(line, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
      synchronized (requests) {
        requests.add(request);
      }
      return request;
    }

    /** Reads a request without its body. */
    public void head() throws IOException {
      for (String line = line(); line != null && !line.isEmpty(); line = line()) {
        // the next one
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          return null;
        }
        if (next != '\r') {
          line.write(next);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    public void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    /** Waits until the client ends the connection. */
    public void awaitClient() throws IOException {
      in.skipNBytes(Long.MAX_VALUE);
    }

    /** Reads nothing at all until the test is over. */
    public void awaitClientWithoutReading() throws InterruptedException {
      over.await();
    }

    /** Ends the connection rudely. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
