package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the check does with the facts of an entry, whatever they are. */
class EveryEntryTest {

  private static final Catalog CATALOG = Catalog.builtIn();
  private static final List<String> CHOICES =
      List.of("quality", "style", "background", "output_format", "moderation");

  /** An entry and its provider. */
  record Entry(String provider, Operation operation, Model model) {

    static Stream<Entry> of(String provider) {
      return Stream.of(Operation.values())
          .flatMap(
              operation ->
                  CATALOG.models(provider, operation).stream()
                      .map(it -> new Entry(provider, operation, it)));
    }

    boolean edits() {
      return operation == Operation.EDIT;
    }

    JobVariables job() {
      return JobVariables.of(provider, model.id());
    }

    ImageRequest check(JobVariables job) {
      return edits() ? check(job, EditInputs.images(1)) : CATALOG.translate(job.input());
    }

    ImageRequest check(JobVariables job, ImagesEditInput edit) {
      return CATALOG.translate(job.input(), edit);
    }

    /** What was sent for an input. */
    Object sent(ImageRequest request, String input) {
      Object at = request.fields();
      for (String name : model.request().field(input).orElseThrow().path().split("\\.")) {
        at = at instanceof Map<?, ?> map ? map.get(name) : null;
      }
      return at;
    }

    @Override
    public String toString() {
      return operation + " " + model.id() + " at " + provider;
    }
  }

  static Stream<Entry> known() {
    return Provider.TYPES.stream().flatMap(Entry::of).filter(it -> !it.model.isUnknown());
  }

  static Stream<Entry> edits() {
    return all().filter(Entry::edits);
  }

  static Stream<Entry> all() {
    return Provider.TYPES.stream()
        .flatMap(Entry::of)
        .filter(it -> !it.model.id().contains("*") || it.model.id().equals("*"));
  }

