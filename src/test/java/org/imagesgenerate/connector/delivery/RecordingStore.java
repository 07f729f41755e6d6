package org.imagesgenerate.connector.delivery;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentMetadata;
import io.camunda.connector.api.document.DocumentReference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** A document store in memory that can be down. */
final class RecordingStore implements DocumentFactory {

  private final List<DocumentCreationRequest> requests = new ArrayList<>();
  private final List<byte[]> contents = new ArrayList<>();
  private IntPredicate failing = attempt -> false;
  private int attempts;

  /**
   * @param which of the uploads, counted from 1, fail
   */
  void failWhen(IntPredicate which) {
    failing = which;
  }

  /** What is in the store, in the order in which it came. */
  List<DocumentCreationRequest> requests() {
    return requests;
  }

  List<byte[]> contents() {
    return contents;
  }

  List<String> names() {
    return requests.stream().map(DocumentCreationRequest::fileName).toList();
  }

  /** Uploads that were tried, failed ones among them. */
  int attempts() {
    return attempts;
  }

  @Override
  public Document create(DocumentCreationRequest request) {
    try {
      attempts++;
      if (failing.test(attempts)) {
        request.content().readNBytes(10);
        throw new IOException("the store is down");
      }
      byte[] content = request.content().readAllBytes();
      requests.add(request);
      contents.add(content);
      return new Stored(request.fileName(), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Document resolve(DocumentReference reference) {
    throw new UnsupportedOperationException();
  }

  private record Stored(String name, byte[] content) implements Document {
    @Override
    public DocumentMetadata metadata() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String asBase64() {
      throw new UnsupportedOperationException();
    }

    @Override
    public InputStream asInputStream() {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] asByteArray() {
      return content;
    }

    @Override
    public DocumentReference reference() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String generateLink(DocumentLinkParameters parameters) {
      throw new UnsupportedOperationException();
    }
  }
}
