package org.imagesgenerate.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.template.Form.Choice;

/** The fields that name the model. */
final class ModelFields {

  private static final Map<String, String> DEFAULT_MODEL =
      Map.of(
          Provider.OPENAI, "gpt-image-2",
          Provider.AIML_API, "openai/gpt-image-2",
          Provider.WAVESPEED, "openai/gpt-image-2/text-to-image",
          Provider.RUNWARE, "openai:gpt-image@2");

  private final Catalog catalog;
  private final Operation operation;

  ModelFields(Catalog catalog, Operation operation) {
    this.catalog = catalog;
    this.operation = operation;
  }

  List<Field> all() {
    return List.of(
        new Field(Expansion.MODEL_CHOICE, this::modelChoice),
        new Field(Expansion.MODEL, this::model));
  }

  private Optional<Form> modelChoice(Place place) {
    return place.naming() == Place.Naming.ALONE
        ? Optional.empty()
        : Optional.of(Form.dropdown(choices(place.provider()), defaultModel(place.provider())));
  }

  /** What is chosen becomes the model without being shown again. */
  private Optional<Form> model(Place place) {
    return Optional.of(
        switch (place.naming()) {
          case LISTED -> Form.hidden(place.row().id());
          case TYPED ->
              Form.requiredLine("e.g. " + defaultModel(place.provider()))
                  .with(
                      Map.of(
                          "label", "Model ID",
                          "tooltip", "The fields below then accept any value."));
          case ALONE -> modelWithoutList(place);
        });
  }

  /** An edit may have an id of its own, and the other one as a name. */
  private String defaultModel(String provider) {
    return catalog.model(provider, operation, DEFAULT_MODEL.get(provider)).id();
  }

  private List<Choice> choices(String provider) {
    return Stream.concat(
            ModelList.of(catalog.models(provider, operation)).stream()
                .map(row -> new Choice(ModelList.label(row), row.id())),
            Stream.of(new Choice("Other…", Place.OTHER)))
        .toList();
  }

  private String simulated() {
    return operation == Operation.EDIT ? "Simulated edits" : "Placeholder images";
  }

  private Form modelWithoutList(Place place) {
    return switch (place.provider()) {
      case Provider.SIMULATION ->
          Form.dropdown(List.of(new Choice(simulated(), place.row().id())), place.row().id())
              .with(
                  Map.of(
                      "description",
                          "The connector draws the images. No provider is called, and nothing is billed",
                      "tooltip", "To try a process before you have an API key."));
      case Provider.AZURE_OPENAI ->
          Form.requiredLine("e.g. my-gpt-image-2")
              .with(
                  Map.of(
                      "label", "Deployment",
                      "description", "Name of the model deployment in Azure",
                      "tooltip",
                          "The form does not know which model you deployed, so the fields below accept any value."));
      default ->
          Form.requiredLine("e.g. gpt-image-2")
              .with(
                  Map.of(
                      "description", "The model ID that the server uses",
                      "tooltip",
                          "The form does not know what this model accepts, so the fields below accept any value."));
    };
  }
}
