package org.imagesgenerate.connector;

import static java.util.stream.Collectors.joining;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentMetadata;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.imagesgenerate.connector.catalog.FieldSchema;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.image.PngMask;
import org.imagesgenerate.connector.image.PngMask.DamagedException;
import org.imagesgenerate.connector.input.DocumentCopier;
import org.imagesgenerate.connector.input.DocumentCopier.UnreadableException;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.LimitedCall;
import org.imagesgenerate.connector.support.TooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the documents of Images Edit once, before anything is sent, and checks them. The copies
 * identify the purchase and are sent, so a store that fails later affects neither.
 */
final class InputImageReader {

  private static final Logger LOG = LoggerFactory.getLogger(InputImageReader.class);
  private static final Set<String> MASK_FORMATS = Set.of("png");
  private static final int MOST_REMEMBERED = 1_000;

  /** A store that makes no link within this part of the budget is treated as one without links. */
  private static final int PART_FOR_A_LINK = 20;

  private final DocumentCopier copier;

  /**
   * The contents of documents that this worker has read. With them an attempt finds what an earlier
   * one bought, even if the documents have been deleted.
   */
  private final Map<String, Known> known =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
              return size() > MOST_REMEMBERED;
            }
          });

  private record Known(long size, String sha256, ImageFacts facts) {}

  InputImageReader(DocumentCopier copier) {
    this.copier = copier;
  }

  /**
   * Reads all documents.
   *
   * @param model what it accepts
   * @return to be closed when the job ends
   * @throws ImagesException INVALID_INPUT that names every document that is wrong;
   *     CONNECTION_FAILED if this worker cannot store the copies
   */
  InputImages read(ImagesEditInput input, Model model, Deadline deadline) {
    FieldSchema field = model.request().field("images").orElseThrow();
    long maskBytes = model.request().field("mask").orElse(field).maxBytes();
    List<InputImage> read = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    boolean finished = false;
    try {
      for (int i = 1; i <= input.images().size(); i++) {
        String name = "images[%d]".formatted(i);
        Document document = input.images().get(i - 1);
        read(name, document, field.formats(), field.maxBytes(), deadline, read, problems);
      }
      if (input.mask() != null) {
        read("mask", input.mask(), MASK_FORMATS, maskBytes, deadline, read, problems);
      }
      if (input.mask() != null && problems.isEmpty()) {
        maskProblem(read.getLast(), read.getFirst()).ifPresent(problems::add);
      }
      if (!problems.isEmpty()) {
        throw ImagesException.invalidInput(String.join("\n", problems));
      }
      finished = true;
      List<InputImage> images = read.subList(0, input.images().size());
      return new InputImages(
          images, input.mask() == null ? Optional.empty() : Optional.of(read.getLast()));
    } catch (IOException e) {
      throw DocumentCopier.notKept(e);
    } finally {
      if (!finished) {
        read.forEach(it -> it.file().close());
      }
    }
  }

  private void read(
      String name,
      Document document,
      Set<String> formats,
      long maxBytes,
      Deadline deadline,
      List<InputImage> read,
      List<String> problems)
      throws IOException {
    Function<Duration, Optional<URI>> link = life -> link(document, life, deadline);
    try {
      ImageFile file = copier.copy(document, maxBytes, deadline);
      ImageFacts facts = facts(file);
      read.add(new InputImage(name, file, facts, link, null));
      Optional<String> problem = problem(file, facts, formats);
      if (problem.isPresent()) {
        problems.add(name + ": " + problem.get());
      } else {
        identity(document)
            .ifPresent(it -> known.put(it, new Known(file.size(), file.sha256(), facts)));
      }
    } catch (TooLargeException e) {
      problems.add(
          "%s: is larger than %,d MB%s; pass a smaller image"
              .formatted(name, maxBytes >> 20, statedSize(document)));
    } catch (UnreadableException e) {
      String problem =
          "%s: the document cannot be read: %s. Check that it still exists"
              .formatted(name, e.getMessage());
      Optional<Known> before = identity(document).map(known::get);
      if (before.isEmpty()) {
        problems.add(problem);
      } else {
        ImageFile gone = ImageFile.givenAway(before.get().size(), before.get().sha256());
        ImagesException unreadable = ImagesException.invalidInput(problem);
        read.add(new InputImage(name, gone, before.get().facts(), link, unreadable));
      }
    }
  }

  /** The size that the document store states, for a message; empty if it states none. */
  private static String statedSize(Document document) {
    DocumentMetadata metadata = document.metadata();
    return metadata == null || metadata.getSize() == null
        ? ""
        : " (%,d bytes)".formatted(metadata.getSize());
  }

  /** Null if it is not an image. */
  private static ImageFacts facts(ImageFile file) throws IOException {
    try {
      return ImageFacts.of(file).orElse(null);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private static Optional<String> problem(ImageFile file, ImageFacts facts, Set<String> formats) {
    if (file.size() == 0) {
      return Optional.of("the document is empty; pass an image");
    }
    if (facts != null && formats.contains(facts.format())) {
      return Optional.empty();
    }
    return Optional.of(
        "the document is %s; pass %s"
            .formatted(facts == null ? "not an image" : facts.mimeType(), listed(formats)));
  }

  /** Such as {@code JPEG, PNG or WebP}. */
  private static String listed(Set<String> formats) {
    String all =
        formats.stream()
            .map(it -> it.equals("webp") ? "WebP" : it.toUpperCase(Locale.ROOT))
            .sorted()
            .collect(joining(", "));
    return all.replaceFirst("(.*), ", "$1 or ");
  }

  private static Optional<String> maskProblem(InputImage mask, InputImage first)
      throws IOException {
    try {
      if (mask.unreadable() == null && !hasAlpha(mask)) {
        return Optional.of(
            "mask: the document is a PNG without transparency; make the pixels that may change transparent");
      }
    } catch (DamagedException e) {
      return Optional.of("mask: " + e.getMessage());
    }
    return size(mask).equals(size(first))
        ? Optional.empty()
        : Optional.of(
            "mask: has %s pixels, but the first image has %s; pass a mask of the same size"
                .formatted(size(mask), size(first)));
  }

  private static boolean hasAlpha(InputImage mask) throws IOException {
    try (InputStream in = mask.open()) {
      return PngMask.hasAlpha(in);
    }
  }

  private static String size(InputImage image) {
    return image.facts().width() + "x" + image.facts().height();
  }

  /**
   * The images in the form that a model expects.
   *
   * @return must be closed too: the mask may be another copy
   * @throws ImagesException INVALID_INPUT if the mask cannot be converted
   */
  InputImages asSent(InputImages images, Model model) {
    boolean white = model.request().field("mask").filter(FieldSchema::isWhiteMask).isPresent();
    return white ? images.withMask(images.mask().map(this::whiteMask)) : images;
  }

  /** White where the process's mask is transparent. */
  private InputImage whiteMask(InputImage mask) {
    if (mask.unreadable() != null) {
      return mask;
    }
    try (ImageFile.Writer copy = copier.newImage();
        InputStream in = mask.open()) {
      PngMask.whiteWhereTransparent(in, copy);
      return new InputImage(
          mask.field(), copy.finish(), mask.facts(), life -> Optional.empty(), null);
    } catch (DamagedException | TooLargeException e) {
      throw ImagesException.invalidInput(
          "mask: cannot be converted for this model: " + e.getMessage());
    } catch (IOException e) {
      throw DocumentCopier.notKept(e);
    }
  }

  /** Empty if the store cannot make a link, or does not make one in time. */
  private static Optional<URI> link(Document document, Duration life, Deadline deadline) {
    DocumentLinkParameters parameters = new DocumentLinkParameters(life);
    Deadline soon = deadline.atMost(deadline.budget().dividedBy(PART_FOR_A_LINK));
    try {
      return Optional.ofNullable(
              LimitedCall.of(() -> document.generateLink(parameters), late -> {}, soon))
          .map(URI::create);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The document store makes no links: {}", e.getClass().getSimpleName());
    }
    return Optional.empty();
  }

  /** Empty if the document is not in a Camunda document store. */
  private static Optional<String> identity(Document document) {
    return document.reference() instanceof CamundaDocumentReference it
        ? Optional.of(
            "%s %s %s".formatted(it.getStoreId(), it.getDocumentId(), it.getContentHash()))
        : Optional.empty();
  }
}
