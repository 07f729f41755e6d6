package org.imagesgenerate.template;

import java.util.ArrayList;
import java.util.List;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.Provider;

/**
 * What determines the fields of a form: a provider, how its model is given, and the matching row of
 * the catalog.
 *
 * @param provider a value of {@code provider.type}
 * @param naming how the model is given
 * @param row what the model accepts
 */
public record Place(String provider, Naming naming, Model row) {

  /** How the user gives a model. */
  public enum Naming {
    /** Selected from the provider's list. */
    LISTED,
    /** Typed, although the provider has a list. */
    TYPED,
    /** The provider has no list. */
    ALONE
  }

  /** The choice of a model that is not listed. */
  public static final String OTHER = "other";

  /** Providers with a row per model, whose model names customers cannot choose. */
  static final List<String> WITH_LIST =
      List.of(Provider.OPENAI, Provider.AIML_API, Provider.WAVESPEED, Provider.RUNWARE);

  /** Providers with tasks. */
  static final List<String> WITH_TASKS = List.of(Provider.WAVESPEED, Provider.RUNWARE);

  /** All places of an operation's form, known models in the order of their list. */
  public static List<Place> all(Catalog catalog, Operation operation) {
    List<Place> places = new ArrayList<>();
    for (String provider : Provider.TYPES) {
      List<Model> entries = catalog.models(provider, operation);
      Model unknown = entries.getLast();
      if (WITH_LIST.contains(provider)) {
        ModelList.of(entries).forEach(row -> places.add(new Place(provider, Naming.LISTED, row)));
        places.add(new Place(provider, Naming.TYPED, unknown));
      } else if (provider.equals(Provider.SIMULATION)) {
        places.add(new Place(provider, Naming.ALONE, entries.getFirst()));
      } else {
        places.add(new Place(provider, Naming.ALONE, unknown));
      }
    }
    return places;
  }

  /** The places of a form without a model, for the providers with tasks. */
  public static List<Place> withTasks(Catalog catalog) {
    return WITH_TASKS.stream()
        .map(provider -> new Place(provider, Naming.ALONE, catalog.models(provider).getLast()))
        .toList();
  }

  boolean hasTasks() {
    return WITH_TASKS.contains(provider);
  }

  /** What is chosen as the model; empty where there is nothing to choose. */
  public String choice() {
    return switch (naming) {
      case LISTED -> row.id();
      case TYPED -> OTHER;
      case ALONE -> "";
    };
  }

  public boolean listed() {
    return naming == Naming.LISTED;
  }
}
