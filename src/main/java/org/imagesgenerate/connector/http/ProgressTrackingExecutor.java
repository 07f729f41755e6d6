package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a request and records when its last byte was handed to the network. Not fully sent: no
 * server can have acted on it, safe to retry. Fully sent: an image may have been bought. The type
 * of an exception does not tell which.
 */
final class ProgressTrackingExecutor extends HttpRequestExecutor {

  /** There is a connection, but the provider would have too little time left. */
  static final class TooLate extends IOException {
    TooLate() {
      super("too late for a purchase");
    }
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback informationCallback,
      HttpContext context)
      throws IOException, HttpException {
    RequestProgress progress = (RequestProgress) context.getAttribute(RequestProgress.NAME);
    try {
      if (progress.isAbandoned()) {
        throw new InterruptedIOException("too late to send anything");
      }
      if (progress.timeToSend().isNegative()) {
        throw new TooLate();
      }
      connection.sendRequestHeader(request);
      boolean complete = sendEntity(request, connection);
      if (Method.CONNECT.isSame(request.getMethod())) {
        // a proxy is asked to open the way; the request itself follows
        return receive(request, connection);
      }
      progress.sent = complete;
      ClassicHttpResponse response = receive(request, connection);
      if (!complete) {
        requireRejection(response);
        // otherwise HttpClient would send a login to a proxy that still expects the rest of the
        // body
        response.setHeader(HttpHeaders.CONNECTION, "close");
      }
      progress.sent = true;
      progress.status = response.getCode();
      return response;
    } catch (HttpException | IOException | RuntimeException | Error e) {
      connection.close(CloseMode.IMMEDIATE);
      throw e;
    }
  }

  /**
   * Sends the body.
   *
   * @return false if the server responded before it had the whole request
   */
  private static boolean sendEntity(ClassicHttpRequest request, HttpClientConnection connection)
      throws IOException, HttpException {
    try {
      if (request.getEntity() != null) {
        connection.sendRequestEntity(request);
      }
      if (!connection.isConsistent()) {
        // what is left in the buffer could complete the request
        return false;
      }
      connection.flush();
      return true;
    } catch (IOException e) {
      // on a connection that was idle, the data may be a 408 that is not about this request
      if (request.getEntity() != null
          && request.getEntity().getContentLength() > NonLoggingConnection.LARGE
          && hasResponse(connection)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * A timeout or a gateway error in response to an incomplete request means the same as a broken
   * connection: nothing was bought, and the request may be sent again.
   */
  private static void requireRejection(ClassicHttpResponse response) throws IOException {
    if (response.getCode() == HttpStatus.SC_REQUEST_TIMEOUT
        || response.getCode() >= HttpStatus.SC_SERVER_ERROR) {
      throw new IOException(
          "the server responded with HTTP status %d before the request was sent completely"
              .formatted(response.getCode()));
    }
  }

  private static boolean hasResponse(HttpClientConnection connection) {
    try {
      return connection.isDataAvailable(Timeout.ONE_MILLISECOND);
    } catch (IOException e) {
      return false;
    }
  }

  private static ClassicHttpResponse receive(
      ClassicHttpRequest request, HttpClientConnection connection)
      throws IOException, HttpException {
    ClassicHttpResponse response = connection.receiveResponseHeader();
    while (response.getCode() < HttpStatus.SC_SUCCESS) {
      if (response.getCode() == HttpStatus.SC_SWITCHING_PROTOCOLS) {
        throw new HttpException("the server wants to switch protocols");
      }
      response = connection.receiveResponseHeader();
    }
    if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
      connection.receiveResponseEntity(response);
    }
    return response;
  }
}
