package org.imagesgenerate.connector.fuzz;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.imagesgenerate.connector.http.MemoryHttp.ReceivedRequest;

/** Says any bytes at all, on a free port of 127.0.0.1; as little of a server as a fuzz needs. */
public final class FuzzServer implements AutoCloseable {

  /**
   * What goes back.
   *
   * @param bytes from the status line on
   * @param close whether the connection ends after them
   */
  public record Response(byte[] bytes, boolean close) {}

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile Function<ReceivedRequest, Response> behaviour;

  public FuzzServer() {
    try {
      listener = new ServerSocket(0, 100, InetAddress.getByName("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** From now on. */
  public void behave(Function<ReceivedRequest, Response> how) {
    behaviour = how;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
      boolean lasting = true;
      for (String start = line(in); lasting && start != null; start = lasting ? line(in) : null) {
        int length = 0;
        for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
          if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(header.substring(15).strip());
          }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] words = start.split(" ");
        Response response = behaviour.apply(new ReceivedRequest(words[0], words[1], body));
        out.write(response.bytes());
        out.flush();
        lasting = !response.close();
      }
    } catch (IOException clientWentAway) {
      // it may, at any time
    } finally {
      open.remove(socket);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        return null;
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
