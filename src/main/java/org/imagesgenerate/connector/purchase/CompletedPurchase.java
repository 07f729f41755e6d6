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

  /** One bought image: in a temporary file, at a URL, or in the document store. */
  public static final class Image {
    private final GenerationResult.Image generated;
    private volatile ImageFile file;
    private volatile ImageFacts facts;
    private volatile Document document;

    /** The store has its bytes. */
    private volatile boolean isStored;

    Image(GenerationResult.Image generated) {
      this.generated = generated;
      if (generated.source() instanceof Source.Bytes bytes) {
        this.file = bytes.file();
      }
    }

    public GenerationResult.Image generated() {
      return generated;
    }

    /** Null before a download. Once there is a document, only size and checksum are known. */
    public ImageFile file() {
      return file;
    }

    /** Null before the file was read. */
    public ImageFacts facts() {
      return facts;
    }

    /** Null before the upload. */
    public Document document() {
      return document;
    }

    /** Whether there is no document, no file and no URL any more. */
    public boolean isLost() {
      return document == null && file == null && !(generated.source() instanceof Source.RemoteUrl);
    }

    public void setFile(ImageFile file, ImageFacts facts) {
      this.file = file;
      this.facts = facts;
    }

    /** Deletes the file: the document has its bytes. */
    public void setDocument(Document document) {
      this.document = document;
      file.close();
    }

    private long fileBytes() {
      ImageFile current = file;
      return current == null || document != null ? 0 : current.size();
    }

    private void deleteFile() {
      if (file != null) {
        file.close();
      }
      forgetMissingFile();
    }

    /** Somebody may have cleaned the temporary folder. */
    private void forgetMissingFile() {
      if (document == null && file != null && !isReadable(file)) {
        setFile(null, null);
      }
    }

    private static boolean isReadable(ImageFile file) {
      try {
        file.open().close();
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  static final Redaction NO_SECRETS = new Redaction(List.of());

  private final GenerationResult generated;
  private final List<Image> images;
  private final Instant createdAt;
  private final long providerMillis;
  private final String attempt;
  private final Redaction redaction;
  private final boolean isResultKnown;
  private volatile String warning;
  private volatile boolean isStored;

  /**
   * @param providerMillis how long the provider took
   * @param attempt the name of the attempt that bought it
   * @param redaction what must not be stored, for example a URL that contains the key
   */
  public CompletedPurchase(
      GenerationResult generated,
      Instant createdAt,
      long providerMillis,
      String attempt,
      Redaction redaction) {
    this(generated, createdAt, providerMillis, attempt, redaction, true);
  }

  private CompletedPurchase(
      GenerationResult generated,
      Instant createdAt,
      long providerMillis,
      String attempt,
      Redaction redaction,
      boolean isResultKnown) {
    this.generated = generated;
    this.images = generated.images().stream().map(Image::new).toList();
    this.createdAt = createdAt;
    this.providerMillis = providerMillis;
    this.attempt = attempt;
    this.redaction = redaction;
    this.isResultKnown = isResultKnown;
  }

  /** A purchase whose images are forgotten; {@code task} may be null. */
  static CompletedPurchase withoutResult(String attempt, Instant createdAt, TaskHandle task) {
    GenerationResult noImages =
        new GenerationResult(List.of(), null, Map.of(), null, task, List.of());
    return new CompletedPurchase(noImages, createdAt, 0, attempt, NO_SECRETS, false);
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

  public long providerMillis() {
    return providerMillis;
  }

  String attempt() {
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

  /** The store has all bytes that are only in temporary files. */
  void setStored() {
    images.forEach(image -> image.isStored = PurchaseJson.hasBytes(this, image));
    isStored = true;
  }

  /** False again if an image was downloaded whose URL must not be stored. */
  boolean isStored() {
    return isStored
        && images.stream().allMatch(it -> it.isStored || !PurchaseJson.hasBytes(this, it));
  }

  /** Whether the store has bytes that are nowhere else any more. */
  boolean isOnlyInStore() {
    return images.stream().anyMatch(image -> image.isStored && image.file == null);
  }

  /** How much the temporary files take. */
  long fileBytes() {
    return images.stream().mapToLong(Image::fileBytes).sum();
  }

  boolean lacksImages() {
    return !isResultKnown || images.stream().anyMatch(Image::isLost);
  }

  boolean lacksAllImages() {
    return !isResultKnown || !images.isEmpty() && images.stream().allMatch(Image::isLost);
  }

  void forgetMissingFiles() {
    images.forEach(Image::forgetMissingFile);
  }

  void deleteFiles() {
    images.forEach(Image::deleteFile);
  }
}
