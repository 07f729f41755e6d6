package org.imagesgenerate.connector.delivery;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Sleeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers bought images to the process. Nothing here buys: what fails is retried from the
 * temporary file, in this attempt or the next.
 */
public final class Delivery {

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final List<Duration> WAITS =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
  private static final int MAX_NAME_LENGTH = 200;

  private final ImageDownloader downloader;
  private final Sleeper sleeper;

  public Delivery(ImageDownloader downloader, Sleeper sleeper) {
    this.downloader = downloader;
    this.sleeper = sleeper;
  }

  /**
   * Delivers all images in one form.
   *
   * @param warnings receives what is delivered differently than requested
   * @throws ImagesException DOWNLOAD_FAILED or DELIVERY_FAILED, after which the images are still
   *     kept; RESPONSE_INVALID if nothing that was bought is an image
   */
  public List<ImagesResult.Image> deliver(
      CompletedPurchase purchase, DeliveryRequest request, List<String> warnings) {
    List<CompletedPurchase.Image> images = purchase.images();
    if (request.responseFormat() == ResponseFormat.URL) {
      if (images.stream()
          .allMatch(image -> image.generated().source() instanceof Source.RemoteUrl)) {
        List<ImagesResult.Image> urls = urls(images);
        if (urls.stream().mapToLong(it -> it.url().length()).sum()
            <= ResponseFormat.MAX_BASE64_CHARACTERS) {
          return urls;
        }
        warnings.add("the URLs are too long for a result, so the images became documents");
      } else {
        warnings.add("the images came without URLs, so they became documents");
      }
    }
    List<CompletedPurchase.Image> readable = readable(purchase, request, warnings);
    boolean isBase64 =
        request.responseFormat() == ResponseFormat.B64_JSON && fits(readable, warnings);
    List<ImagesResult.Image> results = new ArrayList<>();
    for (CompletedPurchase.Image image : readable) {
      int index = results.size() + 1;
      warnOfHazards(index, image, warnings);
      if (!isBase64) {
        store(image, name(image, index, readable.size(), request), request);
      }
      results.add(result(index, image, null, isBase64 ? base64(image.file()) : null));
    }
    return results;
  }

  private static List<ImagesResult.Image> urls(List<CompletedPurchase.Image> images) {
    List<ImagesResult.Image> results = new ArrayList<>();
    for (CompletedPurchase.Image image : images) {
      URI uri = ((Source.RemoteUrl) image.generated().source()).uri();
      results.add(result(results.size() + 1, image, uri.toString(), null));
    }
    return results;
  }

  /** Downloads what is not here yet; returns what really is an image. */
  private List<CompletedPurchase.Image> readable(
      CompletedPurchase purchase, DeliveryRequest request, List<String> warnings) {
    List<CompletedPurchase.Image> readable = new ArrayList<>();
    for (CompletedPurchase.Image image : purchase.images()) {
      if (image.isLost()) {
        continue;
      }
      if (image.file() == null) {
        download(purchase, image, request);
      } else if (image.facts() == null) {
        facts(image.file()).ifPresent(facts -> image.setFile(image.file(), facts));
      }
      if (image.facts() != null) {
        readable.add(image);
      }
    }
    if (readable.isEmpty()) {
      boolean isBilled = purchase.generated().cost() != null;
      throw ImagesException.of(
          ErrorCode.RESPONSE_INVALID,
          isBilled ? PurchaseState.MADE : PurchaseState.UNKNOWN,
          "The provider reported success, but did not send an image (PNG, JPEG, WebP, GIF or SVG). You %s been billed: check the provider's usage page, then add a retry."
              .formatted(isBilled ? "have" : "may have"));
    }
    long lost = purchase.images().stream().filter(CompletedPurchase.Image::isLost).count();
    long invalid = purchase.images().size() - readable.size() - lost;
    if (invalid > 0) {
      warnings.add(
          "%d of %d images were left out: their bytes are not an image"
              .formatted(invalid, purchase.images().size()));
    }
    if (lost > 0) {
      warnings.add(
          "%d of %d images were left out: they were bought by an earlier attempt, and their files are gone"
              .formatted(lost, purchase.images().size()));
    }
    return readable;
  }

  private void download(
      CompletedPurchase purchase, CompletedPurchase.Image image, DeliveryRequest request) {
    URI uri = ((Source.RemoteUrl) image.generated().source()).uri();
    try {
      ImageFile file = downloader.download(uri, request);
      image.setFile(file, factsOfDownload(file));
    } catch (ImagesException e) {
      throw e.with("url", uri.toString()).with("urls", urls(purchase));
    }
  }

