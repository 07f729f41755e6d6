package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagesgenerate.template.Place.Naming;

/**
 * Expands one property of the base template into one property per distinct form. All are bound to
 * the same input, and their conditions show exactly one of them.
 */
final class Expansion {

  static final String MODEL_CHOICE = "modelChoice";
  static final String MODEL = "model";
  static final String FROM_LIST = "list";
  static final String OTHER = "other";

  /** The models that a variant covers. */
  private enum Extent {
    WHOLE,
    LIST,
    TYPED,
    SOME_MODELS
  }

  /** A property to generate: its form, and its places. */
  private record Variant(Look look, Extent extent, List<Place> places) {

    List<String> providers() {
      return places.stream().map(Place::provider).distinct().toList();
    }

    boolean mergesWith(Variant other) {
      return extent != Extent.SOME_MODELS && extent == other.extent && look.equals(other.look);
    }

    Variant merge(Variant other) {
      List<Place> both = new ArrayList<>(places);
      both.addAll(other.places);
      return new Variant(look, extent, both);
    }
  }

  /** A form with its needs resolved to conditions. */
  private record Look(ObjectNode keys, Conditions needs) {}

  /** A generated property. */
  private record Written(ObjectNode property, List<Place> places) {
    String id() {
      return property.get("id").asText();
    }
  }

  private final List<Place> all;
  private final Map<String, List<Written>> written = new LinkedHashMap<>();

  Expansion(List<Place> all) {
    this.all = all;
  }

  /** The properties of a field; fields in its conditions must be expanded before it. */
  List<ObjectNode> expand(ObjectNode annotated, Field field) {
    List<Variant> variants = variants(field);
    for (Variant variant : variants) {
      String id = variants.size() == 1 ? field.name() : id(field, variant);
      ObjectNode property = Property.of(annotated, id, variant.look().keys(), conditions(variant));
      written
          .computeIfAbsent(field.name(), name -> new ArrayList<>())
          .add(new Written(property, variant.places()));
    }
    return written.getOrDefault(field.name(), List.of()).stream().map(Written::property).toList();
  }

  private List<Variant> variants(Field field) {
    List<Variant> variants = new ArrayList<>();
    all.stream()
        .collect(Collectors.groupingBy(Place::provider, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(places -> ofProvider(field, places).forEach(variant -> add(variants, variant)));
    return variants;
  }

  private static void add(List<Variant> variants, Variant variant) {
    for (int i = 0; i < variants.size(); i++) {
      if (variants.get(i).mergesWith(variant)) {
        variants.set(i, variants.get(i).merge(variant));
        return;
      }
    }
    variants.add(variant);
  }

  private List<Variant> ofProvider(Field field, List<Place> places) {
    Map<Look, List<Place>> byLook = new LinkedHashMap<>();
    for (Place place : places) {
      field
          .form()
          .apply(place)
          .ifPresent(
              form ->
                  byLook.computeIfAbsent(look(form, place), look -> new ArrayList<>()).add(place));
    }
    List<Variant> variants = new ArrayList<>();
    byLook.forEach((look, sharing) -> variants.addAll(split(look, sharing, places)));
    return variants;
  }

  /**
   * A condition cannot express "one of these models, or another one", so there are two variants.
   */
  private static List<Variant> split(Look look, List<Place> sharing, List<Place> places) {
    if (sharing.size() == places.size()) {
      return List.of(new Variant(look, Extent.WHOLE, sharing));
    }
    List<Variant> variants = new ArrayList<>();
    List<Place> listed = sharing.stream().filter(Place::listed).toList();
    if (!listed.isEmpty()) {
      long known = places.stream().filter(Place::listed).count();
      variants.add(
          new Variant(look, listed.size() == known ? Extent.LIST : Extent.SOME_MODELS, listed));
    }
    sharing.stream()
        .filter(place -> place.naming() == Naming.TYPED)
        .forEach(place -> variants.add(new Variant(look, Extent.TYPED, List.of(place))));
    return variants;
  }

  private Look look(Form form, Place place) {
    Conditions needs = new Conditions();
    for (Form.Need need : form.needs()) {
      Written target = written(need.field(), place);
      // a condition cannot refer to a text field
      if (target.property().get("type").asText().equals("Dropdown")) {
        needs = needs.and(target.id(), need.values());
      }
    }
    return new Look(form.look(), needs);
  }

  private Written written(String field, Place place) {
    return Optional.ofNullable(written.get(field)).orElse(List.of()).stream()
        .filter(it -> it.places().contains(place))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + field + " at " + place));
  }

  /**
   * The modeler reads a property's value even while it is hidden, so the conditions always include
   * provider and model choice.
   */
  private Conditions conditions(Variant variant) {
    Conditions conditions = new Conditions();
    if (variant.providers().size() < all.stream().map(Place::provider).distinct().count()) {
      conditions = ProviderForm.of(variant.providers());
    }
    conditions =
        switch (variant.extent()) {
          case WHOLE -> conditions;
          case LIST -> conditions.and(MODEL_CHOICE, List.of(FROM_LIST));
          case TYPED -> conditions.and(MODEL_CHOICE, List.of(OTHER));
          case SOME_MODELS ->
              conditions
                  .and(MODEL_CHOICE, List.of(FROM_LIST))
                  .and(
                      written(MODEL, variant.places().getFirst()).id(),
                      variant.places().stream().map(place -> place.row().id()).toList());
        };
    for (var need : variant.look().needs().wanted().entrySet()) {
      conditions = conditions.and(need.getKey(), need.getValue());
    }
    return conditions;
  }

  /** Unique, because only variants with some models can share a provider and an extent. */
  private static String id(Field field, Variant variant) {
    Place first = variant.places().getFirst();
    String id = field.name() + "." + first.provider();
    return switch (variant.extent()) {
      case WHOLE -> id;
      case LIST -> id + "." + FROM_LIST;
      case TYPED -> id + "." + OTHER;
      case SOME_MODELS -> id + "." + ModelList.name(first.row()).replaceAll("[^A-Za-z0-9.-]", "-");
    };
  }
}
