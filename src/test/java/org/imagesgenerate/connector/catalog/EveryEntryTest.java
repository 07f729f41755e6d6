package org.imagesgenerate.connector.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the check does with the facts of an entry, whatever they are. */
class EveryEntryTest {

  private static final Catalog CATALOG = Catalog.builtIn();
  private static final List<String> CHOICES =
      List.of("quality", "style", "background", "output_format", "moderation");

  /** An entry and its provider. */
  record Entry(String provider, Model model) {

    JobVariables job() {
      return JobVariables.of(provider, model.id());
    }

    ImageRequest check(JobVariables job) {
      return CATALOG.translate(job.input());
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
      return model.id() + " at " + provider;
    }
  }

  static Stream<Entry> known() {
    return Provider.TYPES.stream()
        .flatMap(
            provider ->
                CATALOG.models(provider).stream()
                    .filter(it -> !it.isUnknown())
                    .map(it -> new Entry(provider, it)));
  }

  static Stream<Entry> all() {
    return Provider.TYPES.stream()
        .flatMap(provider -> CATALOG.models(provider).stream().map(it -> new Entry(provider, it)))
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

    assertThat(request.warnings()).isEmpty();
    assertThat(request.requests()).hasSize(1);
    assertThat(request.fields().keySet()).isSubsetOf("prompt", "positivePrompt", "width", "height");
    if (entry.model.request().sizes().filter(AllowedSizes::required).isEmpty()) {
      assertThat(request.fields()).hasSize(1);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void acceptsSizeAuto(Entry entry) {
    assertThatCode(() -> entry.check(entry.job().with("size", "auto"))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("known")
  void canAlwaysAnswerWithBase64(Entry entry) {
    assertThatCode(() -> entry.check(entry.job().with("response_format", "b64_json")))
        .doesNotThrowAnyException();
  }
}
