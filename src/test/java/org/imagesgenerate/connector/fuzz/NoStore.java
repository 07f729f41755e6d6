package org.imagesgenerate.connector.fuzz;

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

/** Reads every document to its end and keeps none. */
public final class NoStore implements CamundaDocumentStore {

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
    throw new UnsupportedOperationException();
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
