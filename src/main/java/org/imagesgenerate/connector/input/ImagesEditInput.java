package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.api.document.Document;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.JobDocuments.DocumentList;
import org.imagesgenerate.connector.input.JobDocuments.OneDocument;
import org.imagesgenerate.connector.input.JobText.Text;

/**
 * What Images Edit takes besides the inputs of Images Generate.
 *
 * @param images the input images, in the order the prompt refers to them
 * @param mask its transparent pixels mark where the first image may change; or null
 * @param inputFidelity {@code low} or {@code high}, where the model has it; or null
 * @param contents of the documents, once they are read; never null
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
    @JsonProperty("input_fidelity") @JsonDeserialize(using = Text.class) String inputFidelity,
    @JsonIgnore InputImages contents) {

  /** Most input images of one request. */
  public static final int MOST_IMAGES = 16;

  public ImagesEditInput {
    inputFidelity = inputFidelity == null ? null : inputFidelity.strip();
    contents = contents == null ? InputImages.NONE : contents;
  }

  /** Before the documents are read. */
  public ImagesEditInput(List<Document> images, Document mask, String inputFidelity) {
    this(images, mask, inputFidelity, InputImages.NONE);
  }

  /** The same with what the documents contain. */
  public ImagesEditInput with(InputImages contents) {
    return new ImagesEditInput(images, mask, inputFidelity, contents);
  }

  /** Contains nothing that a user wrote. */
  @Override
  public String toString() {
    return "input images";
  }
}
