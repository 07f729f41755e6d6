package org.imagesgenerate.connector.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.support.ImageFile;

/**
 * One image that a process passes to a provider: a copy of its document on this worker's disk.
 *
 * @param field names it in messages: {@code images}, {@code images[2]} or {@code mask}
 * @param file its bytes
 * @param facts what the bytes say: a PNG, JPEG or WebP
 * @param link makes a URL of the document that is valid for this long; empty if its store cannot
 * @param unreadable the failure to read it, if only its checksum is known; or null
 */
public record InputImage(
    String field,
    ImageFile file,
    ImageFacts facts,
    Function<Duration, Optional<URI>> link,
    ImagesException unreadable) {

  /**
   * A new stream over all bytes; the caller closes it.
   *
   * @throws ImagesException if the bytes are missing
   */
  public InputStream open() throws IOException {
    requireReadable();
    return file.open();
  }

  /**
   * In bytes. The length of a request is measured first, so nothing is sent if bytes are missing.
   *
   * @throws ImagesException if the bytes are missing
   */
  public long size() {
    requireReadable();
    return file.size();
  }

  private void requireReadable() {
    if (unreadable != null) {
      throw unreadable;
    }
  }

  /** For a provider: the process's own file name may be private. */
  public String fileName() {
    return field.replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "") + "." + facts.extension();
  }
}
