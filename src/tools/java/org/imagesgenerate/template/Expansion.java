package org.imagesgenerate.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Expands one property of the base template into one property per distinct form. All are bound to
 * the same input, and their conditions show exactly one of them.
 */
final class Expansion {

  static final String MODEL_CHOICE = "modelChoice";
  static final String MODEL = "model";

  /**
   * A property to generate: its form, and its places.
   *
   * @param whole whether it is the same for all models of its providers
   */
  private record Variant(Appearance appearance, boolean whole, List<Place> places) {

    List<String> providers() {
      return places.stream().map(Place::provider).distinct().toList();
    }

    List<String> choices() {
      return places.stream().map(Place::choice).distinct().toList();
    }

    Variant merge(Variant other) {
      List<Place> both = new ArrayList<>(places);
      both.addAll(other.places);
      return new Variant(appearance, whole, both);
    }
  }

  /** A form with its needs resolved to conditions. */
  private record Appearance(ObjectNode keys, Conditions needs) {}

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
      ObjectNode property =
          Property.of(annotated, id, variant.appearance().keys(), conditions(variant));
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

  private void add(List<Variant> variants, Variant variant) {
    for (int i = 0; i < variants.size(); i++) {
      if (mergeable(variants.get(i), variant)) {
        variants.set(i, variants.get(i).merge(variant));
        return;
      }
    }
    variants.add(variant);
  }

  /** Whether conditions on providers and models would cover these places and no others. */
  private boolean mergeable(Variant one, Variant other) {
    if (one.whole() != other.whole() || !one.appearance().equals(other.appearance())) {
      return false;
    }
    Variant both = one.merge(other);
    return both.whole()
        || all.stream()
            .filter(place -> both.providers().contains(place.provider()))
            .filter(place -> both.choices().contains(place.choice()))
            .allMatch(both.places()::contains);
  }

  private List<Variant> ofProvider(Field field, List<Place> places) {
    Map<Appearance, List<Place>> byAppearance = new LinkedHashMap<>();
    for (Place place : places) {
      field
          .form()
          .apply(place)
          .ifPresent(
              form ->
                  byAppearance
                      .computeIfAbsent(appearance(form, place), appearance -> new ArrayList<>())
                      .add(place));
    }
    return byAppearance.entrySet().stream()
        .map(it -> new Variant(it.getKey(), it.getValue().size() == places.size(), it.getValue()))
        .toList();
  }

  private Appearance appearance(Form form, Place place) {
    Conditions needs = new Conditions();
    for (Form.Need need : form.needs()) {
      Written target = written(need.field(), place);
      // a condition cannot refer to a text field
      if (target.property().get("type").asText().equals("Dropdown")) {
        needs = needs.and(target.id(), need.values());
      }
    }
    return new Appearance(form.appearance(), needs);
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
    if (!variant.whole()) {
      conditions =
          conditions.and(
              written(MODEL_CHOICE, variant.places().getFirst()).id(), variant.choices());
    }
    for (var need : variant.appearance().needs().wanted().entrySet()) {
      conditions = conditions.and(need.getKey(), need.getValue());
    }
    return conditions;
  }

  /** Unique, because a place has one variant of a field. */
  private String id(Field field, Variant variant) {
    Place first = variant.places().getFirst();
    String id = field.name() + "." + first.provider();
    if (variant.whole()) {
      return id;
    }
    if (!first.listed()) {
      return id + "." + Place.OTHER;
    }
    return all.stream()
            .filter(place -> place.provider().equals(first.provider()))
            .allMatch(place -> place.listed() == variant.places().contains(place))
        ? id + ".list"
        : id + "." + ModelList.name(first.row()).replaceAll("[^A-Za-z0-9.-]", "-");
  }
}
