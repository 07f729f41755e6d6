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
 * The inputs of Images Collect, which gets the images of a submitted task. Names as in {@link
 * ImagesGenerateInput}.
 *
 * @param provider the same as for the submit
 * @param task the handle that the submit returned, or the whole result that contains it
 * @param responseFormat {@code document}, {@code url} or {@code b64_json}; never null
 * @param documentName file name without extension; never null
 * @param documentTimeToLive how long documents live; null leaves it to the store
 * @param timeout budget of the whole job; never null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagesCollectInput(
    @NotNull(message = "is missing; choose the provider of the task") @Valid Provider provider,
    @NotNull(
            message =
                "is missing; use the task of a result of Images Generate or Images Edit, such as =imagesResult.task")
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

  /** Contains nothing that a user wrote. */
  @Override
  public String toString() {
    return "images of a task by " + provider;
  }
}
