package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/**
 * Sends a request and notes the moment when its last byte was handed to the network. Until then no
 * server has the whole request, so none can have acted on it; from then on one may have. That is
 * the line between "try again" and "an image may have been bought", and no exception's name tells
 * it.
 */
final class ProgressTrackingExecutor extends HttpRequestExecutor {

  /** A connection is there, but the provider would have too little time left. */
  static final class TooLate extends IOException {
    TooLate() {
      super("too late to buy anything");
    }
  }

  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      HttpResponseInformationCallback informationCallback,
      HttpContext context)
      throws IOException, HttpException {
    RequestProgress departure = (RequestProgress) context.getAttribute(RequestProgress.NAME);
    try {
      if (departure.isTooLate()) {
        throw new InterruptedIOException("too late to send anything");
      }
      if (departure.isReserveBroken()) {
        throw new TooLate();
      }
      connection.sendRequestHeader(request);
      if (request.getEntity() != null) {
        connection.sendRequestEntity(request);
      }
      connection.flush();
      if (Method.CONNECT.isSame(request.getMethod())) {
        // what is said to a proxy to reach the server is no request yet
        return receive(request, connection);
      }
      departure.left = true;
      ClassicHttpResponse response = receive(request, connection);
      departure.status = response.getCode();
      return response;
    } catch (HttpException | IOException | RuntimeException | Error e) {
      connection.close(CloseMode.IMMEDIATE);
      throw e;
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
