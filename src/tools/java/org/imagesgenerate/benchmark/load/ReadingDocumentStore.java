package org.imagesgenerate.benchmark.load;

import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.runtime.core.document.CamundaDocumentReferenceImpl;
import io.camunda.connector.runtime.core.document.DocumentMetadataImpl;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.UUID;

/** Reads every document to its end and keeps nothing, so that no disk is measured. */
final class ReadingDocumentStore implements CamundaDocumentStore {

  @Override
  public CamundaDocumentReference createDocument(DocumentCreationRequest request) {
    try (InputStream content = request.content()) {
      long size = content.transferTo(OutputStream.nullOutputStream());
      return new CamundaDocumentReferenceImpl(
          "none",
          UUID.randomUUID().toString(),
          "hash",
          new DocumentMetadataImpl(
              request.contentType(), null, size, request.fileName(), null, null, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream getDocumentContent(CamundaDocumentReference reference) {
    throw new UnsupportedOperationException("keeps nothing");
  }

  @Override
  public void deleteDocument(CamundaDocumentReference reference) {
    throw new UnsupportedOperationException("keeps nothing");
  }

  @Override
  public String generateLink(
      CamundaDocumentReference reference, DocumentLinkParameters parameters) {
    throw new UnsupportedOperationException("keeps nothing");
  }
}
