package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderDocumentStoreTest {

  private static final byte[] CONTENT = {'a', 'b', 'c'};
  private static final String SHA_256_OF_CONTENT =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;
  private FolderDocumentStore store;

  @BeforeEach
  void setUp() {
    Clock clock = Clock.fixed(Instant.parse("2026-11-21T00:00:00Z"), ZoneOffset.UTC);
    store = new FolderDocumentStore(folder.resolve("documents"), clock);
  }

  @Test
  void givesBackWhatWasStored() throws IOException {
    CamundaDocumentReference reference = store.createDocument(request());

    assertThat(store.getDocumentContent(reference).readAllBytes()).isEqualTo(CONTENT);
    assertThat(store.file(reference.getDocumentId())).hasBinaryContent(CONTENT);
    assertThat(reference.getContentHash()).isEqualTo(SHA_256_OF_CONTENT);
  }

  @Test
  void tellsWhatItWasToldAboutADocument() {
    CamundaDocumentReference reference = store.createDocument(request());

    assertThat(reference.getMetadata().getContentType()).isEqualTo("image/png");
    assertThat(reference.getMetadata().getFileName()).isEqualTo("image.png");
    assertThat(reference.getMetadata().getSize()).isEqualTo(CONTENT.length);
    assertThat(reference.getMetadata().getExpiresAt())
        .isEqualTo(OffsetDateTime.parse("2026-11-22T00:00:00Z"));
  }

  @Test
  void takesAFileAsAnUploadFormDoes() {
    store.failNext(1);

    Map<String, Object> reference = store.upload("logo.png", "image/png", CONTENT);

    assertThat(reference)
        .containsEntry("camunda.document.type", "camunda")
        .containsEntry("storeId", FolderDocumentStore.STORE_ID)
        .containsEntry("contentHash", SHA_256_OF_CONTENT)
        .containsEntry(
            "metadata",
            Map.of("contentType", "image/png", "fileName", "logo.png", "size", CONTENT.length));
    assertThat(store.file(reference.get("documentId").toString())).hasBinaryContent(CONTENT);
    assertThat(store.attempts()).isZero();
  }

  @Test
  void failsAsOftenAsItWasAskedTo() {
    store.failNext(2);

    assertThatThrownBy(() -> store.createDocument(request())).hasMessageContaining("is down");
    assertThatThrownBy(() -> store.createDocument(request())).hasMessageContaining("is down");
    assertThat(store.createDocument(request())).isNotNull();
    assertThat(store.attempts()).isEqualTo(3);
  }

  @Test
  void deletesADocument() {
    CamundaDocumentReference reference = store.createDocument(request());

    store.deleteDocument(reference);

    assertThat(store.file(reference.getDocumentId())).doesNotExist();
  }

  @Test
  void leavesItsFolderForNoDocumentId() {
    assertThatThrownBy(() -> store.file("../elsewhere"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static DocumentCreationRequest request() {
    return DocumentCreationRequest.from(CONTENT)
        .contentType("image/png")
        .fileName("image.png")
        .timeToLive(Duration.ofDays(1))
        .build();
  }
}
