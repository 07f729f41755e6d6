package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.imagesgenerate.connector.input.JobText.Context;
import org.imagesgenerate.connector.input.JobText.IsoDuration;
import org.imagesgenerate.connector.input.JobText.Text;

/**
 * What a process asks for when it fetches the images of a task that was submitted before. Names as
 * in {@link ImagesGenerateInput}.
 *
 * @param provider who makes the images: the same as for the submit
 * @param task the handle that the submit gave, or the whole result that holds it
 * @param responseFormat {@code document}, {@code url} or {@code b64_json}; never null
 * @param documentName file name without ending; never null
 * @param documentTimeToLive how long documents live; null leaves it to the store
 * @param timeout budget of the whole job; never null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagesCollectInput(
    @NotNull(message = "is missing; choose the provider of the task") @Valid Provider provider,
    @NotNull(
            message =
                "is missing; take it from the result of Images Generate, such as =imagesResult.task")
        @JsonDeserialize(using = Context.class)
        Map<String, Object> task,
    @JsonProperty("response_format") @JsonDeserialize(using = Text.class) String responseFormat,
    @JsonDeserialize(using = Text.class) String documentName,
    @JsonDeserialize(using = IsoDuration.class) Duration documentTimeToLive,
    @JsonDeserialize(using = IsoDuration.class) Duration timeout) {

  public ImagesCollectInput {
    responseFormat =
        responseFormat == null ? ResponseFormat.DOCUMENT.text() : responseFormat.strip();
    documentName =
        documentName == null ? ImagesGenerateInput.DEFAULT_DOCUMENT_NAME : documentName.strip();
    timeout = timeout == null ? ImagesGenerateInput.DEFAULT_TIMEOUT : timeout;
  }

  /** Says who is asked, and nothing that a user wrote. */
  @Override
  public String toString() {
    return "images of a task by " + provider;
  }
}
