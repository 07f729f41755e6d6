package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

  private static final String KEY = "sk-0123456789";

  private final Redaction redaction = new Redaction(List.of(KEY));

  @Test
  void everyOccurrenceIsMasked() {
    assertThat(redaction.text(KEY + " and " + KEY)).isEqualTo("*** and ***");
  }

  @Test
  void everySecretIsMasked() {
    assertThat(new Redaction(List.of("first-one", "second-one")).text("first-one, second-one"))
        .isEqualTo("***, ***");
  }

  /** A secret inside another one must not leave the rest of the longer one to be seen. */
  @Test
  void theLongerSecretIsMaskedFirst() {
    assertThat(new Redaction(List.of("abcd", "abcd-efgh")).text("abcd-efgh abcd"))
        .isEqualTo("*** ***");
  }

  @Test
  void otherTextsStayAsTheyAre() {
    assertThat(redaction.text("sk-012345678")).isEqualTo("sk-012345678");
    assertThat(redaction.text("")).isEmpty();
    assertThat(redaction.text(null)).isNull();
    assertThat(new Redaction(List.of()).text(KEY)).isEqualTo(KEY);
  }

  @Test
  void blanksAroundASecretAreNoPartOfIt() {
    assertThat(new Redaction(List.of(" " + KEY + "\n")).text("a" + KEY + "b")).isEqualTo("a***b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "abc", " abc "})
  void whatIsTooShortIsNoSecret(String secret) {
    Redaction none = new Redaction(Arrays.asList(secret, null));

    assertThat(none.text("abc def")).isEqualTo("abc def");
    assertThat(none.finds("abc def")).isFalse();
  }

  @Test
  void fourCharactersAreASecret() {
    assertThat(new Redaction(List.of("abcd")).text("abcde")).isEqualTo("***e");
  }

  /** Messages quote only the beginning of a long text, which may be the beginning of a key. */
  @ParameterizedTest
  @CsvSource({
    "'\"sk-012345678…\"', '\"***…\"'",
    "'\"sk-0…\"',         '\"***…\"'",
    "'\"x sk-01…\" y',    '\"x ***…\" y'",
    "'\"sk-…\"',          '\"sk-…\"'",
    "'\"sk-0\"',          '\"sk-0\"'",
    "'sk-0123456789…',    '***…'",
    "'other…',            'other…'",
  })
  void aSecretThatWasCutIsMaskedToo(String text, String masked) {
    assertThat(redaction.text(text)).isEqualTo(masked);
  }

  @Test
  void secretsAreFoundAnywhereInsideAValue() {
    assertThat(redaction.finds("a " + KEY + " b")).isTrue();
    assertThat(redaction.finds(List.of(1, List.of(KEY)))).isTrue();
    assertThat(redaction.finds(Map.of("a", Map.of("b", KEY)))).isTrue();
    assertThat(redaction.finds(Map.of(KEY, 1))).isTrue();
    assertThat(redaction.finds(URI.create("https://host/" + KEY))).isTrue();
    assertThat(new Redaction(List.of("12345678")).finds(12345678)).isTrue();
  }

  @Test
  void whatHoldsNoSecretIsNotFound() {
    assertThat(redaction.finds(null)).isFalse();
    assertThat(redaction.finds("sk-")).isFalse();
    assertThat(redaction.finds(List.of())).isFalse();
    assertThat(redaction.finds(Arrays.asList(1, null, "x"))).isFalse();
    assertThat(redaction.finds(Map.of("a", List.of("b")))).isFalse();
  }

  @Test
  void aValueIsCopiedWithEveryTextInsideItMasked() {
    Map<String, Object> value = new HashMap<>();
    value.put("a", "x" + KEY);
    value.put("b" + KEY, List.of(KEY, 7, true, Map.of("c", KEY)));
    value.put("d", null);
    value.put("e", URI.create("https://host/" + KEY));

    Map<String, Object> masked = new HashMap<>();
    masked.put("a", "x***");
    masked.put("b***", List.of("***", 7, true, Map.of("c", "***")));
    masked.put("d", null);
    masked.put("e", "https://host/***");

    assertThat(redaction.value(value)).isEqualTo(masked);
    assertThat(value.get("a")).isEqualTo("x" + KEY);
  }

  @Test
  void aValueWithoutASecretKeepsItsType() {
    URI uri = URI.create("https://host/");

    assertThat(redaction.value(uri)).isSameAs(uri);
    assertThat(redaction.value(429)).isEqualTo(429);
    assertThat(redaction.value(null)).isNull();
  }

  /** The runtime would look for a secret of that name when the text comes back as an input. */
  @ParameterizedTest
  @CsvSource({
    "see secrets.html,      see secrets .html",
    "'{{secrets.MY_KEY}}',  '{{secrets .MY_KEY}}'",
    "'{{ secrets.… }}',     '{{ secrets .… }}'",
    "keep your secrets.,    keep your secrets.",
    "'secrets. Then',       'secrets. Then'",
    "secretsX,              secretsX",
  })
  void aNameOfASecretIsBroken(String text, String harmless) {
    assertThat(redaction.text(text)).isEqualTo(harmless);
  }
}
