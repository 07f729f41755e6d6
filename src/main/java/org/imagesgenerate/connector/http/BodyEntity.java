package org.imagesgenerate.connector.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.imagesgenerate.connector.http.ProgressTrackingExecutor.TooLate;

/** A {@link RequestBody} for HttpClient. */
final class BodyEntity extends AbstractHttpEntity {

  private final RequestBody body;
  private final RequestProgress progress;
  private final long length;

  BodyEntity(RequestBody body, RequestProgress progress) {
    super(body.contentType(), null);
    this.body = body;
    this.progress = progress;
    this.length = body.length();
  }

  @Override
  public long getContentLength() {
    return length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    body.writeTo(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (progress.isSendingTooLong()) {
              throw new TooLate();
            }
            out.write(bytes, offset, length);
          }
        });
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("it is only written");
  }

  @Override
  public void close() {
    // nothing is open
  }
}
