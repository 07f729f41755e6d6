package org.imagesgenerate.connector.provider.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetteringTest {

  @Test
  void everyPrintableAsciiCharacterHasAShapeOfItsOwn() {
    Set<String> shapes = new HashSet<>();
    for (char character = '!'; character <= '~'; character++) {
      shapes.add(drawn(Character.toString(character)));
    }

    assertThat(shapes).hasSize('~' - '!' + 1);
  }

  @ParameterizedTest
  @CsvSource({"ä, a", "Ö, O", "ñ, n", "ß, B", "·, ."})
  void accentsAndOtherLatinLettersAreDrawn(String letter, String without) {
    assertThat(drawn(Lettering.drawable(letter))).isNotEmpty().isNotEqualTo(drawn(without));
  }

  @Test
  void anAccentTakesNoRoom() {
    assertThat(Lettering.width(Lettering.drawable("Häuser"))).isEqualTo(Lettering.width("Hauser"));
  }

  @ParameterizedTest
  @CsvSource({"’, ''''", "„, '\"'", "–, -", "×, x"})
  void typographicSignsAreDrawnAsTheirPlainRelatives(String sign, String plain) {
    assertThat(drawn(Lettering.drawable(sign))).isEqualTo(drawn(plain));
  }

  @ParameterizedTest
  @ValueSource(strings = {"龍", "a 龍 in a garden", "منارة عند الغروب", "маяк", "φάρος"})
  void aTextInAnotherScriptIsLeftOutAsAWhole(String text) {
    assertThat(Lettering.drawable(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "🐉 one  two 👩‍👩‍👧",
        "one\ntwo",
        "\u0000one\u00A0two\u0007\uFFFE",
        "one\t\r\ntwo"
      })
  void signsWithoutAShapeAreLeftOut(String text) {
    assertThat(Lettering.drawable(text)).isEqualTo("one two");
  }

  @Test
  void narrowLettersTakeLessRoom() {
    assertThat(Lettering.width("ill")).isLessThan(Lettering.width("mow"));
    assertThat(Lettering.width("")).isZero();
  }

  private static String drawn(String text) {
    StringBuilder path = new StringBuilder();
    Outline outline = new Outline();
    Lettering.draw(text, outline);
    outline.writeTo(path);
    return path.toString();
  }
}
