package org.imagesgenerate.local;

import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.runtime.core.document.CamundaDocumentReferenceImpl;
import io.camunda.connector.runtime.core.document.DocumentMetadataImpl;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Camunda's document store, as files in one folder. Contents are streamed, so that a large document
 * needs no heap.
 */
public final class FolderDocumentStore implements CamundaDocumentStore {

  /** What {@code storeId} says in a document's reference. */
  public static final String STORE_ID = "folder";

  private final Path folder;
  private final Clock clock;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicInteger attempts = new AtomicInteger();

  /**
   * @param folder created if it does not exist
   * @param clock for the time at which documents expire; expired documents are not deleted
   */
  public FolderDocumentStore(Path folder, Clock clock) {
    this.folder = folder;
    this.clock = clock;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the next uploads fail. */
  public void failNext(int uploads) {
    failures.set(uploads);
  }

  /** How many uploads were tried, failed ones among them. */
  public int attempts() {
    return attempts.get();
  }

  /** The file with the content of a document. */
  public Path file(String documentId) {
    Path file = folder.resolve(documentId).normalize();
    if (!folder.normalize().equals(file.getParent())) {
      throw new IllegalArgumentException("not a document id: " + documentId);
    }
    return file;
  }

  /**
   * Stores a file as an upload form does. It never fails on request: that is about what a process
   * makes.
   *
   * @return the reference, as it is in a process variable
   */
  public Map<String, Object> upload(String fileName, String contentType, byte[] content) {
    CamundaDocumentReference reference =
        store(
            DocumentCreationRequest.from(content)
                .contentType(contentType)
                .fileName(fileName)
                .build());
    return Map.of(
        "camunda.document.type",
        "camunda",
        "storeId",
        STORE_ID,
        "documentId",
        reference.getDocumentId(),
        "contentHash",
        reference.getContentHash(),
        "metadata",
        Map.of("contentType", contentType, "fileName", fileName, "size", content.length));
  }

  @Override
  public CamundaDocumentReference createDocument(DocumentCreationRequest request) {
    attempts.incrementAndGet();
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("the document store is down, as a test requested");
    }
    return store(request);
  }

  private CamundaDocumentReference store(DocumentCreationRequest request) {
    String id = request.documentId() == null ? UUID.randomUUID().toString() : request.documentId();
    MessageDigest digest = sha256();
    try (InputStream content = new DigestInputStream(request.content(), digest)) {
      long size = Files.copy(content, file(id));
      String hash = HexFormat.of().formatHex(digest.digest());
      return new CamundaDocumentReferenceImpl(STORE_ID, id, hash, metadata(request, size));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DocumentMetadataImpl metadata(DocumentCreationRequest request, long size) {
    OffsetDateTime expiresAt =
        request.timeToLive() == null ? null : OffsetDateTime.now(clock).plus(request.timeToLive());
    return new DocumentMetadataImpl(
        request.contentType(),
        expiresAt,
        size,
        request.fileName(),
        request.processDefinitionId(),
        request.processInstanceKey(),
        request.customProperties());
  }

  @Override
  public InputStream getDocumentContent(CamundaDocumentReference reference) {
    try {
      return Files.newInputStream(file(reference.getDocumentId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void deleteDocument(CamundaDocumentReference reference) {
    try {
      Files.deleteIfExists(file(reference.getDocumentId()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String generateLink(
      CamundaDocumentReference reference, DocumentLinkParameters parameters) {
    return file(reference.getDocumentId()).toUri().toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
