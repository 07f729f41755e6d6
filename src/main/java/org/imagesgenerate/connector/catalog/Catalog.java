package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;

/**
 * What the models of each provider accept: one JSON file per value of {@code provider.type}, made
 * of the providers' own request schemas. {@code README.md} beside them explains the form.
 */
public final class Catalog {

  private static final Catalog BUILT_IN = new Catalog(Map.of());

  /** Most models that a message names as alternatives. */
  private static final int MOST_ALTERNATIVES = 5;

  /**
   * By provider, patterns after the models they match. A file is read when it is first needed, or a
   * worker's start would take the time for all of them.
   */
  private final Map<String, Map<Operation, List<Model>>> models;

  private Catalog(Map<String, Map<Operation, List<Model>>> models) {
    this.models = new ConcurrentHashMap<>(models);
  }

  /** The catalog that the connector ships. */
  public static Catalog builtIn() {
    return BUILT_IN;
  }

  /** The same catalog with another one's JSON for a provider. */
  public Catalog with(String provider, String json) {
    Catalog other = new Catalog(models);
    other.models.put(provider, CatalogReader.models(json));
    return other;
  }

  /** All entries of one provider for Images Generate, known models first. */
  public List<Model> models(String provider) {
    return models(provider, Operation.GENERATE);
  }

  /** All entries of one provider for one operation, known models first. */
  public List<Model> models(String provider, Operation operation) {
    return models
        .computeIfAbsent(
            provider,
            it ->
                Provider.TYPES.contains(it)
                    ? CatalogReader.models(CatalogReader.resource(it))
                    : Map.of())
        .getOrDefault(operation, List.of());
  }

  /** The entry of a model for Images Generate. */
  public Model model(String provider, String name) {
    return model(provider, Operation.GENERATE, name);
  }

  /**
   * The entry of a model for one operation; of a model without one, the provider's first pattern
   * that matches.
   *
   * @param provider a value of {@code provider.type}
   * @param name the model's id or another name of it, in any case
   */
  public Model model(String provider, Operation operation, String name) {
    List<Model> entries = models(provider, operation);
    return named(entries, name)
        .or(() -> entries.stream().filter(it -> it.matches(name)).findFirst())
        .orElseThrow(() -> new IllegalArgumentException("no entries for provider " + provider));
  }

  private static Optional<Model> named(List<Model> entries, String name) {
    return entries.stream().filter(it -> it.isNamed(name)).findFirst();
  }

  /**
   * Checks a process's input and translates it into the fields of the model.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT that names every
   *     field, its value and what would be right
   */
  public ImageRequest translate(ImagesGenerateInput input) {
    return translate(input, null, InputImages.NONE, Operation.GENERATE);
  }

  /**
   * The same for Images Edit, except for what the bytes of its images say.
   *
   * @return without the images
   */
  public ImageRequest translate(ImagesGenerateInput input, ImagesEditInput edit) {
    return translate(input, edit, InputImages.NONE);
  }

  /**
   * The same with images that were read: where the model requires a size, it gets their shape.
   *
   * @return without the images
   */
  public ImageRequest translate(
      ImagesGenerateInput input, ImagesEditInput edit, InputImages contents) {
    return translate(input, edit, contents, Operation.EDIT);
  }

  private ImageRequest translate(
      ImagesGenerateInput input, ImagesEditInput edit, InputImages contents, Operation operation) {
    Model model = model(input.provider().type(), operation, input.model());
    return new InputValidator(input, edit, contents, model)
        .request(otherOperation(input, operation));
  }

  /** What is wrong with a model that is known to do only the other operation. */
  private Optional<String> otherOperation(ImagesGenerateInput input, Operation operation) {
    String provider = input.provider().type();
    String name = input.model();
    Optional<Model> other = named(models(provider, operation.other()), name);
    if (other.isEmpty() || named(models(provider, operation), name).isPresent()) {
      return Optional.empty();
    }
    if (operation == Operation.EDIT) {
      return Optional.of(
          "model: %s cannot edit images; use %s".formatted(name, alternatives(provider)));
    }
    // processes that are older than Images Edit pass the images in extraBody
    String field = other.get().request().field("images").orElseThrow().path();
    return input.extraBody().containsKey(field.replaceFirst("\\..*", ""))
        ? Optional.empty()
        : Optional.of("model: %s edits images; use the task Images Edit".formatted(name));
  }

  private String alternatives(String provider) {
    return models(provider, Operation.EDIT).stream()
        .filter(Model::offered)
        .limit(MOST_ALTERNATIVES)
        .map(Model::id)
        .collect(Collectors.joining(", "));
  }

  /** The same for Images Generate with another entry than the catalog's. */
  public ImageRequest translate(ImagesGenerateInput input, Model model) {
    return translate(input, null, InputImages.NONE, model);
  }

  /** The same for Images Edit with another entry than the catalog's. */
  public ImageRequest translate(
      ImagesGenerateInput input, ImagesEditInput edit, InputImages contents, Model model) {
    return new InputValidator(input, edit, contents, model).request(Optional.empty());
  }

  /**
   * The entry of a model without one.
   *
   * @param schema what the provider's own catalog says about the model's request
   * @return empty if the schema does not describe a request for this operation
   */
  public static Optional<Model> live(
      String provider, Operation operation, String name, JsonNode schema) {
    return CatalogReader.live(provider, operation, name, schema);
  }
}
