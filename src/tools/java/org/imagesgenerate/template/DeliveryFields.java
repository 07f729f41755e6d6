package org.imagesgenerate.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.template.Form.Choice;

/** The fields for the delivery of images, and those that only some providers have. */
final class DeliveryFields {

  /** The recipient of the request, by provider. */
  private static final Map<String, String> RECEIVERS =
      Map.of(
          Provider.OPENAI, "OpenAI",
          Provider.AZURE_OPENAI, "Azure OpenAI",
          Provider.OPENAI_COMPATIBLE, "the server",
          Provider.AIML_API, "AI/ML API",
          Provider.WAVESPEED, "WaveSpeedAI",
          Provider.RUNWARE, "Runware");

  /** OpenAI's own models reject a seed. */
  private static final Set<String> OF_OPENAI = Set.of(Provider.OPENAI, Provider.AZURE_OPENAI);

  /** Document fields come after the fields in their conditions. */
  static List<Field> all() {
    return List.of(
        new Field("delivery", place -> Form.onlyIf(place.hasTasks(), Form.asAnnotated())),
        new Field("webhookUrl", DeliveryFields::webhook),
        new Field("response_format", DeliveryFields::responseFormat),
        new Field("documentName", DeliveryFields::aboutDocuments),
        new Field("documentTimeToLive", DeliveryFields::aboutDocuments),
        new Field("extraBody", DeliveryFields::extraBody),
        new Field("providerOptions", DeliveryFields::providerOptions));
  }

  /** The same for images of a task that was submitted before. */
  static List<Field> ofCollecting() {
    return List.of(
        new Field("response_format", DeliveryFields::responseFormat),
        new Field("documentName", place -> Optional.of(needingDocuments(Form.asAnnotated()))),
        new Field(
            "documentTimeToLive", place -> Optional.of(needingDocuments(Form.asAnnotated()))));
  }

  private static Optional<Form> webhook(Place place) {
    return Form.onlyIf(
        place.hasTasks(),
        Form.asAnnotated().needing("delivery", List.of(ImagesGenerateInput.SUBMIT)));
  }

  private static Optional<Form> responseFormat(Place place) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("Camunda document", ResponseFormat.DOCUMENT.text()));
    if (place.row().givesUrls()) {
      choices.add(new Choice("URL", ResponseFormat.URL.text()));
    }
    choices.add(new Choice("Base64 text (small images only)", ResponseFormat.B64_JSON.text()));
    return Optional.of(Form.dropdown(choices, ResponseFormat.DOCUMENT.text()));
  }

  /**
   * Base64 that is too long for the engine becomes a document too; URLs and submitted tasks do not.
   */
  private static Optional<Form> aboutDocuments(Place place) {
    Form form = Form.asAnnotated();
    if (place.hasTasks()) {
      form = form.needing("delivery", List.of(ImagesGenerateInput.WAIT));
    }
    return Optional.of(place.row().givesUrls() ? needingDocuments(form) : form);
  }

  private static Form needingDocuments(Form form) {
    return form.needing(
        "response_format", List.of(ResponseFormat.DOCUMENT.text(), ResponseFormat.B64_JSON.text()));
  }

  /** One per provider, so that parameters of one provider are not sent to another. */
  private static Optional<Form> extraBody(Place place) {
    return Optional.ofNullable(RECEIVERS.get(place.provider()))
        .map(receiver -> "FEEL context that is merged into the request to " + receiver)
        .map(
            description ->
                Form.asAnnotated()
                    .with(
                        Map.of(
                            "description",
                            description,
                            "placeholder",
                            OF_OPENAI.contains(place.provider())
                                ? "e.g. {complexity: \"high\"}"
                                : "e.g. {seed: 7}")));
  }

  private static Optional<Form> providerOptions(Place place) {
    return switch (place.provider()) {
      case Provider.WAVESPEED ->
          Optional.of(
              Form.asAnnotated()
                  .with(
                      Map.of(
                          "description", "FEEL context with enable_sync_mode",
                          "placeholder", "e.g. {enable_sync_mode: true}")));
      case Provider.RUNWARE ->
          Optional.of(
              Form.asAnnotated()
                  .with(
                      Map.of(
                          "description",
                          "FEEL context with safety, ttl, uploadEndpoint, outputQuality or deliveryMethod",
                          "placeholder",
                          "e.g. {ttl: 3600}")));
      case Provider.SIMULATION ->
          Optional.of(
              Form.asAnnotated()
                  .with(
                      Map.of(
                          "description",
                          "FEEL context with fail, failures or delay, to simulate errors",
                          "placeholder",
                          "e.g. {fail: \"RATE_LIMITED\", failures: 1}")));
      default -> Optional.empty();
    };
  }

  private DeliveryFields() {}
}
