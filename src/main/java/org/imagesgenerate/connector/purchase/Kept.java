package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.Document;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.imagesgenerate.connector.http.Spool;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Generated;

/**
 * What was bought, kept until it is delivered and a while longer. Holds handles and spooled files,
 * never bytes. Delivery notes here how far it came, so that an attempt that comes again does not
 * fetch or upload twice.
 */
public final class Kept {

  /** One bought image, and how far its delivery came. */
  public static final class Image {
    private final Generated.Image generated;
    private Spool spool;
    private ImageFacts facts;
    private Document document;

    Image(Generated.Image generated) {
      this.generated = generated;
      if (generated.source() instanceof Generated.Source.Bytes bytes) {
        this.spool = bytes.spool();
      }
    }

    public Generated.Image generated() {
      return generated;
    }

    /** The bytes, or null while they are only at the provider's address. */
    public Spool spool() {
      return spool;
    }

    /** What the bytes say, or null while nobody has looked. */
    public ImageFacts facts() {
      return facts;
    }

    /** The document it became, or null. */
    public Document document() {
      return document;
    }

    public void fetched(Spool spool, ImageFacts facts) {
      this.spool = spool;
      this.facts = facts;
    }

    public void stored(Document document) {
      this.document = document;
      // size and checksum stay readable; the bytes are in the store now
      spool.close();
    }
  }

  private final Generated generated;
  private final List<Image> images;
  private final Instant createdAt;
  private final long providerMillis;
  private final ReentrantLock delivering = new ReentrantLock();

  Kept(Generated generated, Instant createdAt, long providerMillis) {
    this.generated = generated;
    this.images = generated.images().stream().map(Image::new).toList();
    this.createdAt = createdAt;
    this.providerMillis = providerMillis;
  }

  public Generated generated() {
    return generated;
  }

  public List<Image> images() {
    return images;
  }

  public Instant createdAt() {
    return createdAt;
  }

  /** How long the provider took, in milliseconds. */
  public long providerMillis() {
    return providerMillis;
  }

  /** Held by the one attempt that delivers. */
  public ReentrantLock delivering() {
    return delivering;
  }

  /** Bytes on disk or in memory. */
  long spooledBytes() {
    return images.stream()
        .filter(image -> image.spool != null && image.document == null)
        .mapToLong(image -> image.spool.size())
        .sum();
  }

  void discard() {
    images.stream().map(Image::spool).filter(spool -> spool != null).forEach(Spool::close);
  }
}