  @ParameterizedTest
  @MethodSource("known")
  void acceptsItsValuesAndNoOthers(Entry entry) {
    String omitted = entry.model.request().spelling().omitted();
    for (String input : CHOICES) {
      AllowedValues accepted = entry.model.request().values(input).orElse(null);
      if (accepted == null || accepted.anyText()) {
        continue;
      }
      for (String value : accepted.values()) {
        ImageRequest request =
            entry.check(entry.job().with(input, value.toUpperCase(java.util.Locale.ROOT)));
        String sent = (String) entry.sent(request, input);
        if (value.equalsIgnoreCase(omitted)) {
          assertThat(sent).isNull();
        } else {
          assertThat(input.equals("output_format") ? AllowedValues.format(sent) : sent)
              .isEqualTo(value);
        }
        assertThat(request.warnings())
            .filteredOn(it -> it.startsWith(input))
            .hasSize(accepted.uncertain().contains(value) ? 1 : 0);
      }
      assertThatThrownBy(() -> entry.check(entry.job().with(input, "unheard-of")))
          .isInstanceOf(ImagesException.class)
          .hasMessageContaining(
              "%s: \"unheard-of\" is not accepted by %s; use %s"
                  .formatted(input, entry.model.id(), accepted.listed()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void leavesOutTheFieldsThatItDoesNotHaveAndSaysSo(Entry entry) {
    Map<String, Object> values =
        Map.of(
            "quality",
            "low",
            "style",
            "vivid",
            "background",
            "opaque",
            "output_format",
            "png",
            "output_compression",
            50,
            "moderation",
            "low",
            "seed",
            7,
            "negative_prompt",
            "people");
    values.forEach(
        (input, value) -> {
          if (entry.model.request().field(input).isEmpty()) {
            assertThat(entry.check(entry.job().with(input, value)).warnings())
                .contains(input + " was left out: " + entry.model.id() + " has no such field");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("known")
  void makesAsManyImagesAsItCan(Entry entry) {
    int most = Math.min(entry.model.mostImages(), 100);

    assertThat(entry.check(entry.job().with("n", most)).count()).isEqualTo(most);
    assertThatThrownBy(() -> entry.check(entry.job().with("n", most + 1)))
        .hasMessageStartingWith("n: %d is more than ".formatted(most + 1))
        .hasMessageEndingWith("; use at most " + most);
  }

  @ParameterizedTest
  @MethodSource("known")
  void acceptsPromptsOfItsLength(Entry entry) {
    int longest = entry.model.longestPrompt();
    if (longest == Integer.MAX_VALUE) {
      assertThatCode(() -> entry.check(entry.job().with("prompt", "é".repeat(50_000))))
          .doesNotThrowAnyException();
      return;
    }
    assertThatCode(() -> entry.check(entry.job().with("prompt", "é".repeat(longest))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> entry.check(entry.job().with("prompt", "é".repeat(longest + 1))))
        .hasMessage(
            "prompt: has %d characters; %s accepts at most %d"
                .formatted(longest + 1, entry.model.id(), longest));
  }

  @ParameterizedTest
  @MethodSource("all")
  void sendsNothingThatWasNotRequested(Entry entry) {
    ImageRequest request = entry.check(entry.job());

    boolean sized = entry.model.request().sizes().filter(AllowedSizes::required).isPresent();
    if (entry.edits() && sized) {
      assertThat(request.warnings())
          .singleElement()
          .asString()
          .contains(", because " + entry.model.id() + " requires a width and a height");
    } else if (entry.edits() && entry.model.isUnknown()) {
      assertThat(request.warnings())
          .filteredOn(it -> !it.matches(".*: images was sent as [A-Za-z_.]+"))
          .isEmpty();
    } else {
      assertThat(request.warnings()).isEmpty();
    }
    assertThat(request.requests()).hasSize(1);
    assertThat(request.fields().keySet()).isSubsetOf("prompt", "positivePrompt", "width", "height");
    if (!sized) {
      assertThat(request.fields()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void acceptsSizeAuto(Entry entry) {
    assertThatCode(() -> entry.check(entry.job().with("size", "auto"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasImagesIfItEdits(Entry entry) {
    assertThat(entry.model.edits()).isEqualTo(entry.edits());
    assertThat(entry.model.request().field("mask").isPresent() && !entry.edits()).isFalse();
    assertThat(entry.check(entry.job()).isEdit()).isEqualTo(entry.edits());
  }

  /** A server of unknown make takes as many as a job can have. */
  @ParameterizedTest
  @MethodSource("edits")
  void takesAsManyImagesAsItCan(Entry entry) {
    FieldSchema images = entry.model.request().field("images").orElseThrow();
    int most = images.isList() ? (int) Math.min(images.maximum(), ImagesEditInput.MOST_IMAGES) : 1;

    assertThat(most).isPositive();
    assertThat(images.maxBytes()).isBetween(1L, 50L * 1024 * 1024);
    assertThat(images.formats()).isSubsetOf("png", "jpeg", "webp").isNotEmpty();
    assertThatCode(() -> entry.check(entry.job(), EditInputs.images(most)))
        .doesNotThrowAnyException();
    if (images.maximum() <= most || !images.isList()) {
      assertThatThrownBy(() -> entry.check(entry.job(), EditInputs.images(most + 1)))
          .hasMessage(
              "images: %d documents are more than %s edits at once; pass at most %d"
                  .formatted(most + 1, entry.model.id(), most));
    }
  }

  @ParameterizedTest
  @MethodSource("edits")
  void takesAMaskIfItHasOne(Entry entry) {
    boolean masked = entry.model.request().field("mask").isPresent();
    List<String> warnings = entry.check(entry.job(), EditInputs.masked(1)).warnings();

    assertThat(warnings.contains("mask was left out: " + entry.model.id() + " has no such field"))
        .isEqualTo(!masked);
  }

  @ParameterizedTest
  @MethodSource("edits")
  void takesTheFidelitiesThatItHas(Entry entry) {
    AllowedValues accepted = entry.model.request().values("input_fidelity").orElse(null);
    for (String fidelity : List.of("low", "high")) {
      ImagesEditInput edit = EditInputs.withFidelity(fidelity);
      if (accepted != null && accepted.match(fidelity).isEmpty()) {
        assertThatThrownBy(() -> entry.check(entry.job(), edit))
            .hasMessage(
                "input_fidelity: \"%s\" is not accepted by %s; use %s"
                    .formatted(fidelity, entry.model.id(), accepted.listed()));
      } else if (accepted != null) {
        assertThat(entry.check(entry.job(), edit).field("input_fidelity")).isEqualTo(fidelity);
      } else {
        assertThat(entry.check(entry.job(), edit).warnings())
            .contains("input_fidelity was left out: " + entry.model.id() + " has no such field");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("known")
  void canAlwaysAnswerWithBase64(Entry entry) {
    assertThatCode(() -> entry.check(entry.job().with("response_format", "b64_json")))
        .doesNotThrowAnyException();
  }
}
