package org.imagesgenerate.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.Mockito.mock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.camunda.connector.api.annotation.OutboundConnector;
import io.camunda.connector.api.document.Document;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imagesgenerate.connector.ImagesEditFunction;
import org.imagesgenerate.connector.ImagesGenerateFunction;
import org.imagesgenerate.connector.catalog.AllowedSizes;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The form and the check at run time say the same of every model. */
class TemplateAndCatalogTest {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final Catalog CATALOG = Catalog.builtIn();
  private static final TemplateView GENERATE = view(ImagesGenerateFunction.class);
  private static final TemplateView EDIT = view(ImagesEditFunction.class);

  static List<Place> places() {
    return Stream.of(Operation.values())
        .flatMap(operation -> Place.all(CATALOG, operation).stream())
        .toList();
  }

  private static TemplateView view(Class<?> function) {
    return new TemplateView(ElementTemplates.template(function));
  }

  private static TemplateView view(Operation operation) {
    return operation == Operation.EDIT ? EDIT : GENERATE;
  }

  private static TemplateView view(Place place) {
    return place.row().edits() ? EDIT : GENERATE;
  }

  @ParameterizedTest
  @EnumSource
  void everyOfferedModelCanBeChosenAndLastAnyOther(Operation operation) {
    for (String provider : Place.WITH_LIST) {
      List<String> choices =
          TemplateView.choices(view(operation).property("modelChoice." + provider).orElseThrow());
      assertThat(choices).last().isEqualTo("other");
      assertThat(choices.subList(0, choices.size() - 1))
          .containsExactlyInAnyOrderElementsOf(
              CATALOG.models(provider, operation).stream()
                  .filter(Model::offered)
                  .map(Model::id)
                  .toList());
    }
  }

  /** The list is only the modeler's: the connector gets the model itself, and never "other". */
  @ParameterizedTest
  @MethodSource("places")
  void theChosenModelIsWhatTheConnectorGets(Place place) {
    JsonNode model = field(place, "model").orElseThrow();

    assertThat(model.at("/binding/type").asText()).isEqualTo("zeebe:input");
    if (place.listed()) {
      assertThat(model.get("type").asText()).isEqualTo("Hidden");
      assertThat(model.get("value").asText()).isEqualTo(place.row().id());
    } else if (!place.provider().equals(Provider.SIMULATION)) {
      assertThat(model.get("type").asText()).isEqualTo("String");
      assertThat(model.get("feel").asText()).isEqualTo("optional");
      assertThat(model.has("value")).isFalse();
    }
  }

  /** The catalog decides which model is offered; a date in a label does not change with time. */
  @Test
  void aModelThatWillEndShowsItsDate() {
    assertThat(GENERATE.property("modelChoice.openai").orElseThrow().get("choices").toString())
        .contains("gpt-image-1.5 (ends 2026-12-01)")
        .doesNotContain("ended", "dall-e", "\"gpt-image-1\"");
  }

  @Test
  void aModelThatEditsFewImagesSaysSo() {
    assertThat(EDIT.property("modelChoice.runware").orElseThrow().get("choices").toString())
        .contains("FLUX.1 dev (1 input image)", "FLUX.2 pro (up to 9 input images)")
        .contains("\"gpt-image-2\"");
  }

  /** An expression that was typed for one provider is right for the next. */
  @Test
  void theImagesHaveOneFieldForAllProviders() {
    JsonNode images = EDIT.property("images").orElseThrow();

    assertThat(images.has("condition")).isFalse();
    assertThat(TemplateView.error(images, "")).isPresent();
    assertThat(TemplateView.error(images, "=imageDocuments")).isEmpty();
  }

