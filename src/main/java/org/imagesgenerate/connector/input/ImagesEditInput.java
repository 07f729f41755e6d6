package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.api.document.Document;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.imagesgenerate.connector.input.JobDocuments.DocumentList;
import org.imagesgenerate.connector.input.JobDocuments.OneDocument;
import org.imagesgenerate.connector.input.JobText.Text;

/**
 * The inputs that Images Edit has in addition to those of Images Generate.
 *
 * @param images the input images, in the order the prompt refers to them
 * @param mask its transparent pixels mark where the first image may change; or null
 * @param inputFidelity {@code low} or {@code high}, where the model has it; or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagesEditInput(
    @NotEmpty(message = "is missing; pass a document or a list of documents")
        @JsonDeserialize(using = DocumentList.class)
        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        List<Document> images,
    @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        @JsonDeserialize(using = OneDocument.class)
        Document mask,
    @JsonProperty("input_fidelity") @JsonDeserialize(using = Text.class) String inputFidelity) {

  /** Most input images of one request. */
  public static final int MOST_IMAGES = 16;

  public ImagesEditInput {
    inputFidelity = inputFidelity == null ? null : inputFidelity.strip();
  }

  /** Contains nothing that a user wrote. */
  @Override
  public String toString() {
    return "input images";
  }
}
