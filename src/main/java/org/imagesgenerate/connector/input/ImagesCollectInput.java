package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyBinding;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
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
    @TemplateProperty(
            group = "task",
            label = "Task",
            description = "The task of the result of Images Generate, such as =imagesResult.task",
            tooltip =
                "Images Generate gives it when <b>Delivery</b> is <b>Only submit the task</b>, and again in the variables of an error such as <code>TASK_PENDING</code>.",
            type = PropertyType.Text,
            feel = FeelMode.required)
        @NotNull(
            message =
                "is missing; take it from the result of Images Generate, such as =imagesResult.task")
        @JsonDeserialize(using = Context.class)
        Map<String, Object> task,
    @TemplateProperty(
            id = "response_format",
            binding = @PropertyBinding(name = "response_format"),
            group = "result",
            label = "Response format",
            description = "How each image comes back into the process",
            tooltip =
                "<b>Camunda document</b> is right for nearly everything: the image goes into the document store, the variable stays small.<br/><b>URL</b> is the provider's address, which expires.<br/><b>Base64 text</b> lies in the variable; over 700,000 characters the images become documents instead.",
            type = PropertyType.Dropdown,
            choices = {
              @TemplateProperty.DropdownPropertyChoice(
                  value = "document",
                  label = "Camunda document"),
              @TemplateProperty.DropdownPropertyChoice(value = "url", label = "URL"),
              @TemplateProperty.DropdownPropertyChoice(value = "b64_json", label = "Base64 text")
            },
            defaultValue = "document")
        @JsonProperty("response_format")
        @JsonDeserialize(using = Text.class)
        String responseFormat,
    @TemplateProperty(
            group = "result",
            label = "Document name",
            description = "File name without ending; several images get -1, -2, …",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String documentName,
    @TemplateProperty(
            group = "result",
            label = "Document time to live",
            description =
                "ISO-8601 duration, such as P30D (thirty days). Empty: as the store decides",
            optional = true,
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_DURATION,
                            message = FieldPattern.DURATION_MESSAGE)))
        @JsonDeserialize(using = IsoDuration.class)
        Duration documentTimeToLive,
    @TemplateProperty(
            group = "advanced",
            label = "Timeout",
            description = "ISO-8601 duration for the whole task. Empty: PT4M (four minutes)",
            tooltip =
                "Keep it below the job timeout of your connectors runtime, which is five minutes unless it was changed: when that ends first, the engine hands the job out a second time.",
            optional = true,
            defaultValue = "PT4M",
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_DURATION,
                            message = FieldPattern.DURATION_MESSAGE)))
        @JsonDeserialize(using = IsoDuration.class)
        Duration timeout) {

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
