package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that logs nothing. HttpClient's own writes every header, the key among them, and
 * every byte into the log when the root logger is set to DEBUG. It also bounds the head of a
 * response, which HttpClient's own does not.
 */
final class NonLoggingConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {

  /**
   * Three of them belong to each connection, also while it waits for a response. Bodies bypass
   * them; the 32 KB of newer HttpClients would cost 400 MB for 4,000 requests at once.
   */
  private static final int BUFFER = 8 * 1024;

  /**
   * In bytes. A server may reject a larger request before it was sent completely, so the connection
   * checks for a response each time it has sent this much. With TLS a check takes a millisecond.
   */
  static final long LARGE = 1024 * 1024;

  /** One line may fill the whole head; {@link HeadLimit} counts the lines. */
  private static final Http1Config BOUNDED =
      Http1Config.custom()
          .setBufferSize(BUFFER)
          .setMaxLineLength(HeadLimit.BYTES)
          .setMaxHeaderCount(-1)
          .build();

  private final HeadLimit limit;
  private final AtomicBoolean closed = new AtomicBoolean();
  private Timeout active = Timeout.DISABLED;

  /** The response that came before the request was sent, until it is received; or null. */
  private ClassicHttpResponse early;

  /** What was read from the socket, but belongs to no response; null before the first body. */
  private SessionInputBuffer input;

  /** What a connection pool calls; it connects later and passes no socket then. */
  static NonLoggingConnection of(Socket socket) throws IOException {
    NonLoggingConnection connection = new NonLoggingConnection(new HeadLimit());
    if (socket != null) {
      connection.bind(socket);
    }
    return connection;
  }

  private NonLoggingConnection(HeadLimit limit) {
    super(
        BOUNDED,
        null,
        null,
        null,
        null,
        NonLoggingConnection::isEarlyResponse,
        null,
        any -> limit.over(new DefaultHttpResponseParser(BOUNDED)));
    this.limit = limit;
  }

  @Override
  public void sendRequestHeader(ClassicHttpRequest request) throws HttpException, IOException {
    limit.restart();
    super.sendRequestHeader(request);
  }

  /** Called before each write of a body. */
  private static boolean isEarlyResponse(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      InputStream in,
      long written,
      long next)
      throws IOException {
    // closing the body writes what is left in its buffer, which could complete the request
    NonLoggingConnection self = (NonLoggingConnection) connection;
    return self.early != null
        || written / LARGE < (written + next) / LARGE && self.hasEarlyResponse();
  }

  /** Interim responses, such as 103, change nothing. */
  private boolean hasEarlyResponse() throws IOException {
    try {
      while (early == null && isDataAvailable(Timeout.ONE_MILLISECOND)) {
        ClassicHttpResponse response = super.receiveResponseHeader();
        if (response.getCode() >= HttpStatus.SC_SUCCESS) {
          early = response;
        }
      }
      return early != null;
    } catch (HttpException e) {
      throw new IOException(e);
    }
  }

  @Override
  public ClassicHttpResponse receiveResponseHeader() throws HttpException, IOException {
    ClassicHttpResponse response = early == null ? super.receiveResponseHeader() : early;
    early = null;
    return response;
  }

  /** A chunked body ends with header lines too. */
  @Override
  protected InputStream createContentInputStream(
      long length, SessionInputBuffer buffer, InputStream in) {
    input = buffer;
    return super.createContentInputStream(length, limit.over(buffer), in);
  }

  @Override
  public void bind(Socket socket) throws IOException {
    bind(new SocketHolder(socket));
  }

  @Override
  public void bind(SSLSocket tls, Socket socket) throws IOException {
    bind(new SocketHolder(tls, socket));
  }

  /** A connection that was cancelled while it was being opened must stay closed. */
  @Override
  protected void bind(SocketHolder holder) throws IOException {
    if (closed.get()) {
      holder.getSocket().close();
      throw new InterruptedIOException("the exchange was cancelled");
    }
    super.bind(holder);
    active = Timeout.ofMilliseconds(holder.getSocket().getSoTimeout());
  }

  @Override
  public Socket getSocket() {
    SocketHolder holder = getSocketHolder();
    return holder == null ? null : holder.getSocket();
  }

  @Override
  public SSLSession getSSLSession() {
    return getSocket() instanceof SSLSocket tls ? tls.getSession() : null;
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    super.setSocketTimeout(timeout);
    active = timeout;
  }

  /**
   * HttpClient waits a millisecond for the end of the connection. Without the wait, a server that
   * closes right after its response would be noticed too late. Bytes that came instead, such as the
   * 408 with which some servers end an idle connection, would become the response to the next
   * request.
   */
  @Override
  public boolean isStale() throws IOException {
    return super.isStale() || input != null && input.length() > 0;
  }

  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.DISABLED);
  }

  @Override
  public void activate() {
    super.setSocketTimeout(active);
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      super.close();
    }
  }

  @Override
  public void close(CloseMode mode) {
    if (closed.compareAndSet(false, true)) {
      super.close(mode);
    }
  }
}
