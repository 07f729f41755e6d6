package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imagesgenerate.connector.support.TooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own decoder says what is right. */
class Base64DecoderTest {

  private static final int BLOCK = BodyInput.BLOCK;

  /** As many bytes as one block of base64 holds. */
  private static final int BLOCK_BYTES = BLOCK / 4 * 3;

  private static final String REST = ",\"rest\"";

  /** Around the quantum of three bytes, and around one, two and three blocks. */
  static IntStream lengths() {
    IntStream around = IntStream.of(1, 2, 3).map(blocks -> blocks * BLOCK_BYTES);
    return IntStream.concat(
        IntStream.range(0, 20), around.flatMap(at -> IntStream.rangeClosed(at - 4, at + 4)));
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** What came of a string: its bytes or the problem, and what the decoder did not touch. */
  private record Outcome(byte[] bytes, String problem, String rest) {}

  private static Outcome outcome(String text, int mostAtOnce, Random random) throws IOException {
    byte[] json = (text + '"' + REST).getBytes(StandardCharsets.ISO_8859_1);
    BodyInput in = new BodyInput(pieces(json, mostAtOnce, random), Long.MAX_VALUE);
    Base64Decoder decoder = new Base64Decoder(in);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(decoder.decode(out)).isTrue();
    StringBuilder rest = new StringBuilder();
    for (int next = in.next(); next >= 0; next = in.next()) {
      rest.append((char) next);
    }
    return new Outcome(out.toByteArray(), decoder.problem(), rest.toString());
  }

  private static InputStream pieces(byte[] bytes, int mostAtOnce, Random random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(mostAtOnce)));
      }
    };
  }

  private static byte[] decode(String text) throws IOException {
    return decode(text, Integer.MAX_VALUE - 1, new Random(0));
  }

  private static byte[] decode(String text, int mostAtOnce, Random random) throws IOException {
    Outcome outcome = outcome(text, mostAtOnce, random);
    assertThat(outcome.problem()).isNull();
    assertThat(outcome.rest()).isEqualTo(REST);
    return outcome.bytes();
  }

  private static String problem(String text) throws IOException {
    Outcome outcome = outcome(text, Integer.MAX_VALUE - 1, new Random(0));
    assertThat(outcome.rest()).as("the string was read to its end").isEqualTo(REST);
    return outcome.problem();
  }

  /** The forms in which servers write base64 into JSON. */
  private enum Form implements UnaryOperator<String> {
    PLAIN(text -> text),
    URL_SAFE(text -> text.replace('+', '-').replace('/', '_')),
    WITHOUT_PADDING(text -> text.replace("=", "")),
    WRAPPED(text -> text.replaceAll("(.{76})", "$1\\\\r\\\\n")),
    WRAPPED_PER_QUANTUM(text -> text.replaceAll("(.{4})", "$1\\\\n")),
    WRAPPED_WITHOUT_ESCAPE(text -> text.replaceAll("(.{64})", "$1\n")),
    ESCAPED_SLASHES(text -> text.replace("/", "\\/")),
    ESCAPED_AS_UNICODE(text -> text.replace("+", "\\u002b").replace("=", "\\u003D")),
    SURROUNDED(text -> " \\n" + text + "\\t ");

    private final UnaryOperator<String> writer;

    Form(UnaryOperator<String> writer) {
      this.writer = writer;
    }

    @Override
    public String apply(String text) {
      return writer.apply(text);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void decodesWhatTheJdkEncodesInEveryForm(int length) throws IOException {
    byte[] bytes = bytes(length);

    for (Form form : Form.values()) {
      assertThat(decode(form.apply(base64(bytes)))).as("%s", form).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void decodesWhateverThePieces(int length) throws IOException {
    byte[] bytes = bytes(length);

    for (Form form : Form.values()) {
      for (int mostAtOnce : new int[] {1, 7, 5000}) {
        assertThat(decode(form.apply(base64(bytes)), mostAtOnce, new Random(length)))
            .as("%s in pieces of up to %d", form, mostAtOnce)
            .isEqualTo(bytes);
      }
    }
  }

  /** Moves everything that needs more than one byte across each place around a block's end. */
  @ParameterizedTest
  @CsvSource({
    "'\\/', /",
    "'\\n', ''",
    "'\\r\\n', ''",
    "'\\u002b', +",
    "'\\u000A', ''",
    "' ', ''",
    "-, +",
    "_, /"
  })
  void readsWhatStandsAcrossTheEndOfABlock(String special, String meaning) throws IOException {
    String text = base64(bytes(2 * BLOCK_BYTES));
    String end = meaning.isEmpty() ? "" : "AAA";
    for (int place = BLOCK - 8; place <= BLOCK + 2; place++) {
      String before = text.substring(0, place);
      String after = text.substring(place) + end;
      assertThat(decode(before + special + after))
          .as("at %d", place)
          .isEqualTo(Base64.getDecoder().decode(before + meaning + after));
    }
  }

  @Test
  void decodesRandomMixturesOfEverything() throws IOException {
    String[] whitespace = {"", "", "", "", "\\n", "\\r\\n", " ", "\t", "\\u0020"};
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] bytes = bytes(random.nextInt(3 * BLOCK_BYTES));
      int untouched = random.nextInt(2 * BLOCK);
      StringBuilder text = new StringBuilder();
      for (char character : base64(bytes).toCharArray()) {
        if (text.length() >= untouched) {
          text.append(whitespace[random.nextInt(whitespace.length)]);
        }
        boolean escape = text.length() >= untouched && random.nextInt(20) == 0;
        text.append(escape ? "\\u%04x".formatted((int) character) : String.valueOf(character));
      }
      assertThat(decode(text.toString(), 1 + random.nextInt(2 * BLOCK), random))
          .as("seed %d", seed)
          .isEqualTo(bytes);
    }
  }

  @Test
  void knowsTheWholeAlphabet() throws IOException {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    assertThat(decode(alphabet)).isEqualTo(Base64.getDecoder().decode(alphabet));
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
    "TWFuTWE=,ManMa",
    "TQ\\n=\\n=,M"
  })
  void readsTheLastQuantumWithAllPartOrNoneOfItsPadding(String text, String meaning)
      throws IOException {
    assertThat(decode(text)).asString().isEqualTo(meaning);
  }

  @Test
  void anEmptyStringHasNoBytes() throws IOException {
    assertThat(decode("")).isEmpty();
    assertThat(decode(" \\r\\n")).isEmpty();
  }

  /** The same mistakes at the beginning, and where a block ends. */
  static Stream<String> beginnings() {
    return IntStream.of(0, 4, BLOCK - 8, BLOCK - 4, BLOCK, 2 * BLOCK - 4, 2 * BLOCK)
        .mapToObj("A"::repeat);
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void rejectsPaddingInTheWrongPlace(String beginning) throws IOException {
    for (String end : new String[] {"=", "T=", "T===", "TWFu=", "TWE==", "TQ===", "TWFuTWE=="}) {
      assertThat(problem(beginning + end)).as(end).isEqualTo("padding in the wrong place");
    }
    assertThat(problem(beginning + "TQ" + "=".repeat(100_000)))
        .isEqualTo("padding in the wrong place");
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void rejectsTextAfterThePadding(String beginning) throws IOException {
    for (String end : new String[] {"TQ==TQ==", "TWE=T", "TQ=T", "TWE= T", "TWE=" + beginning}) {
      boolean hasTextAfter = !end.endsWith("=");
      assertThat(problem(beginning + end))
          .as(end)
          .isEqualTo(hasTextAfter || end.equals("TQ==TQ==") ? "text after the padding" : null);
    }
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void rejectsASingleCharacterAtTheEnd(String beginning) throws IOException {
    assertThat(problem(beginning + "T")).isEqualTo("the text breaks off");
    assertThat(problem(beginning + "TWFuT")).isEqualTo("the text breaks off");
  }

  @Test
  void rejectsEveryOtherCharacterInEveryPlace() throws IOException {
    for (int other = 0; other < 256; other++) {
      if (Base64Decoder.accepts((byte) other) || other == '"') {
        continue;
      }
      for (int place : new int[] {0, 1, 2, 3, 4, BLOCK - 1, BLOCK, BLOCK + 5}) {
        StringBuilder text = new StringBuilder("A".repeat(BLOCK + 8));
        text.setCharAt(place, (char) other);
        assertThat(problem(text.toString()))
            .as("character %d at %d", other, place)
            .isEqualTo("a character that is not base64");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\\"", "\\\\", "\\b", "\\x", "\\u0021", "\\u0022", "\\u005c", "\\u012b", "\\uzzzz"
      })
  void rejectsEveryOtherEscape(String escape) throws IOException {
    assertThat(problem("TWFu" + escape + "TWFu")).isEqualTo("a character that is not base64");
    assertThat(problem("A".repeat(BLOCK - 2) + escape + "TWFu"))
        .isEqualTo("a character that is not base64");
  }

  @Test
  void acceptsAlphabetsPaddingWhitespaceAndEscapesOnly() {
    String accepted =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_= \t\r\n\\";

    for (int character = 0; character < 256; character++) {
      assertThat(Base64Decoder.accepts((byte) character))
          .as("character %d", character)
          .isEqualTo(accepted.indexOf(character) >= 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK})
  void aBodyThatEndsWithinTheStringIsNotAnImage(int length) throws IOException {
    for (String end : new String[] {"", "=", "\\", "\\u00"}) {
      byte[] text = ("A".repeat(length) + end).getBytes(StandardCharsets.US_ASCII);
      BodyInput in = new BodyInput(new ByteArrayInputStream(text), Long.MAX_VALUE);

      assertThat(new Base64Decoder(in).decode(OutputStream.nullOutputStream())).isFalse();
    }
  }

  @Test
  void oneDecoderReadsStringAfterString() throws IOException {
    byte[] first = bytes(BLOCK_BYTES + 100);
    byte[] second = bytes(2 * BLOCK_BYTES);
    String text = base64(first) + "\"TWE=!\"" + Form.WRAPPED.apply(base64(second)) + '"';
    InputStream body = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    Base64Decoder decoder = new Base64Decoder(new BodyInput(body, Long.MAX_VALUE));
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThat(decoder.decode(out)).isTrue();
    assertThat(out.toByteArray()).isEqualTo(first);
    assertThat(decoder.decode(OutputStream.nullOutputStream())).isTrue();
    assertThat(decoder.problem()).isEqualTo("a character that is not base64");
    out.reset();
    assertThat(decoder.decode(out)).isTrue();
    assertThat(decoder.problem()).isNull();
    assertThat(out.toByteArray()).isEqualTo(second);
  }

  @Test
  void anImageOverItsLimitIsReadToItsEnd() throws IOException {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new TooLargeException("full");
          }
        };
    String text = "A".repeat(3 * BLOCK) + "\"x";
    BodyInput in =
        new BodyInput(
            new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), Long.MAX_VALUE);
    Base64Decoder decoder = new Base64Decoder(in);

    assertThat(decoder.decode(full)).isTrue();

    assertThat(decoder.problem()).isEqualTo("full");
    assertThat(decoder.tooLarge()).hasMessage("full");
    assertThat(in.next()).isEqualTo('x');
  }

  @Test
  void aFullDiskEndsTheReading() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left on device");
          }
        };
    BodyInput in =
        new BodyInput(
            new ByteArrayInputStream("TWFu\"".getBytes(StandardCharsets.US_ASCII)), Long.MAX_VALUE);

    assertThatThrownBy(() -> new Base64Decoder(in).decode(broken))
        .isInstanceOf(IOException.class)
        .hasMessage("no space left on device");
  }
}
