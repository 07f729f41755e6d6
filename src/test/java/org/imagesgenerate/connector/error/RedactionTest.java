package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
  void whitespaceAroundASecretIsNotPartOfIt() {
    assertThat(new Redaction(List.of(" " + KEY + "\n")).text("a" + KEY + "b")).isEqualTo("a***b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "abc", " abc "})
  void whatIsTooShortIsNotASecret(String secret) {
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

  private static final String ODD = "p/w\"d \\ä+%&=😀~x";

  /** However a server repeats a secret: as other programs encode it. */
  static Stream<String> echoes() {
    return Stream.of(KEY, ODD)
        .flatMap(
            secret -> {
              byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
              String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
              String everyByte = HexFormat.of().withPrefix("%").formatHex(bytes);
              String json = new ObjectMapper().valueToTree(secret).toString();
              StringBuilder unicode = new StringBuilder();
              secret.chars().forEach(it -> unicode.append("\\u%04x".formatted(it)));
              return Stream.of(
                  secret,
                  encoded,
                  encoded.replace("+", "%20"),
                  encoded.toLowerCase(Locale.ROOT),
                  everyByte,
                  everyByte.toUpperCase(Locale.ROOT),
                  json.substring(1, json.length() - 1),
                  json.substring(1, json.length() - 1).replace("/", "\\/"),
                  unicode.toString(),
                  HexFormat.of().formatHex(bytes),
                  HexFormat.of().withUpperCase().formatHex(bytes));
            });
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void aSecretIsMaskedAndFoundHoweverItIsWritten(String echo) {
    Redaction both = new Redaction(List.of(KEY, ODD));

    assertThat(both.text("it said <" + echo + ">")).isEqualTo("it said <***>");
    assertThat(both.finds("it said <" + echo + ">")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "us", "user", "user:", "Basic x:"})
  void aSecretInsideBase64IsMaskedWhereverItBegins(String before) {
    byte[] bytes = (before + KEY + "zz").getBytes(StandardCharsets.UTF_8);

    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String echo = encoder.encodeToString(bytes);

      assertThat(redaction.finds("it said " + echo)).isTrue();
      assertThat(redaction.text("it said " + echo)).contains("***").hasSizeLessThan(32);
    }
  }

  @Test
  void aSecretInsideJsonIsFoundInNamesAndValues() {
    ObjectMapper mapper = new ObjectMapper();

    assertThat(redaction.finds(mapper.valueToTree(Map.of("a", List.of(KEY))))).isTrue();
    assertThat(redaction.finds(mapper.valueToTree(Map.of(KEY, 1)))).isTrue();
    assertThat(new Redaction(List.of(ODD)).finds(mapper.valueToTree(List.of(ODD)))).isTrue();
    assertThat(redaction.finds(mapper.valueToTree(Map.of("a", "b")))).isFalse();
  }

  /** A dummy key of a local server must not reject every prompt that has the word. */
  @Test
  void aVeryShortSecretIsMaskedButNotFound() {
    Redaction dummy = new Redaction(List.of("none"));

    assertThat(dummy.text("key none")).isEqualTo("key ***");
    assertThat(dummy.finds("a table, and none of the chairs")).isFalse();
  }

  /** Two million characters that nearly hold a long secret, many times over. */
  @Test
  @Timeout(20)
  void aLongTextIsReadInOnePass() {
    Redaction secrets = new Redaction(List.of("a".repeat(200) + "b", KEY));

    assertThat(secrets.text("sk-01234567…x".repeat(150_000))).startsWith("***…x***…x");
    assertThat(secrets.text("aaa…".repeat(500_000))).startsWith("aaa…");
  }
}
