package org.imagesgenerate.connector.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;

/** Requests that edit images, with a catalog of one model, {@code acme:edit@1}. */
public final class EditRequests {

  /** The model, in the form that every provider accepts as a path or an id. */
  public static final String MODEL = "acme:edit@1";

  /** Bytes that differ at every place, so that a wrong order or a lost chunk shows. */
  public static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    long value = size;
    for (int i = 0; i < size; i++) {
      value = value * 6364136223846793005L + 1442695040888963407L;
      bytes[i] = (byte) (value >> 56);
    }
    return bytes;
  }

  /** An image whose store has no links. */
  public static InputImage image(Http http, String field, String format, byte[] bytes) {
    return image(http, field, format, bytes, lifetime -> Optional.empty());
  }

  /** An image of any bytes: adapters do not look at them. */
  public static InputImage image(
      Http http,
      String field,
      String format,
      byte[] bytes,
      Function<Duration, Optional<URI>> link) {
    try (ImageFile.Writer file = http.newImage()) {
      file.write(bytes);
      return new InputImage(
          field, file.finish(), new ImageFacts("image/" + format, format, 64, 64), link, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An image that an earlier attempt could read, and this one cannot. */
  public static InputImage gone(String field, Function<Duration, Optional<URI>> link) {
    return new InputImage(
        field,
        ImageFile.givenAway(9, "0".repeat(64)),
        new ImageFacts("image/png", "png", 64, 64),
        link,
        ImagesException.invalidInput(field + ": the document cannot be read"));
  }

  /**
   * An edit without its images.
   *
   * @param variables of the job in JSON; single quotes may stand for double ones
   * @param imageFields of the model, such as {@code 'images': {'type': 'images'}}
   */
  public static ImageRequest request(String provider, String variables, String imageFields) {
    String catalog =
        """
        {'tasks': 20, 'delivers': 'url',
         'inputs': {'prompt': ['positivePrompt', 'prompt'],
                    'images': ['images', 'image', 'inputs.referenceImages', 'inputs.seedImage'],
                    'mask': ['mask_image', 'inputs.maskImage']},
         'models': {'%s': {'fields': {'%s': {'type': 'string'}, %s}}}}"""
            .formatted(
                MODEL, provider.equals("runware") ? "positivePrompt" : "prompt", imageFields);
    return Catalog.builtIn()
        .with(provider, catalog.replace('\'', '"'))
        .translate(
            TestRequests.input(
                "{'provider': {'type': '%s', 'apiKey': 'key'}, 'model': '%s'%s}"
                    .formatted(provider, MODEL, variables.isEmpty() ? "" : ", " + variables)));
  }

  public static InputImages images(InputImage... images) {
    return new InputImages(List.of(images), Optional.empty());
  }

  /** A first attempt. */
  public static GenerationRequest first(ImageRequest request, Deadline deadline) {
    return new GenerationRequest(request, TestRequests.PURCHASE_KEY, deadline, null);
  }

  private EditRequests() {}
}
