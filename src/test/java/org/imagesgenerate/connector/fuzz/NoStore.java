package org.imagesgenerate.connector.fuzz;

import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.runtime.core.document.CamundaDocumentReferenceImpl;
import io.camunda.connector.runtime.core.document.DocumentMetadataImpl;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

/** Reads every document to its end and keeps none. Each that is read has the same content. */
public final class NoStore implements CamundaDocumentStore {

  private final Supplier<byte[]> content;

  public NoStore(Supplier<byte[]> content) {
    this.content = content;
  }

  @Override
  public CamundaDocumentReference createDocument(DocumentCreationRequest request) {
    try (InputStream in = request.content()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CamundaDocumentReferenceImpl(
        "none",
        "id",
        "hash",
        new DocumentMetadataImpl(
            request.contentType(), null, null, request.fileName(), null, null, null));
  }

  @Override
  public InputStream getDocumentContent(CamundaDocumentReference reference) {
    return new ByteArrayInputStream(content.get());
  }

  @Override
  public void deleteDocument(CamundaDocumentReference reference) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String generateLink(
      CamundaDocumentReference reference, DocumentLinkParameters parameters) {
    throw new UnsupportedOperationException();
  }
}
