package org.imagesgenerate.simulator;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * An HTTP/1.1 server on a free port of 127.0.0.1, one virtual thread per connection. It is written
 * on sockets because broken answers must be broken exactly as asked.
 */
final class WireServer implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final ServerSocket listener;
  private final Function<ReceivedRequest, Exchange> handler;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param port 0 for a free one
   */
  WireServer(int port, Function<ReceivedRequest, Exchange> handler) throws IOException {
    this.handler = handler;
    this.listener = new ServerSocket(port, BACKLOG, InetAddress.getByName("127.0.0.1"));
    threads.submit(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.add(socket);
        start(socket);
        if (listener.isClosed()) {
          socket.close();
        }
      } catch (IOException closing) {
        return;
      }
    }
  }

  /** A connection that comes in while the server closes ends at once, and not never. */
  private void start(Socket socket) throws IOException {
    try {
      threads.submit(() -> serve(socket));
    } catch (RejectedExecutionException closing) {
      socket.close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      Wire wire = new Wire(socket);
      boolean open = true;
      while (open) {
        Optional<ReceivedRequest> request = read(in, wire);
        open = request.isPresent() && serve(request.get(), wire);
      }
    } catch (IOException | UncheckedIOException clientWentAway) {
      // faults make this the normal end of many connections
    } finally {
      connections.remove(socket);
    }
  }

  private boolean serve(ReceivedRequest request, Wire wire) throws IOException {
    try {
      boolean lasting = handler.apply(request).deliver(wire);
      return lasting && request.header("connection").filter("close"::equals).isEmpty();
    } finally {
      request.end();
    }
  }

  private static Optional<ReceivedRequest> read(InputStream in, Wire wire) throws IOException {
    String start = line(in);
    if (start == null) {
      return Optional.empty();
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    String[] parts = start.split(" ");
    return Optional.of(
        new ReceivedRequest(parts[0], parts[1], headers, () -> body(in, wire, headers)));
  }

  private static InputStream body(InputStream in, Wire wire, Map<String, List<String>> headers)
      throws IOException {
    if (headers.containsKey("expect")) {
      wire.head(100, Map.of());
      wire.flush();
    }
    if (headers.containsKey("transfer-encoding")) {
      return new Body(in, 0, true);
    }
    String length = headers.getOrDefault("content-length", List.of("0")).get(0);
    return new Body(in, Long.parseLong(length), false);
  }

  /** A body of a known length, or of chunks. */
  private static final class Body extends InputStream {

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean over;

    Body(InputStream in, long length, boolean chunked) {
      this.in = in;
      this.left = length;
      this.chunked = chunked;
      this.over = !chunked && length == 0;
    }

    @Override
    public int read() throws IOException {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (chunked && left == 0 && !over) {
        nextChunk();
      }
      if (over) {
        return -1;
      }
      int count = in.read(target, from, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException(left + " bytes of the body are missing");
      }
      left -= count;
      if (left == 0 && chunked) {
        line(in);
      } else if (left == 0) {
        over = true;
      }
      return count;
    }

    private void nextChunk() throws IOException {
      String size = line(in);
      if (size == null) {
        throw new EOFException("within a chunked body");
      }
      left = Long.parseLong(size.split(";")[0].strip(), 16);
      if (left == 0) {
        line(in);
        over = true;
      }
    }
  }

  private static String line(InputStream in) throws IOException {
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

  /** How many connections are open. */
  int connections() {
    return connections.size();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : connections) {
      socket.close();
    }
    threads.shutdownNow();
    threads.close();
  }
}
