package org.imagesgenerate.simulator;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The server's end of a connection, with all that a well-behaved server never does. */
final class Wire {

  private final Socket socket;
  private final OutputStream out;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
  }

  /** Status line and headers, as they are given. */
  void head(int status, Map<String, String> headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Simulated\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  void write(byte[] bytes) throws IOException {
    write(bytes, 0, bytes.length);
  }

  void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  void flush() throws IOException {
    out.flush();
  }

  /** The orderly end, after what was written so far. */
  void close() throws IOException {
    flush();
    socket.close();
  }

  /** Ends our direction only: the client reads an end, its own words still reach us. */
  void halfClose() throws IOException {
    flush();
    socket.shutdownOutput();
  }

  /** Waits until the client ends the connection. */
  void awaitClient() throws IOException {
    flush();
    socket.getInputStream().skipNBytes(Long.MAX_VALUE);
  }

  /** The rude end: the client sees a reset, and may lose what was written before. */
  void reset() throws IOException {
    flush();
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
