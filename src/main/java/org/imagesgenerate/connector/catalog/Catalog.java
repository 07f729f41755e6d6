package org.imagesgenerate.connector.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;

/**
 * What the models of each provider accept: one JSON file per value of {@code provider.type}, made
 * of the providers' own request schemas. {@code README.md} beside them explains the form.
 */
public final class Catalog {

  private static final Catalog BUILT_IN = new Catalog(Map.of());

  /**
   * By provider, patterns after the models they match. A file is read when it is first needed, or a
   * worker's start would take the time for all of them.
   */
  private final Map<String, List<Model>> models;

  private Catalog(Map<String, List<Model>> models) {
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

  /** All entries of one provider, known models first. */
  public List<Model> models(String provider) {
    return models.computeIfAbsent(
        provider,
        it ->
            Provider.TYPES.contains(it)
                ? CatalogReader.models(CatalogReader.resource(it))
                : List.of());
  }

  /**
   * The entry of a model; of a model without one, the provider's first pattern that matches.
   *
   * @param provider a value of {@code provider.type}
   * @param name the model's id or another name of it, in any case
   */
  public Model model(String provider, String name) {
    List<Model> entries = models(provider);
    return entries.stream()
        .filter(it -> it.isNamed(name))
        .findFirst()
        .or(() -> entries.stream().filter(it -> it.matches(name)).findFirst())
        .orElseThrow(() -> new IllegalArgumentException("no entries for provider " + provider));
  }

  /**
   * Checks a process's input and translates it into the fields of the model.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT that names every
   *     field, its value and what would be right
   */
  public ImageRequest translate(ImagesGenerateInput input) {
    return translate(input, model(input.provider().type(), input.model()));
  }

  /** The same with another entry than the catalog's. */
  public ImageRequest translate(ImagesGenerateInput input, Model model) {
    return new InputValidator(input, model).request();
  }

  /**
   * The entry of a model without one.
   *
   * @param schema what the provider's own catalog says about the model's request
   * @return empty if the schema does not describe a request for images
   */
  public static Optional<Model> live(String provider, String name, JsonNode schema) {
    return CatalogReader.live(provider, name, schema);
  }
}
