package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.camunda.connector.api.document.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads documents among the job variables. The runtime's own mapper resolves them; what is not a
 * document is rejected here, because the runtime's message would quote it.
 */
final class JobDocuments {

  /** A document or a list of documents. Null and blank text mean an empty list. */
  static final class DocumentList extends JsonDeserializer<List<Document>> {
    @Override
    public List<Document> deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      List<Document> documents = new ArrayList<>();
      if (node.isArray()) {
        for (JsonNode item : node) {
          documents.add(document(item, "item %d ".formatted(documents.size() + 1), context));
        }
      } else if (!isUnset(node)) {
        documents.add(document(node, "", context));
      }
      return documents;
    }

    @Override
    public List<Document> getNullValue(DeserializationContext context) {
      return List.of();
    }
  }

  /** A document. Null, blank text and an empty list mean not set. */
  static final class OneDocument extends JsonDeserializer<Document> {
    @Override
    public Document deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      JsonNode only = node.isArray() && node.size() == 1 ? node.get(0) : node;
      return isUnset(only) || only.isArray() && only.isEmpty() ? null : document(only, "", context);
    }
  }

  private static boolean isUnset(JsonNode node) {
    return node.isNull() || node.isTextual() && node.asText().isBlank();
  }

  private static Document document(JsonNode node, String item, DeserializationContext context)
      throws IOException {
    try {
      Document document = node.isObject() ? context.readTreeAsValue(node, Document.class) : null;
      if (document != null) {
        return document;
      }
    } catch (IOException | RuntimeException e) {
      // the message below says what is right
    }
    throw JsonMappingException.from(
        context,
        "%sis %s, but has to be a document, such as =imagesResult.images[1].document"
            .formatted(item, isUnset(node) ? "empty" : JobText.kind(node)));
  }

  private JobDocuments() {}
}
