package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.stream.IntStream;
import org.imagesgenerate.connector.http.Base64Decoder.NotBase64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base64DecoderTest {

  /** Around the quantum of three bytes, and around the decoder's own buffer of 12 KiB. */
  static IntStream lengths() {
    return IntStream.concat(IntStream.range(0, 20), IntStream.range(12_286, 12_292));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] decode(String text) throws IOException, NotBase64 {
    return decode(ascii(text), text.length() + 1, new Random(0));
  }

  /** Feeds pieces of 1 to {@code most} bytes. */
  private static byte[] decode(byte[] text, int most, Random random) throws IOException, NotBase64 {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Base64Decoder decoder = new Base64Decoder(out);
    int at = 0;
    while (at < text.length) {
      int to = Math.min(text.length, at + 1 + random.nextInt(most));
      decoder.decode(text, at, to);
      at = to;
    }
    decoder.finish();
    return out.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void decodesWhatTheJdkEncodes(int length) throws Exception {
    byte[] bytes = bytes(length);

    assertThat(decode(Base64.getEncoder().encodeToString(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void takesTextByteByByte(int length) throws Exception {
    byte[] bytes = bytes(length);

    assertThat(decode(Base64.getEncoder().encode(bytes), 1, new Random(1))).isEqualTo(bytes);
  }

  @Test
  void takesTextInPiecesOfAnyLength() throws Exception {
    byte[] bytes = bytes(30_000);
    byte[] text = Base64.getMimeEncoder().encode(bytes);

    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      assertThat(decode(text, 1 + random.nextInt(500), random))
          .as("seed %d", seed)
          .isEqualTo(bytes);
    }
  }

  @Test
  void knowsTheWholeAlphabet() throws Exception {
    byte[] bytes = new byte[48];
    byte[] alphabet = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
    System.arraycopy(Base64.getDecoder().decode(alphabet), 0, bytes, 0, bytes.length);

    assertThat(decode(new String(alphabet, StandardCharsets.US_ASCII))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void takesTheUrlSafeAlphabet(int length) throws Exception {
    byte[] bytes = bytes(length);

    assertThat(decode(Base64.getUrlEncoder().encodeToString(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void takesTextWithoutPadding(int length) throws Exception {
    byte[] bytes = bytes(length);

    assertThat(decode(Base64.getEncoder().withoutPadding().encodeToString(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void skipsLineEnds(int length) throws Exception {
    byte[] bytes = bytes(length);
    byte[] lineEnds = {'\n'};

    assertThat(decode(Base64.getMimeEncoder().encodeToString(bytes))).isEqualTo(bytes);
    assertThat(decode(Base64.getMimeEncoder(4, lineEnds).encodeToString(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\r", "\n", "\r\n "})
  void skipsBlanksBetweenAnyTwoCharacters(String blank) throws Exception {
    String text = String.join(blank, "TWFuTWE=".split(""));

    assertThat(decode(blank + text + blank)).asString().isEqualTo("ManMa");
  }

  @ParameterizedTest
  @CsvSource({
    "TWFu,Man",
    "TWE=,Ma",
    "TWE,Ma",
    "TQ==,M",
    "TQ=,M",
    "TQ,M",
    "TWFuTQ==,ManM",
    "TWFuTWE=,ManMa"
  })
  void readsTheLastQuantumWithAllPartOrNoneOfItsPadding(String text, String meaning)
      throws Exception {
    assertThat(decode(text)).asString().isEqualTo(meaning);
  }

  @Test
  void readsNothingAsNothing() throws Exception {
    assertThat(decode("")).isEmpty();
    assertThat(decode(" \r\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "T=", "T===", "TWFu=", "TWE==", "TQ===", "TWFuTWE=="})
  void refusesPaddingInTheWrongPlace(String text) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(NotBase64.class)
        .hasMessage("padding in the wrong place");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TQ==TQ==", "TWE=T", "TQ=T", "TWE= T"})
  void refusesTextAfterThePadding(String text) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(NotBase64.class)
        .hasMessage("text after the padding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"T", "TWFuT"})
  void refusesASingleCharacterAtTheEnd(String text) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(NotBase64.class)
        .hasMessage("the text breaks off");
  }

  @Test
  void refusesEveryOtherCharacterInEveryPlace() {
    for (int other = 0; other < 256; other++) {
      if (Base64Decoder.accepts(other)) {
        continue;
      }
      for (int place = 0; place < 8; place++) {
        byte[] text = ascii("TWFuTWFu");
        text[place] = (byte) other;
        assertThatThrownBy(() -> decode(text, 8, new Random(0)))
            .as("character %d at %d", other, place)
            .isInstanceOf(NotBase64.class)
            .hasMessage("a character that is not base64");
      }
    }
  }

  @Test
  void acceptsAlphabetsPaddingAndBlanksOnly() {
    String accepted = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= \t\r\n";

    for (int character = 0; character < 256; character++) {
      assertThat(Base64Decoder.accepts(character))
          .as("character %d", character)
          .isEqualTo(accepted.indexOf(character) >= 0);
    }
  }

  @Test
  void decodesOnlyTheGivenPartOfABuffer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Base64Decoder decoder = new Base64Decoder(out);

    decoder.decode(ascii("!!TWFu!!"), 2, 6);
    decoder.decode(ascii("!!TWE=!!"), 2, 6);
    decoder.finish();

    assertThat(out).hasToString("ManMa");
  }

  @Test
  void holdsNoMoreThanItsBuffer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Base64Decoder decoder = new Base64Decoder(out);
    byte[] quanta = Base64.getEncoder().encode(bytes(12 * 1024 + 3));

    decoder.decode(quanta, 0, quanta.length);

    assertThat(out.size()).isEqualTo(12 * 1024);
  }
}
