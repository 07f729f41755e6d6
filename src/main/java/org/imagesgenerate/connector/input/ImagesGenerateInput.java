package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.camunda.connector.generator.dsl.Property.FeelMode;
import io.camunda.connector.generator.java.annotation.TemplateProperty;
import io.camunda.connector.generator.java.annotation.TemplateProperty.DropdownPropertyChoice;
import io.camunda.connector.generator.java.annotation.TemplateProperty.Pattern;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyBinding;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyConstraints;
import io.camunda.connector.generator.java.annotation.TemplateProperty.PropertyType;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.imagesgenerate.connector.input.JobText.Context;
import org.imagesgenerate.connector.input.JobText.IsoDuration;
import org.imagesgenerate.connector.input.JobText.Text;
import org.imagesgenerate.connector.input.JobText.WholeNumber;

/**
 * What a process asks for. Names that OpenAI documents for {@code POST /images/generations} keep
 * their documented snake_case names; what is ours is camelCase. A component is null where nothing
 * was set; which values a model takes is the catalog's business.
 *
 * @param provider who makes the images
 * @param model the provider's model id; any text goes through
 * @param prompt what the images shall show
 * @param n how many images; unset means one
 * @param size {@code auto} or {@code WxH} in pixels, whatever the provider's own form
 * @param outputCompression 0 to 100 percent
 * @param responseFormat {@code document}, {@code url} or {@code b64_json}; never null
 * @param extraBody merged last into the provider's request
 * @param delivery {@code wait} or {@code submit}; never null
 * @param webhookUrl where the provider reports completion of a submitted task
 * @param timeout budget of the whole job; never null
 * @param documentTimeToLive how long documents live; null leaves it to the store
 * @param documentName file name without ending; never null
 * @param providerOptions what only this provider knows
 * @param error what an earlier attempt of this job left behind, as the engine hands it back
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagesGenerateInput(
    @NotNull(message = "is missing; choose a provider") @Valid Provider provider,
    @TemplateProperty(
            group = "model",
            label = "Model",
            description = "The provider's id of the model",
            tooltip =
                "Models that end soon are marked. Any other model: set <b>Model choice</b> to <b>Other</b>.")
        @NotBlank(
            message =
                "is missing; name the provider's model, such as gpt-image-2, or your deployment at Azure")
        @JsonDeserialize(using = Text.class)
        String model,
    @TemplateProperty(
            group = "prompt",
            label = "Prompt",
            description = "What the images shall show",
            tooltip =
                "At most 32,000 characters (DALL-E 3: 4,000; DALL-E 2: 1,000). To use process variables, switch to FEEL: <code>\"A poster for \" + event.title</code>",
            type = PropertyType.Text)
        @NotBlank(
            message =
                "is missing; say what the images shall show (an expression gives nothing when one of its variables is missing)")
        @JsonDeserialize(using = Text.class)
        String prompt,
    @TemplateProperty(group = "image", label = "Number of images", optional = true)
        @JsonDeserialize(using = WholeNumber.class)
        Integer n,
    @TemplateProperty(
            group = "image",
            label = "Size",
            description = "Width x height in pixels. Empty: the model's default",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String size,
    @TemplateProperty(
            group = "image",
            label = "Quality",
            description = "More quality costs more money and time. Empty: the model's default",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String quality,
    @TemplateProperty(
            group = "image",
            label = "Style",
            description = "Vivid is dramatic, natural is restrained",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String style,
    @TemplateProperty(
            group = "image",
            label = "Background",
            description =
                "Transparent needs the output format PNG or WebP. Empty: the model's default",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String background,
    @TemplateProperty(
            id = "output_format",
            binding = @PropertyBinding(name = "output_format"),
            group = "image",
            label = "Output format",
            description = "The kind of image file. Empty: the model's default",
            optional = true)
        @JsonProperty("output_format")
        @JsonDeserialize(using = Text.class)
        String outputFormat,
    @TemplateProperty(
            id = "output_compression",
            binding = @PropertyBinding(name = "output_compression"),
            group = "image",
            label = "Output compression",
            description = "0 to 100 percent, for JPEG and WebP only",
            optional = true)
        @JsonProperty("output_compression")
        @JsonDeserialize(using = WholeNumber.class)
        Integer outputCompression,
    @TemplateProperty(
            group = "safety",
            label = "Moderation",
            description = "How strictly the provider filters. Empty: the provider's default",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String moderation,
    @TemplateProperty(
            group = "safety",
            label = "User",
            description =
                "A name for your end user that tells the provider nothing about the person",
            optional = true)
        @JsonDeserialize(using = Text.class)
        String user,
    @TemplateProperty(
            id = "safety_identifier",
            binding = @PropertyBinding(name = "safety_identifier"),
            group = "safety",
            label = "Safety identifier",
            description =
                "Such as a hash of your end user's id. Wins over User, which is its older form",
            optional = true)
        @JsonProperty("safety_identifier")
        @JsonDeserialize(using = Text.class)
        String safetyIdentifier,
    @TemplateProperty(
            id = "response_format",
            binding = @PropertyBinding(name = "response_format"),
            group = "result",
            label = "Response format",
            description = "How each image comes back into the process",
            tooltip =
                "<b>Camunda document</b> is right for nearly everything: the image goes into the document store, the variable stays small.<br/><b>URL</b> is the provider's address, which expires.<br/><b>Base64 text</b> lies in the variable; over 700,000 characters the images become documents instead.")
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
            label = "Delivery",
            description = "Waiting is simplest. Submitting keeps no worker busy meanwhile",
            tooltip =
                "<b>Only submit</b> ends this task at once with the task handle <code>task</code>. Fetch the images later with the connector Images Collect, or let the provider call a webhook.",
            type = PropertyType.Dropdown,
            choices = {
              @DropdownPropertyChoice(
                  value = ImagesGenerateInput.WAIT,
                  label = "Wait for the images"),
              @DropdownPropertyChoice(
                  value = ImagesGenerateInput.SUBMIT,
                  label = "Only submit the task")
            },
            defaultValue = ImagesGenerateInput.WAIT)
        @JsonDeserialize(using = Text.class)
        String delivery,
    @TemplateProperty(
            group = "advanced",
            label = "Webhook address",
            description = "Where the provider reports that the images are there",
            optional = true,
            constraints =
                @PropertyConstraints(
                    pattern =
                        @Pattern(
                            value = FieldPattern.OPTIONAL_ADDRESS,
                            message = FieldPattern.ADDRESS_MESSAGE)))
        @JsonDeserialize(using = Text.class)
        String webhookUrl,
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
        Duration timeout,
    @TemplateProperty(
            group = "advanced",
            label = "Extra body fields",
            description =
                "A FEEL context that is merged into the provider's request, after all else",
            tooltip = "For parameters that this form does not have (yet).",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        @JsonDeserialize(using = Context.class)
        Map<String, Object> extraBody,
    @TemplateProperty(
            group = "advanced",
            label = "Provider options",
            description = "A FEEL context of options that only this provider has",
            type = PropertyType.Text,
            feel = FeelMode.required,
            optional = true)
        @JsonDeserialize(using = Context.class)
        Map<String, Object> providerOptions,
    @TemplateProperty(ignore = true) JsonNode error) {

  /** Below the connectors runtime's default job timeout of five minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(4);

  /** The file name of an image that nobody named. */
  public static final String DEFAULT_DOCUMENT_NAME = "image";

  /** Waits for the images, or hands back the task. */
  public static final String WAIT = "wait";

  public static final String SUBMIT = "submit";

  public ImagesGenerateInput {
    model = strip(model);
    if (provider instanceof Provider.Simulation && (model == null || model.isEmpty())) {
      model = Provider.Simulation.MODEL;
    }
    size = strip(size);
    quality = strip(quality);
    style = strip(style);
    background = strip(background);
    outputFormat = strip(outputFormat);
    moderation = strip(moderation);
    responseFormat =
        responseFormat == null ? ResponseFormat.DOCUMENT.text() : strip(responseFormat);
    documentName = documentName == null ? DEFAULT_DOCUMENT_NAME : strip(documentName);
    delivery = delivery == null ? WAIT : strip(delivery);
    webhookUrl = strip(webhookUrl);
    timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
    extraBody = extraBody == null ? Map.of() : extraBody;
    providerOptions = providerOptions == null ? Map.of() : providerOptions;
  }

  private static String strip(String text) {
    return text == null ? null : text.strip();
  }

  /** How many images are asked for. */
  public int count() {
    return n == null ? 1 : n;
  }

  /** Says who is asked, and nothing that a user wrote: any text may hold a key. */
  @Override
  public String toString() {
    return "images by " + provider;
  }
}
