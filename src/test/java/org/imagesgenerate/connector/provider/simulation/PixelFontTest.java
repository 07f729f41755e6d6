package org.imagesgenerate.connector.provider.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PixelFontTest {

  @Test
  void everyPrintableAsciiCharacterHasAShapeOfItsOwn() {
    Set<String> shapes = new HashSet<>();
    for (int character = ' '; character <= '~'; character++) {
      shapes.add(Arrays.toString(PixelFont.dots(character)));
    }

    assertThat(shapes).hasSize('~' - ' ' + 1);
  }

  @Test
  void lettersLookLikeThemselves() {
    assertThat(drawn('g'))
        .isEqualTo(
            """
            .....
            .....
            .....
            .....
            .####
            #...#
            #...#
            #...#
            .####
            ....#
            .###.
            """);
    assertThat(drawn('Ö'))
        .isEqualTo(
            """
            .#.#.
            .....
            .###.
            #...#
            #...#
            #...#
            #...#
            #...#
            .###.
            .....
            .....
            """);
  }

  @Test
  void accentsSitCloseToSmallLetters() {
    assertThat(PixelFont.dots('ä')).containsSequence(0, 0, 0b01010, 0, 0b01110);
  }

  @Test
  void whatIsNotDrawnIsABox() {
    assertThat(PixelFont.dots(0x1F409)).isEqualTo(PixelFont.dots('龍'));
    assertThat(PixelFont.dots('龍')).isNotEqualTo(PixelFont.dots('O'));
  }

  @Test
  void typographicSignsAreDrawnAsTheirPlainRelatives() {
    assertThat(PixelFont.dots('’')).isEqualTo(PixelFont.dots('\''));
    assertThat(PixelFont.dots('„')).isEqualTo(PixelFont.dots('"'));
    assertThat(PixelFont.dots('–')).isEqualTo(PixelFont.dots('-'));
  }

  @Test
  void linesBreakBetweenWords() {
    assertThat(PixelFont.wrap("a dragon in a tea  garden", 8))
        .containsExactly("a dragon", "in a tea", "garden");
  }

  @Test
  void onlyWordsLongerThanALineAreBroken() {
    assertThat(PixelFont.wrap("on extraordinarily", 6))
        .containsExactly("on", "extrao", "rdinar", "ily");
  }

  @Test
  void aCodePointIsOnePlaceAndNeverCutInHalf() {
    assertThat(PixelFont.wrap("🐉🐉🐉🐉🐉", 2)).containsExactly("🐉🐉", "🐉🐉", "🐉");
  }

  @Test
  void lineBreaksOfThePromptAreKept() {
    assertThat(PixelFont.wrap("one\ntwo\r\n\nthree", 20)).containsExactly("one", "two", "three");
  }

  private static String drawn(int character) {
    StringBuilder drawn = new StringBuilder();
    for (int row : PixelFont.dots(character)) {
      for (int bit = 0x10; bit > 0; bit >>= 1) {
        drawn.append((row & bit) == 0 ? '.' : '#');
      }
      drawn.append('\n');
    }
    return drawn.toString();
  }
}
