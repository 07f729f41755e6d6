package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a request. It is written straight to the network, so it may be large. */
public interface RequestBody {

  /** The content type of JSON. */
  String JSON = "application/json; charset=UTF-8";

  /** The value of the header {@code Content-Type}. */
  String contentType();

  /** In bytes, exactly: the header {@code Content-Length}. */
  long length();

  /**
   * Writes all of it; may be called more than once.
   *
   * @param out is left open
   */
  void writeTo(OutputStream out) throws IOException;

  /** A JSON document that is small enough for the memory. */
  static RequestBody json(byte[] json) {
    return new RequestBody() {
      @Override
      public String contentType() {
        return JSON;
      }

      @Override
      public long length() {
        return json.length;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(json);
      }
    };
  }
}
