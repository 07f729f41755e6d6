package org.imagesgenerate.connector.purchase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentMetadata;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import java.time.OffsetDateTime;
import java.util.Map;

/** Where a document is, as JSON that any worker can make the document of again. */
record StoredReference(JsonNode json) implements CamundaDocumentReference, DocumentMetadata {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * @throws ClassCastException if the document is in none of Camunda's stores
   */
  static JsonNode write(Document document) {
    CamundaDocumentReference reference = (CamundaDocumentReference) document.reference();
    DocumentMetadata metadata = reference.getMetadata();
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("storeId", reference.getStoreId())
            .put("documentId", reference.getDocumentId())
            .put("contentHash", reference.getContentHash());
    if (metadata != null) {
      json.put("contentType", metadata.getContentType())
          .put("fileName", metadata.getFileName())
          .put("size", metadata.getSize())
          .put("processDefinitionId", metadata.getProcessDefinitionId())
          .put("processInstanceKey", metadata.getProcessInstanceKey());
      if (metadata.getExpiresAt() != null) {
        json.put("expiresAt", metadata.getExpiresAt().toString());
      }
    }
    return json;
  }

  @Override
  public String getStoreId() {
    return text("storeId");
  }

  @Override
  public String getDocumentId() {
    return text("documentId");
  }

  @Override
  public String getContentHash() {
    return text("contentHash");
  }

  @Override
  public DocumentMetadata getMetadata() {
    return this;
  }

  @Override
  public String getContentType() {
    return text("contentType");
  }

  @Override
  public String getFileName() {
    return text("fileName");
  }

  @Override
  public String getProcessDefinitionId() {
    return text("processDefinitionId");
  }

  @Override
  public Long getSize() {
    return number("size");
  }

  @Override
  public Long getProcessInstanceKey() {
    return number("processInstanceKey");
  }

  @Override
  public OffsetDateTime getExpiresAt() {
    String time = text("expiresAt");
    return time == null ? null : OffsetDateTime.parse(time);
  }

  /** We set none. */
  @Override
  public Map<String, Object> getCustomProperties() {
    return Map.of();
  }

  private String text(String name) {
    return json.path(name).isTextual() ? json.path(name).textValue() : null;
  }

  private Long number(String name) {
    return json.path(name).isIntegralNumber() ? json.path(name).longValue() : null;
  }
}
