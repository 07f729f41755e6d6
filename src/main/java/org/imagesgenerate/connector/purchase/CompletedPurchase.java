package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.Document;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Spool;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.Generated;

/**
 * What was bought, kept until it is delivered and a while longer. Holds handles and spooled files,
 * never bytes. Delivery notes here how far it came, so that an attempt that comes again does not
 * fetch or upload twice.
 */
public final class CompletedPurchase {

  /** One bought image, and how far its delivery came. */
  public static final class Image {
    private final Generated.Image generated;
    private volatile Spool spool;
    private volatile ImageFacts facts;
    private volatile Document document;

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

    private long spooledBytes() {
      Spool bytes = spool;
      return bytes == null || document != null ? 0 : bytes.size();
    }

    /** It became a document before this worker heard of it; only its facts are here. */
    public void storedBefore(Document document, Spool given, ImageFacts facts) {
      this.document = document;
      this.spool = given;
      this.facts = facts;
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
  private final String attempt;
  private final ReentrantLock delivering = new ReentrantLock();
  private ImagesException useless;

  /**
   * @param attempt its name in the shared ledger, or null if it is not there
   */
  public CompletedPurchase(
      Generated generated, Instant createdAt, long providerMillis, String attempt) {
    this.generated = generated;
    this.images = generated.images().stream().map(Image::new).toList();
    this.createdAt = createdAt;
    this.providerMillis = providerMillis;
    this.attempt = attempt;
  }

  /**
   * Buys, and takes the time.
   *
   * @param attempt its name in the shared ledger, or null if it is not there
   */
  public static CompletedPurchase of(Supplier<Generated> buy, InstantSource clock, String attempt) {
    long start = System.nanoTime();
    Generated generated = buy.get();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new CompletedPurchase(generated, clock.instant(), millis, attempt);
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

  /** Its name in the shared ledger, or null if it is not there. */
  public String attempt() {
    return attempt;
  }

  /** Held by the one attempt that delivers. */
  public ReentrantLock delivering() {
    return delivering;
  }

  /** Bytes on disk or in memory. */
  long spooledBytes() {
    return images.stream().mapToLong(Image::spooledBytes).sum();
  }

  /** Why nobody can do anything with it, or null; to be asked with the lock of delivery held. */
  ImagesException useless() {
    return useless;
  }

  /**
   * Deletes what is on disk.
   *
   * @param why for those who wait for it, or null if nobody does
   */
  void discard(ImagesException why) {
    useless = why;
    images.stream().map(Image::spool).filter(spool -> spool != null).forEach(Spool::close);
  }
}