  /** Switching to the simulation must not offer what does nothing there. */
  @Test
  void theSimulationShowsOnlyWhatItDoesSomethingWith() {
    for (Place place : places()) {
      if (place.provider().equals(Provider.SIMULATION)) {
        assertThat(field(place, "input_fidelity")).isEmpty();
        assertThat(field(place, "mask").isPresent()).isEqualTo(place.row().edits());
        assertThat(field(place, "quality")).isEmpty();
        assertThat(field(place, "negative_prompt")).isEmpty();
        assertThat(field(place, "moderation")).isEmpty();
        assertThat(field(place, "user")).isEmpty();
        assertThat(field(place, "safety_identifier")).isEmpty();
        assertThat(shown(place, Map.of("output_format", "jpeg"), "output_compression")).isFalse();
        assertThat(field(place, "n")).isPresent();
        assertThat(field(place, "size")).isPresent();
        assertThat(field(place, "seed")).isPresent();
        assertThat(field(place, "style")).isPresent();
        assertThat(field(place, "background")).isPresent();
        assertThat(field(place, "output_format")).isPresent();
        assertThat(field(place, "providerOptions")).isPresent();
      }
    }
  }

  static List<Place> realPlaces() {
    return places().stream().filter(it -> !it.provider().equals(Provider.SIMULATION)).toList();
  }

  @ParameterizedTest
  @MethodSource("realPlaces")
  void showsExactlyWhatTheModelTakes(Place place) {
    Model row = place.row();
    assertThat(field(place, "images").isPresent()).isEqualTo(row.edits());
    assertThat(field(place, "mask").isPresent()).isEqualTo(row.request().field("mask").isPresent());
    assertThat(choices(place, "input_fidelity")).isEqualTo(values(row, "input_fidelity"));
    assertThat(choices(place, "size")).isEqualTo(sizes(row));
    assertThat(choices(place, "quality")).isEqualTo(values(row, "quality"));
    assertThat(choices(place, "style")).isEqualTo(values(row, "style"));
    assertThat(choices(place, "background")).isEqualTo(values(row, "background"));
    assertThat(choices(place, "output_format")).isEqualTo(values(row, "output_format"));
    assertThat(choices(place, "moderation")).isEqualTo(values(row, "moderation"));
    assertThat(choices(place, "aspect_ratio").filter(it -> !it.isEmpty()))
        .isEqualTo(values(row, "aspect_ratio").filter(it -> !it.isEmpty()));
    assertThat(choices(place, "resolution").filter(it -> !it.isEmpty()))
        .isEqualTo(values(row, "resolution").filter(it -> !it.isEmpty()));
    assertThat(field(place, "seed").isPresent()).isEqualTo(row.request().has("seed"));
    assertThat(field(place, "negative_prompt").isPresent())
        .isEqualTo(row.request().field("negative_prompt").isPresent());
    assertThat(field(place, "n").isPresent()).isEqualTo(row.mostImages() > 1);
    assertThat(field(place, "user").isPresent()).isEqualTo(row.request().field("user").isPresent());
    assertThat(field(place, "safety_identifier").isPresent())
        .isEqualTo(row.request().field("safety_identifier").isPresent());
    assertThat(choices(place, "response_format").orElseThrow().contains("url"))
        .isEqualTo(row.givesUrls());
  }

