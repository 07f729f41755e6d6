package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpTransportMetrics;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.util.CharArrayBuffer;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * Bounds the size of all heads of the responses to one request, including interim responses, a
 * proxy's, and trailers. HttpClient bounds a line's length and the number of lines, and thus only
 * their product. Body bytes restart the count, or the lines between many chunks would add up.
 */
final class HeadLimit {

  static final int BYTES = 256 * 1024;
  static final int LINES = 1000;

  private static final int LINE_END = 2;

  private int bytes;
  private int lines;

  void restart() {
    bytes = 0;
    lines = 0;
  }

  HttpMessageParser<ClassicHttpResponse> over(HttpMessageParser<ClassicHttpResponse> parser) {
    return (buffer, in) -> parser.parse(over(buffer), in);
  }

  SessionInputBuffer over(SessionInputBuffer buffer) {
    return new Counted(buffer);
  }

  private int body(int read) {
    if (read > 0) {
      restart();
    }
    return read;
  }

  private final class Counted implements SessionInputBuffer {

    private final SessionInputBuffer buffer;

    Counted(SessionInputBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public int readLine(CharArrayBuffer line, InputStream in) throws IOException {
      int read = buffer(line, in);
      bytes += Math.max(read, 0) + LINE_END;
      lines++;
      if (bytes > BYTES || lines > LINES) {
        throw tooLarge();
      }
      return read;
    }

    private int buffer(CharArrayBuffer line, InputStream in) throws IOException {
      try {
        return buffer.readLine(line, in);
      } catch (MessageConstraintException longLine) {
        throw tooLarge();
      }
    }

    private static TooLargeException tooLarge() {
      return new TooLargeException(
          "the head of the response is larger than %,d bytes or %,d lines".formatted(BYTES, LINES));
    }

    @Override
    public int read(byte[] bytes, int from, int length, InputStream in) throws IOException {
      return body(buffer.read(bytes, from, length, in));
    }

    @Override
    public int read(byte[] bytes, InputStream in) throws IOException {
      return body(buffer.read(bytes, in));
    }

    @Override
    public int read(InputStream in) throws IOException {
      int read = buffer.read(in);
      body(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int length() {
      return buffer.length();
    }

    @Override
    public int capacity() {
      return buffer.capacity();
    }

    @Override
    public int available() {
      return buffer.available();
    }

    @Override
    public HttpTransportMetrics getMetrics() {
      return buffer.getMetrics();
    }
  }
}
