package org.imagesgenerate.connector.input;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.imagesgenerate.connector.input.JobText.Context;
import org.imagesgenerate.connector.input.JobText.IsoDuration;
import org.imagesgenerate.connector.input.JobText.Seed;
import org.imagesgenerate.connector.input.JobText.Text;
import org.imagesgenerate.connector.input.JobText.WholeNumber;

/**
 * The inputs of Images Generate. Names that OpenAI documents for {@code POST /images/generations}
 * keep their documented snake_case names; what is ours is camelCase. A component is null where
 * nothing was set; the catalog knows which values a model accepts.
 *
 * @param provider who makes the images
 * @param model the provider's model id; any text is passed through
 * @param prompt describes the image
 * @param n how many images; unset means one
 * @param size {@code auto} or {@code WxH} in pixels, whatever the provider's own form
 * @param aspectRatio {@code W:H}, the shape instead of a size
 * @param resolution such as {@code 2K}, with an aspect ratio or alone
 * @param seed 0 or more: the same seed makes a similar image again
 * @param negativePrompt what the images must not show
 * @param outputCompression 0 to 100 percent
 * @param responseFormat {@code document}, {@code url} or {@code b64_json}; never null
 * @param extraBody merged last into the provider's request
 * @param delivery {@code wait} or {@code submit}; never null
 * @param webhookUrl where the provider reports completion of a submitted task
 * @param timeout budget of the whole job; never null
 * @param documentTimeToLive how long documents live; null leaves it to the store
 * @param documentName file name without extension; never null
 * @param providerOptions options that only this provider has
 * @param error the variable that the engine sets when an attempt fails
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImagesGenerateInput(
    @NotNull(message = "is missing; choose a provider") @Valid Provider provider,
    @NotBlank(
            message =
                "is missing; name the provider's model, such as gpt-image-2, or your deployment at Azure")
        @JsonDeserialize(using = Text.class)
        String model,
    @NotBlank(
            message =
                "is missing; describe the image (an expression is empty if one of its variables is missing)")
        @JsonDeserialize(using = Text.class)
        String prompt,
    @JsonDeserialize(using = WholeNumber.class) Integer n,
    @JsonDeserialize(using = Text.class) String size,
    @JsonProperty("aspect_ratio") @JsonDeserialize(using = Text.class) String aspectRatio,
    @JsonDeserialize(using = Text.class) String resolution,
    @JsonDeserialize(using = Seed.class) Long seed,
    @JsonProperty("negative_prompt") @JsonDeserialize(using = Text.class) String negativePrompt,
    @JsonDeserialize(using = Text.class) String quality,
    @JsonDeserialize(using = Text.class) String style,
    @JsonDeserialize(using = Text.class) String background,
    @JsonProperty("output_format") @JsonDeserialize(using = Text.class) String outputFormat,
    @JsonProperty("output_compression") @JsonDeserialize(using = WholeNumber.class)
        Integer outputCompression,
    @JsonDeserialize(using = Text.class) String moderation,
    @JsonDeserialize(using = Text.class) String user,
    @JsonProperty("safety_identifier") @JsonDeserialize(using = Text.class) String safetyIdentifier,
    @JsonProperty("response_format") @JsonDeserialize(using = Text.class) String responseFormat,
    @JsonDeserialize(using = Text.class) String documentName,
    @JsonDeserialize(using = IsoDuration.class) Duration documentTimeToLive,
    @JsonDeserialize(using = Text.class) String delivery,
    @JsonDeserialize(using = Text.class) String webhookUrl,
    @JsonDeserialize(using = IsoDuration.class) Duration timeout,
    @JsonDeserialize(using = Context.class) Map<String, Object> extraBody,
    @JsonDeserialize(using = Context.class) Map<String, Object> providerOptions,
    JsonNode error) {

  /** Below the connectors runtime's default job timeout of five minutes. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(4);

  /** The file name if none is set. */
  public static final String DEFAULT_DOCUMENT_NAME = "image";

  /** Waits for the images, or returns the task. */
  public static final String WAIT = "wait";

  public static final String SUBMIT = "submit";

  public ImagesGenerateInput {
    model = strip(model);
    if (provider instanceof Provider.Simulation && (model == null || model.isEmpty())) {
      model = Provider.Simulation.MODEL;
    }
    size = strip(size);
    aspectRatio = strip(aspectRatio);
    resolution = strip(resolution);
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

  /** How many images are requested. */
  public int count() {
    return n == null ? 1 : n;
  }

  /** Contains nothing that a user wrote: any text may contain a key. */
  @Override
  public String toString() {
    return "images by " + provider;
  }
}
