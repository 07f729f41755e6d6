package org.imagesgenerate.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.Catalog;
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

  ModelFields(Catalog catalog) {
    this.catalog = catalog;
  }

  List<Field> all() {
    return List.of(
        new Field(Expansion.MODEL_CHOICE, this::modelChoice),
        new Field(Expansion.MODEL, this::model));
  }

  private Optional<Form> modelChoice(Place place) {
    return Form.onlyIf(
        place.naming() != Place.Naming.ALONE,
        Form.dropdown(
            List.of(
                new Choice("From the list", Expansion.FROM_LIST),
                new Choice("Other: type the id, or use FEEL", Expansion.OTHER)),
            Expansion.FROM_LIST));
  }

  private Optional<Form> model(Place place) {
    return Optional.of(
        switch (place.naming()) {
          case LISTED ->
              Form.dropdown(modelList(place.provider()), DEFAULT_MODEL.get(place.provider()))
                  .with(Map.of("description", "Sunburst is made for precision, flare for speed"));
          case TYPED ->
              Form.requiredLine(DEFAULT_MODEL.get(place.provider()))
                  .with(Map.of("tooltip", "The fields below take any value then."));
          case ALONE -> modelWithoutList(place);
        });
  }

  private List<Choice> modelList(String provider) {
    return ModelList.of(catalog, provider).stream()
        .map(row -> new Choice(ModelList.label(row), row.id()))
        .toList();
  }

  private Form modelWithoutList(Place place) {
    return switch (place.provider()) {
      case Provider.SIMULATION ->
          Form.dropdown(
                  List.of(new Choice("Painted by the connector itself", place.row().id())),
                  place.row().id())
              .with(
                  Map.of(
                      "description", "Test pictures, without a provider and without cost",
                      "tooltip", "For trying out a process before there is a provider's key."));
      case Provider.AZURE_OPENAI ->
          Form.requiredLine("my-gpt-image-2")
              .with(
                  Map.of(
                      "label", "Deployment",
                      "description", "The name that you gave the model's deployment in Azure",
                      "tooltip",
                          "Which model is behind it is not known here, so the fields below take any value."));
      default ->
          Form.requiredLine("gpt-image-2")
              .with(
                  Map.of(
                      "description", "The server's id of the model",
                      "tooltip",
                          "What it takes is not known here, so the fields below take any value."));
    };
  }
}
