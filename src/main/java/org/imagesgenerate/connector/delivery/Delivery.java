package org.imagesgenerate.connector.delivery;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings bought images to the process. Nothing here buys: whatever fails is tried again from the
 * spool, in this attempt or the next.
 */
public final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final int LONGEST_NAME = 200;

  private final ImageDownloader downloads;
  private final Sleeper pause;

  public Delivery(ImageDownloader downloads, Sleeper pause) {
    this.downloads = downloads;
    this.pause = pause;
  }

  /**
   * Delivers all images in one form.
   *
   * @param warnings gets what is delivered otherwise than asked
   * @throws ImagesException DOWNLOAD_FAILED or DELIVERY_FAILED, after which the images are still
   *     kept; RESPONSE_INVALID if what was bought is no image at all
   */
  public List<ImagesResult.Image> deliver(
      CompletedPurchase kept, DeliveryRequest order, List<String> warnings) {
    List<CompletedPurchase.Image> images = kept.images();
    if (order.responseFormat() == ResponseFormat.URL) {
      if (images.stream()
          .allMatch(image -> image.generated().source() instanceof Source.RemoteUrl)) {
        List<ImagesResult.Image> addresses = addresses(images);
        if (addresses.stream().mapToLong(it -> it.url().length()).sum()
            <= ResponseFormat.MAX_BASE64_CHARACTERS) {
          return addresses;
        }
        warnings.add("the URLs are too long for a result, so the images became documents");
      } else {
        warnings.add("the images came without URLs, so they became documents");
      }
    }
    List<CompletedPurchase.Image> readable = fetch(kept, order, warnings);
    boolean text = order.responseFormat() == ResponseFormat.B64_JSON && fits(readable, warnings);
    List<ImagesResult.Image> results = new ArrayList<>();
    for (CompletedPurchase.Image image : readable) {
      int index = results.size() + 1;
      warnOfHazards(index, image, warnings);
      if (!text) {
        store(image, name(image, index, readable.size(), order), order);
      }
      results.add(result(index, image, null, text ? base64(image.file()) : null));
    }
    return results;
  }

  private static List<ImagesResult.Image> addresses(List<CompletedPurchase.Image> images) {
    List<ImagesResult.Image> results = new ArrayList<>();
    for (CompletedPurchase.Image image : images) {
      URI uri = ((Source.RemoteUrl) image.generated().source()).uri();
      results.add(result(results.size() + 1, image, uri.toString(), null));
    }
    return results;
  }

  /** Makes sure that the bytes of every image are here, and that they are an image's. */
  private List<CompletedPurchase.Image> fetch(
      CompletedPurchase kept, DeliveryRequest order, List<String> warnings) {
    List<CompletedPurchase.Image> readable = new ArrayList<>();
    for (CompletedPurchase.Image image : kept.images()) {
      if (image.isLost()) {
        continue;
      }
      if (image.file() == null) {
        download(kept, image, order);
      } else if (image.facts() == null) {
        facts(image.file()).ifPresent(facts -> image.setFile(image.file(), facts));
      }
      if (image.facts() != null) {
        readable.add(image);
      }
    }
    if (readable.isEmpty()) {
      throw ImagesException.of(
          ErrorCode.RESPONSE_INVALID,
          kept.generated().cost() == null ? PurchaseState.UNKNOWN : PurchaseState.MADE,
          "The provider reported success, but what it sent is no image in PNG, JPEG, WebP, GIF or SVG");
    }
    long lost = kept.images().stream().filter(CompletedPurchase.Image::isLost).count();
    long useless = kept.images().size() - readable.size() - lost;
    if (useless > 0) {
      warnings.add(
          "%d of %d images were left out: their bytes are no image"
              .formatted(useless, kept.images().size()));
    }
    if (lost > 0) {
      warnings.add(
          "%d of %d images were left out: they were bought by an earlier attempt, and their files are gone"
              .formatted(lost, kept.images().size()));
    }
    return readable;
  }

  private void download(
      CompletedPurchase kept, CompletedPurchase.Image image, DeliveryRequest order) {
    URI uri = ((Source.RemoteUrl) image.generated().source()).uri();
    try {
      ImageFile spool = downloads.fetch(uri, order);
      image.setFile(spool, factsOfDownload(spool));
    } catch (ImagesException e) {
      throw e.with("url", uri.toString()).with("urls", urls(kept));
    }
  }

  /** The next attempt downloads again, so whatever goes wrong leaves no file behind. */
  private static ImageFacts factsOfDownload(ImageFile spool) {
    try {
      return facts(spool)
          .orElseThrow(
              () ->
                  ImagesException.of(
                      ErrorCode.DOWNLOAD_FAILED,
                      PurchaseState.MADE,
                      "The image was bought, but at its address there is no image"));
    } catch (Throwable e) {
      spool.close();
      throw e;
    }
  }

  private static List<String> urls(CompletedPurchase kept) {
    return kept.images().stream()
        .map(image -> image.generated().source())
        .filter(Source.RemoteUrl.class::isInstance)
        .map(source -> ((Source.RemoteUrl) source).uri().toString())
        .toList();
  }

  private static Optional<ImageFacts> facts(ImageFile spool) {
    try {
      return ImageFacts.of(spool);
    } catch (IOException e) {
      throw failed("the temporary file cannot be read: " + e.getMessage(), e);
    }
  }

  private static void warnOfHazards(
      int index, CompletedPurchase.Image image, List<String> warnings) {
    if (!image.facts().hazards().isEmpty()) {
      warnings.add(
          "image %d is an SVG with %s; it was delivered unchanged, so do not open it in a browser or put it into a page before you have removed them"
              .formatted(index, String.join(", ", image.facts().hazards())));
    }
  }

  private static boolean fits(List<CompletedPurchase.Image> images, List<String> warnings) {
    long characters = images.stream().mapToLong(image -> (image.file().size() + 2) / 3 * 4).sum();
    if (characters <= ResponseFormat.MAX_BASE64_CHARACTERS) {
      return true;
    }
    warnings.add(
        "the images are %,d characters of base64 together; over %,d the runtime or the engine may reject the result, so they became documents"
            .formatted(characters, ResponseFormat.MAX_BASE64_CHARACTERS));
    return false;
  }

  private void store(CompletedPurchase.Image image, String name, DeliveryRequest order) {
    int attempt = 0;
    while (image.document() == null) {
      try {
        image.setDocument(upload(image, name, order));
      } catch (IOException | RuntimeException e) {
        LOG.debug("Attempt {} to store a document failed", attempt + 1, e);
        if (attempt == WAITS.size() || order.deadline().left().compareTo(WAITS.get(attempt)) <= 0) {
          throw failed(
              "the document store failed %d times: %s".formatted(attempt + 1, e.getMessage()), e);
        }
        rest(WAITS.get(attempt++), e);
      }
    }
  }

  private static Document upload(CompletedPurchase.Image image, String name, DeliveryRequest order)
      throws IOException {
    try (InputStream in = image.file().open()) {
      return order
          .documents()
          .create(
              DocumentCreationRequest.from(in)
                  .contentType(image.facts().mimeType())
                  .fileName(name)
                  .timeToLive(order.timeToLive())
                  .build());
    }
  }

  private void rest(Duration wait, Exception reason) {
    try {
      pause.pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("this worker is shutting down: " + reason.getMessage(), reason);
    }
  }

  /** {@code image.png}; of several {@code image-1.png} and so on. */
  private static String name(
      CompletedPurchase.Image image, int index, int of, DeliveryRequest order) {
    String safe = order.documentName().replaceAll("[\\p{Cntrl}/\\\\]", "-");
    return cut(safe) + (of == 1 ? "" : "-" + index) + "." + image.facts().extension();
  }

  /** Never within a character: half a surrogate pair is no text that a store could keep. */
  private static String cut(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    boolean isWithin = Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1));
    return name.substring(0, isWithin ? LONGEST_NAME - 1 : LONGEST_NAME);
  }

  private static String base64(ImageFile spool) {
    try (InputStream in = spool.open()) {
      return Base64.getEncoder().encodeToString(in.readAllBytes());
    } catch (IOException e) {
      throw failed("the temporary file cannot be read: " + e.getMessage(), e);
    }
  }

  private static ImagesResult.Image result(
      int index, CompletedPurchase.Image image, String url, String base64) {
    ImageFacts facts = url == null ? image.facts() : null;
    ImageFile spool = url == null ? image.file() : null;
    return new ImagesResult.Image(
        index,
        url,
        base64,
        url == null ? image.document() : null,
        facts == null ? null : facts.mimeType(),
        facts == null ? null : facts.width(),
        facts == null ? null : facts.height(),
        spool == null ? null : spool.size(),
        spool == null ? null : spool.sha256(),
        image.generated().revisedPrompt(),
        image.generated().seed(),
        image.generated().nsfw(),
        url == null || image.generated().expiresAt() == null
            ? null
            : image.generated().expiresAt().toString());
  }

  private static ImagesException failed(String reason, Exception cause) {
    return ImagesException.of(
            ErrorCode.DELIVERY_FAILED,
            PurchaseState.MADE,
            "The images were bought and are kept for the next attempt, but " + reason)
        .causedBy(cause instanceof UncheckedIOException ? cause.getCause() : cause);
  }
}
