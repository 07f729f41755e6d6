package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.support.ImageFile;

/**
 * What was bought, and how far its delivery came, so that the next attempt neither downloads nor
 * uploads twice. It holds references and temporary files, never the bytes of an image.
 */
public final class CompletedPurchase {

  /** One bought image: here, at a URL, or in the document store. */
  public static final class Image {
    private final GenerationResult.Image generated;
    private volatile ImageFile spool;
    private volatile ImageFacts facts;
    private volatile Document document;

    Image(GenerationResult.Image generated) {
      this.generated = generated;
      if (generated.source() instanceof Source.Bytes bytes) {
        this.spool = bytes.spool();
      }
    }

    public GenerationResult.Image generated() {
      return generated;
    }

    /** The bytes, or null while they are only at the provider's URL. */
    public ImageFile spool() {
      return spool;
    }

    /** What the bytes say, or null before they were read. */
    public ImageFacts facts() {
      return facts;
    }

    /** The document it became, or null. */
    public Document document() {
      return document;
    }

    /** Whether there is neither document nor file nor URL any more. */
    public boolean isLost() {
      return document == null && spool == null && !(generated.source() instanceof Source.RemoteUrl);
    }

    long spooledBytes() {
      ImageFile bytes = spool;
      return bytes == null || document != null ? 0 : bytes.size();
    }

    /** An earlier attempt made it a document; of its bytes only size and checksum are known. */
    void storedBefore(Document document, ImageFile closed, ImageFacts facts) {
      this.document = document;
      this.spool = closed;
      this.facts = facts;
    }

    public void fetched(ImageFile spool, ImageFacts facts) {
      this.spool = spool;
      this.facts = facts;
    }

    public void stored(Document document) {
      this.document = document;
      // size and checksum stay readable; the bytes are in the store now
      spool.close();
    }

    private void discard() {
      ImageFile bytes = spool;
      if (bytes != null) {
        bytes.close();
      }
      forgetClosedFile();
    }

    /** The file may be closed, or deleted by whoever cleans the temporary folder. */
    private void forgetClosedFile() {
      if (document == null && spool != null && !isReadable(spool)) {
        spool = null;
        facts = null;
      }
    }

    private static boolean isReadable(ImageFile spool) {
      try {
        spool.open().close();
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  static final Redaction NOTHING_SECRET = new Redaction(List.of());

  private final GenerationResult generated;
  private final List<Image> images;
  private final Instant createdAt;
  private final long providerMillis;
  private final String attempt;
  private final Redaction redaction;
  private boolean isResultKnown = true;
  private volatile String warning;

  /**
   * @param attempt the name of the attempt that bought it
   * @param redaction what must not be written down, a URL with the key for example
   */
  public CompletedPurchase(
      GenerationResult generated,
      Instant createdAt,
      long providerMillis,
      String attempt,
      Redaction redaction) {
    this.generated = generated;
    this.images = generated.images().stream().map(Image::new).toList();
    this.createdAt = createdAt;
    this.providerMillis = providerMillis;
    this.attempt = attempt;
    this.redaction = redaction;
  }

  /**
   * One of which only this is known.
   *
   * @param task the handle, or null
   */
  static CompletedPurchase withoutResult(String attempt, Instant createdAt, TaskHandle task) {
    GenerationResult nothing =
        new GenerationResult(List.of(), null, Map.of(), null, task, List.of());
    CompletedPurchase purchase =
        new CompletedPurchase(nothing, createdAt, 0, attempt, NOTHING_SECRET);
    purchase.isResultKnown = false;
    return purchase;
  }

  public GenerationResult generated() {
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

  /** The name of the attempt that bought it. */
  public String attempt() {
    return attempt;
  }

  Redaction redaction() {
    return redaction;
  }

  /** The provider adapter's warnings, and ours. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>(generated.warnings());
    if (warning != null) {
      warnings.add(warning);
    }
    return warnings;
  }

  void warn(String warning) {
    this.warning = warning;
  }

  /** Bytes on disk or in memory. */
  long spooledBytes() {
    return images.stream().mapToLong(Image::spooledBytes).sum();
  }

  boolean lacksImages() {
    return !isResultKnown || images.stream().anyMatch(Image::isLost);
  }

  boolean lacksAllImages() {
    return !isResultKnown || !images.isEmpty() && images.stream().allMatch(Image::isLost);
  }

  /** Looks which temporary files are still there. */
  void checkFiles() {
    images.forEach(Image::forgetClosedFile);
  }

  /** Deletes the temporary files. */
  void discard() {
    images.forEach(Image::discard);
  }
}