  /** The next attempt downloads again, so the file is deleted if anything goes wrong. */
  private static ImageFacts factsOfDownload(ImageFile file) {
    try {
      return facts(file)
          .orElseThrow(
              () ->
                  ImagesException.of(
                      ErrorCode.DOWNLOAD_FAILED,
                      PurchaseState.MADE,
                      "The image URL did not return an image. You have been billed. The next attempt downloads it again and buys nothing more."));
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private static List<String> urls(CompletedPurchase purchase) {
    return purchase.images().stream()
        .map(image -> image.generated().source())
        .filter(Source.RemoteUrl.class::isInstance)
        .map(source -> ((Source.RemoteUrl) source).uri().toString())
        .toList();
  }

  private static Optional<ImageFacts> facts(ImageFile file) {
    try {
      return ImageFacts.of(file);
    } catch (IOException e) {
      throw failed("the temporary file cannot be read: " + e.getMessage(), e);
    }
  }

  private static void warnOfHazards(
      int index, CompletedPurchase.Image image, List<String> warnings) {
    if (!image.facts().hazards().isEmpty()) {
      warnings.add(
          "image %d is an SVG with %s; it was delivered unchanged. Remove them before you open it in a browser or embed it in a page"
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

  private void store(CompletedPurchase.Image image, String name, DeliveryRequest request) {
    int attempt = 0;
    while (image.document() == null) {
      try {
        image.setDocument(upload(image, name, request));
      } catch (IOException | RuntimeException e) {
        LOG.debug("Attempt {} to store a document failed", attempt + 1, e);
        if (attempt == WAITS.size()
            || request.deadline().left().compareTo(WAITS.get(attempt)) <= 0) {
          throw failed(
              "the document store failed %d times: %s".formatted(attempt + 1, e.getMessage()), e);
        }
        sleep(WAITS.get(attempt++), e);
        Metric.RETRIES.add(1, "document");
      }
    }
  }

  private static Document upload(
      CompletedPurchase.Image image, String name, DeliveryRequest request) throws IOException {
    try (InputStream in = image.file().open()) {
      return request
          .documents()
          .create(
              DocumentCreationRequest.from(in)
                  .contentType(image.facts().mimeType())
                  .fileName(name)
                  .timeToLive(request.timeToLive())
                  .build());
    }
  }

  private void sleep(Duration wait, Exception reason) {
    try {
      sleeper.pause(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("this worker is shutting down: " + reason.getMessage(), reason);
    }
  }

  /** {@code image.png}; of several {@code image-1.png} and so on. */
  private static String name(
      CompletedPurchase.Image image, int index, int of, DeliveryRequest request) {
    String safe = request.documentName().replaceAll("[\\p{Cntrl}/\\\\]", "-");
    return cut(safe) + (of == 1 ? "" : "-" + index) + "." + image.facts().extension();
  }

  /** Never cuts a surrogate pair: no store accepts half of one. */
  private static String cut(String name) {
    if (name.length() <= MAX_NAME_LENGTH) {
      return name;
    }
    boolean isInPair = Character.isHighSurrogate(name.charAt(MAX_NAME_LENGTH - 1));
    return name.substring(0, isInPair ? MAX_NAME_LENGTH - 1 : MAX_NAME_LENGTH);
  }

  private static String base64(ImageFile file) {
    try (InputStream in = file.open()) {
      return Base64.getEncoder().encodeToString(in.readAllBytes());
    } catch (IOException e) {
      throw failed("the temporary file cannot be read: " + e.getMessage(), e);
    }
  }

  private static ImagesResult.Image result(
      int index, CompletedPurchase.Image image, String url, String base64) {
    ImageFacts facts = url == null ? image.facts() : null;
    ImageFile file = url == null ? image.file() : null;
    return new ImagesResult.Image(
        index,
        image.generated().id(),
        url,
        base64,
        url == null ? image.document() : null,
        facts == null ? null : facts.mimeType(),
        facts == null ? null : facts.width(),
        facts == null ? null : facts.height(),
        file == null ? null : file.size(),
        file == null ? null : file.sha256(),
        image.generated().revisedPrompt(),
        image.generated().seed(),
        image.generated().nsfw(),
        url == null ? null : expiresAt(image.generated()));
  }

  /** What the URL itself states is more exact than what is known of the provider's URLs. */
  private static String expiresAt(GenerationResult.Image image) {
    return SignedUrl.expiry(((Source.RemoteUrl) image.source()).uri())
        .or(() -> Optional.ofNullable(image.expiresAt()))
        .map(Instant::toString)
        .orElse(null);
  }

  private static ImagesException failed(String reason, Exception cause) {
    return ImagesException.of(
            ErrorCode.DELIVERY_FAILED,
            PurchaseState.MADE,
            "The images could not be stored: %s. You have been billed. The next attempt stores them again and buys nothing more."
                .formatted(reason))
        .causedBy(cause instanceof UncheckedIOException ? cause.getCause() : cause);
  }
}