  @ParameterizedTest
  @MethodSource("realPlaces")
  void showsCompressionWhereItHasAnEffect(Place place) {
    assertThat(shown(place, Map.of("output_format", "jpeg"), "output_compression"))
        .isEqualTo(
            place.row().request().field("output_compression").isPresent()
                && place.row().request().field("output_format").isPresent());
    if (place.row().request().values("output_format").filter(it -> it.anyText()).isEmpty()) {
      assertThat(shown(place, Map.of("output_format", "png"), "output_compression")).isFalse();
      assertThat(shown(place, Map.of(), "output_compression")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void showsDocumentFieldsOnlyWhereThereCanBeDocuments(Place place) {
    for (String field : List.of("documentName", "documentTimeToLive")) {
      assertThat(shown(place, Map.of(), field)).isTrue();
      assertThat(shown(place, Map.of("response_format", "b64_json"), field)).isTrue();
      if (place.row().givesUrls()) {
        assertThat(shown(place, Map.of("response_format", "url"), field)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void showsTasksOnlyWhereTheProviderHasThem(Place place) {
    boolean tasks = Set.of(Provider.WAVESPEED, Provider.RUNWARE).contains(place.provider());

    assertThat(field(place, "delivery").isPresent()).isEqualTo(tasks);
    assertThat(shown(place, Map.of(), "webhookUrl")).isFalse();
    if (tasks) {
      assertThat(shown(place, Map.of("delivery", "submit"), "webhookUrl")).isTrue();
      assertThat(shown(place, Map.of("delivery", "submit"), "documentName")).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void everyChoiceIsTakenByTheCheck(Place place) {
    for (JsonNode field : view(place).active(chosen(place))) {
      String name = TemplateView.bindingName(field);
      if (isModelField(name)) {
        for (String value : TemplateView.choices(field)) {
          Map<String, String> values = new LinkedHashMap<>(chosen(place));
          values.put("zeebe:input " + name, value);
          assertThatCode(() -> check(place, values))
              .as("%s = %s at %s", name, value, place.row().id())
              .doesNotThrowAnyException();
          assertThat(check(place, values).warnings())
              .as("%s = %s at %s", name, value, place.row().id())
              .allMatch(
                  warning ->
                      warning.matches(
                          "(?s).*(may reject it|requires a width|images was sent as).*"));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("places")
  void noPatternIsLooserThanTheCheck(Place place) {
    Optional<JsonNode> n = field(place, "n");
    int most = place.row().mostImages();
    if (n.isPresent()) {
      assertThat(TemplateView.error(n.get(), "0")).isPresent();
      assertThat(TemplateView.error(n.get(), "1.5")).isPresent();
      if (most < Integer.MAX_VALUE) {
        assertThat(TemplateView.error(n.get(), "" + most)).isEmpty();
        assertThat(TemplateView.error(n.get(), "" + (most + 1))).isPresent();
      }
    }
    field(place, "size")
        .filter(size -> !size.has("choices"))
        .ifPresent(
            size -> {
              assertThat(TemplateView.error(size, "1536x1024")).isEmpty();
              assertThat(TemplateView.error(size, "=size")).isEmpty();
              assertThat(TemplateView.error(size, "1536 x 1024")).isPresent();
            });
  }

  /**
   * Two fields for one input would fight: there has to be something that only one of them takes.
   */
  @ParameterizedTest
  @EnumSource
  void noInputEverHasTwoFields(Operation operation) {
    TemplateView view = view(operation);
    for (JsonNode one : view.properties()) {
      for (JsonNode other : view.properties()) {
        if (one != other && TemplateView.binding(one).equals(TemplateView.binding(other))) {
          assertThat(excludeEachOther(view, one, other))
              .as("%s and %s", one.get("id"), other.get("id"))
              .isTrue();
        }
      }
    }
  }

  /**
   * The modeler carries typed values over between fields that are there at once, so between two
   * providers there is a moment without any: no key and no URL ever goes to the next provider.
   */
  @ParameterizedTest
  @EnumSource
  void nothingOfOneProviderIsCarriedOverToTheNext(Operation operation) {
    for (String one : Provider.TYPES) {
      for (String next : Provider.TYPES) {
        Map<String, String> between =
            Map.of(
                "zeebe:input provider.type", next, "zeebe:property imagesGenerate:provider", one);
        if (!one.equals(next)) {
          assertThat(view(operation).active(between))
              .extracting(TemplateView::bindingName)
              .doesNotContain("model", "extraBody", "providerOptions")
              .filteredOn(name -> name.startsWith("provider."))
              .containsExactly("provider.type");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyInputOfTheConnectorHasAField(Operation operation) {
    Set<String> fields = new TreeSet<>(Set.of("error"));
    for (JsonNode property : view(operation).properties()) {
      if (property.at("/binding/type").asText().equals("zeebe:input")) {
        fields.add(TemplateView.bindingName(property).replaceFirst("\\..*", ""));
      }
    }
    assertThat(fields)
        .containsExactlyInAnyOrder(
            (operation == Operation.EDIT ? ImagesEditFunction.class : ImagesGenerateFunction.class)
                .getAnnotation(OutboundConnector.class)
                .inputVariables());
  }

  private static boolean excludeEachOther(TemplateView view, JsonNode one, JsonNode other) {
    for (JsonNode condition : TemplateView.conditions(one)) {
      for (JsonNode opposite : TemplateView.conditions(other)) {
        if (lookedAt(view, condition).equals(lookedAt(view, opposite))
            && Collections.disjoint(
                TemplateView.wanted(condition), TemplateView.wanted(opposite))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String lookedAt(TemplateView view, JsonNode condition) {
    return TemplateView.binding(view.property(condition.get("property").asText()).orElseThrow());
  }

  private static boolean isModelField(String name) {
    return Arrays.asList(
            "input_fidelity",
            "size",
            "quality",
            "style",
            "background",
            "output_format",
            "moderation",
            "response_format")
        .contains(name);
  }

  private static ImageRequest check(Place place, Map<String, String> written) {
    ObjectNode input = JSON.createObjectNode();
    input.putObject("provider").put("apiKey", "key").put("baseUrl", "https://host");
    written.forEach(
        (binding, value) -> {
          String name = binding.substring(binding.indexOf(' ') + 1);
          ObjectNode parent =
              name.startsWith("provider.") ? (ObjectNode) input.get("provider") : input;
          parent.put(name.replaceFirst("provider\\.", ""), value);
        });
    input.put("prompt", "A cat");
    if (place.row().isUnknown()) {
      input.put("model", "tomorrows-model");
    }
    ImagesGenerateInput generate = JSON.convertValue(input, ImagesGenerateInput.class);
    return place.row().edits()
        ? CATALOG.translate(
            generate,
            new ImagesEditInput(
                List.of(mock(Document.class)), null, input.path("input_fidelity").asText(null)))
        : CATALOG.translate(generate);
  }

  private static Map<String, String> chosen(Place place) {
    Map<String, String> written = new LinkedHashMap<>();
    written.put("zeebe:input provider.type", place.provider());
    written.put("zeebe:property imagesGenerate:provider", place.provider());
    written.put("zeebe:input model", place.row().id());
    written.put("zeebe:input response_format", "document");
    if (Set.of(Provider.WAVESPEED, Provider.RUNWARE).contains(place.provider())) {
      written.put("zeebe:input delivery", "wait");
    }
    if (place.naming() != Place.Naming.ALONE) {
      written.put("zeebe:property imagesGenerate:modelChoice", place.choice());
    }
    return written;
  }

  private static boolean shown(Place place, Map<String, String> more, String field) {
    Map<String, String> written = new LinkedHashMap<>(chosen(place));
    more.forEach((name, value) -> written.put("zeebe:input " + name, value));
    return view(place).active(written).stream()
        .anyMatch(property -> TemplateView.bindingName(property).equals(field));
  }

  private static Optional<JsonNode> field(Place place, String name) {
    return view(place).active(chosen(place)).stream()
        .filter(property -> TemplateView.bindingName(property).equals(name))
        .findFirst();
  }

  /** The choices of a field; an empty list where it is free text, nothing where it is not there. */
  private static Optional<List<String>> choices(Place place, String name) {
    return field(place, name).map(TemplateView::choices);
  }

  private static Optional<List<String>> values(Model row, String input) {
    return row.request().values(input).map(it -> it.anyText() ? List.of() : it.values());
  }

  private static Optional<List<String>> sizes(Model row) {
    return row.request().has("aspect_ratio") && row.request().sizes().isEmpty()
        ? Optional.of(List.of())
        : row.request().sizes().map(TemplateAndCatalogTest::listed);
  }

  private static List<String> listed(AllowedSizes sizes) {
    List<String> listed = new ArrayList<>();
    if (sizes.nearest()) {
      return listed;
    }
    if (!sizes.listed().isEmpty() && sizes.auto()) {
      listed.add("auto");
    }
    sizes.listed().forEach(it -> listed.add(it.toString()));
    return listed;
  }
}
