package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.imagesgenerate.connector.http.Base64ImageExtractor.ExtractedImage;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.connector.support.TooLargeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Base64ImageExtractorTest {

  /** Base64 of this many bytes is exactly as long as the head. */
  private static final int FULL_HEAD = Base64ImageExtractor.HEAD / 4 * 3;

  private static final int IN_A_FILE = 200_000;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path parent;

  private Limits limits = Limits.DEFAULT;
  private Base64ImageExtractor extractor;

  @AfterEach
  void nothingIsLeftOnDisk() {
    if (extractor != null) {
      extractor.discard();
    }
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  private static byte[] picture(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String json(String string) {
    return "{\"data\":[{\"b64_json\":\"" + string + "\"}],\"created\":1}";
  }

  /** A stream that gives 1 to {@code most} bytes at a time. */
  private static InputStream pieces(String text, int most, Random random) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public int read(byte[] buffer, int offset, int length) {
        return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
      }
    };
  }

  private Base64ImageExtractor read(String text) throws IOException {
    return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private Base64ImageExtractor read(InputStream in) throws IOException {
    extractor = new Base64ImageExtractor(in, new TempImageFolder(parent), limits);
    extractor.read();
    return extractor;
  }

  private String text() {
    return new String(extractor.text(), StandardCharsets.UTF_8);
  }

  private JsonNode tree() throws IOException {
    return MAPPER.readTree(extractor.text());
  }

  private static byte[] content(ExtractedImage image) throws IOException {
    assertThat(image.problem()).isNull();
    try (InputStream in = image.file().open()) {
      return in.readAllBytes();
    }
  }

  /** Reads the text and expects one image whose name stands where the string stood. */
  private void holdsOne(byte[] picture, String text) throws IOException {
    read(text);
    assertThat(extractor.images()).hasSize(1);
    assertThat(content(extractor.images().getFirst())).isEqualTo(picture);
    assertThat(tree().at("/data/0/b64_json").asText())
        .isEqualTo(extractor.images().getFirst().placeholder());
    assertThat(tree().at("/created").asInt()).isEqualTo(1);
  }

  // ---- what is an image, and what is text

  @Test
  void textWithoutImagesStaysAsItIs() throws IOException {
    String text = " {\"a\" : \"b \\\" c\", \"größe\":[1, true , null], \"e\":\"\"}\n";

    read(text);

    assertThat(text()).isEqualTo(text);
    assertThat(extractor.images()).isEmpty();
  }

  @Test
  void anEmptyAnswerIsEmptyText() throws IOException {
    read("");

    assertThat(extractor.text()).isEmpty();
    assertThat(extractor.images()).isEmpty();
  }

  @Test
  void base64BelowTheHeadStaysInTheText() throws IOException {
    String base64 = base64(picture(FULL_HEAD)).substring(1);

    read(json(base64));

    assertThat(extractor.images()).isEmpty();
    assertThat(tree().at("/data/0/b64_json").asText()).isEqualTo(base64);
  }

  @ParameterizedTest
  @ValueSource(ints = {FULL_HEAD, FULL_HEAD + 1, FULL_HEAD + 2, FULL_HEAD + 3, 100_000, IN_A_FILE})
  void base64FromTheHeadOnIsTakenOut(int length) throws IOException {
    byte[] picture = picture(length);

    holdsOne(picture, json(base64(picture)));
  }

  @Test
  void whatLooksLikeBase64AndIsNotStaysAsItWas() throws IOException {
    String text = base64(picture(FULL_HEAD)).substring(1) + "," + base64(picture(9000));

    read(json(text));

    assertThat(extractor.images()).isEmpty();
    assertThat(tree().at("/data/0/b64_json").asText()).isEqualTo(text);
  }

  @Test
  void aLongPromptIsNoImageThoughItHasNoPunctuation() throws IOException {
    String prompt = "a dragon of old times over a castle with towers ".repeat(200);

    read("{\"data\":[{\"revised_prompt\":\"" + prompt + "\"}]}");

    assertThat(extractor.images()).isEmpty();
    assertThat(tree().at("/data/0/revised_prompt").asText()).isEqualTo(prompt);
  }

  @Test
  void aLongTextWithEscapesStaysAsItWas() throws IOException {
    String text = "He said: \\\"no\\\", \\\\ and \\u00e4\\n".repeat(400);

    read("{\"t\":\"" + text + "\",\"u\":1}");

    assertThat(text()).isEqualTo("{\"t\":\"" + text + "\",\"u\":1}");
    assertThat(tree().at("/u").asInt()).isEqualTo(1);
  }

  @Test
  void aBackslashAsTheLastByteOfTheHeadStillEscapes() throws IOException {
    String text = "!".repeat(Base64ImageExtractor.HEAD - 1) + "\\\"" + "x";

    read("{\"t\":\"" + text + "\",\"u\":1}");

    assertThat(tree().at("/t").asText()).endsWith("!\"x");
    assertThat(tree().at("/u").asInt()).isEqualTo(1);
  }

  @Test
  void aQuoteRightAfterTheHeadEndsTheString() throws IOException {
    String text = "!".repeat(Base64ImageExtractor.HEAD);

    read("{\"t\":\"" + text + "\",\"u\":1}");

    assertThat(tree().at("/t").asText()).isEqualTo(text);
    assertThat(tree().at("/u").asInt()).isEqualTo(1);
  }

  @Test
  void manyImagesKeepTheirOrderAndTheirNames() throws IOException {
    StringBuilder text = new StringBuilder("{\"data\":[");
    for (int i = 0; i < 20; i++) {
      text.append(i == 0 ? "" : ",").append("{\"b64_json\":\"");
      text.append(base64(picture(FULL_HEAD + i * 5000))).append("\"}");
    }

    read(text.append("]}").toString());

    assertThat(extractor.images())
        .hasSize(20)
        .extracting(ExtractedImage::placeholder)
        .doesNotHaveDuplicates();
    for (int i = 0; i < 20; i++) {
      ExtractedImage image = extractor.images().get(i);
      assertThat(content(image)).isEqualTo(picture(FULL_HEAD + i * 5000));
      assertThat(tree().at("/data/" + i + "/b64_json").asText()).isEqualTo(image.placeholder());
    }
  }

  @Test
  void namesCannotBeGuessed() throws IOException {
    String first = read(json(base64(picture(9000)))).images().getFirst().placeholder();
    String second = read(json(base64(picture(9000)))).images().getFirst().placeholder();

    assertThat(first).isNotEqualTo(second);
  }

  // ---- forms of base64

  @Test
  void dataUrisAreTakenOut() throws IOException {
    byte[] picture = picture(IN_A_FILE);

    holdsOne(picture, json("data:image/png;base64," + base64(picture)));
    extractor.discard();
    holdsOne(picture, json("data:image\\/svg+xml;charset=utf-8;base64," + base64(picture)));
    extractor.discard();
    holdsOne(picture, json("data:;base64," + base64(picture)));
  }

  @Test
  void base64ThatBeginsLikeADataUriIsBase64() throws IOException {
    String base64 = "data" + base64(picture(9000));

    read(json(base64));

    assertThat(content(extractor.images().getFirst()))
        .isEqualTo(Base64.getDecoder().decode(base64));
  }

  @Test
  void aDataUriOfTextStaysInTheText() throws IOException {
    String uri = "data:image/svg+xml;utf8,<svg>" + "x".repeat(Base64ImageExtractor.HEAD);

    read(json(uri));

    assertThat(extractor.images()).isEmpty();
    assertThat(tree().at("/data/0/b64_json").asText()).isEqualTo(uri);
  }

  @Test
  void aMediaTypeWithoutEndIsText() throws IOException {
    String uri = "data:" + "x".repeat(300) + ";base64," + base64(picture(9000));

    read(json(uri));

    assertThat(extractor.images()).isEmpty();
    assertThat(tree().at("/data/0/b64_json").asText()).isEqualTo(uri);
  }

  @Test
  void urlSafeBase64WithoutPaddingIsTakenOut() throws IOException {
    byte[] picture = picture(20_000);

    holdsOne(picture, json(Base64.getUrlEncoder().withoutPadding().encodeToString(picture)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\n", "\\r\\n", "\\t", "\\u000a", "\\u000D\\u000A", "\\n "})
  void wrappedLinesAreTakenOut(String lineEnd) throws IOException {
    byte[] picture = picture(20_000);
    String wrapped =
        Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(picture).replace("\n", lineEnd);

    holdsOne(picture, json(wrapped));
  }

  @Test
  void escapedCharactersAreTheCharactersThemselves() throws IOException {
    byte[] picture = picture(20_000);
    String escaped =
        base64(picture).replace("/", "\\/").replace("+", "\\u002b").replace("=", "\\u003D");

    holdsOne(picture, json(escaped));
  }

  // ---- pieces

  @Test
  void readsTheSameWhateverThePieces() throws IOException {
    byte[] picture = picture(9001);
    String escaped = base64(picture).replace("/", "\\/").replace("+", "\\u002b");
    String text =
        "{\"p\":\"say \\\"x\\\\\",\"data\":[{\"b64_json\":\"data:image\\/png;base64,"
            + escaped
            + "\"},{\"b64_json\":\""
            + escaped.replace("A", "A\\n")
            + "\"}],\"t\":\""
            + "long text, ".repeat(600)
            + "\",\"created\":1}";

    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      read(pieces(text, seed == 0 ? 1 : 1 + random.nextInt(6000), random));
      assertThat(extractor.images()).as("seed %d", seed).hasSize(2);
      assertThat(content(extractor.images().get(0))).as("seed %d", seed).isEqualTo(picture);
      assertThat(content(extractor.images().get(1))).as("seed %d", seed).isEqualTo(picture);
      assertThat(tree().at("/p").asText()).isEqualTo("say \"x\\");
      assertThat(tree().at("/t").asText()).isEqualTo("long text, ".repeat(600));
      assertThat(tree().at("/created").asInt()).isEqualTo(1);
      extractor.discard();
    }
  }

  // ---- broken images

  /** Puts something into the second half of an image, where it is already being decoded. */
  private static String damaged(String with) {
    String base64 = base64(picture(IN_A_FILE));
    int middle = base64.length() / 2;
    return base64.substring(0, middle) + with + base64.substring(middle);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "=A",
        "\\u0021",
        "\\u00e4",
        "\\u012b",
        "\\b\\b\\b\\b",
        "\\f\\f\\f\\f",
        "\\\"",
        "\\\\",
        "\\x",
        "\\u+02b",
        "\\uzzzz",
        "é"
      })
  void anImageWithAForeignCharacterIsNamedAndLeavesNoFile(String foreign) throws IOException {
    read(json(damaged(foreign)));

    ExtractedImage image = extractor.images().getFirst();
    assertThat(image.file()).isNull();
    assertThat(image.problem()).isNotBlank();
    assertThat(tree().at("/data/0/b64_json").asText()).isEqualTo(image.placeholder());
    assertThat(tree().at("/created").asInt()).isEqualTo(1);
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void anImageThatBreaksOffWithinAQuantumIsNamed() throws IOException {
    read(json(base64(picture(IN_A_FILE * 3)) + "A"));

    assertThat(extractor.images().getFirst().problem()).isEqualTo("the text breaks off");
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void afterABrokenImageTheNextOneIsRead() throws IOException {
    byte[] picture = picture(IN_A_FILE);

    read("[\"" + damaged("*") + "\",\"" + base64(picture) + "\"]");

    assertThat(extractor.images().get(0).problem()).isEqualTo("a character that is not base64");
    assertThat(content(extractor.images().get(1))).isEqualTo(picture);
  }

  // ---- answers that break off

  @Test
  void whatWasCompleteIsThereWhenTheAnswerEndsWithinAnImage() throws IOException {
    byte[] picture = picture(IN_A_FILE);
    String text = "[\"" + base64(picture) + "\",\"" + base64(picture(IN_A_FILE));

    read(text);

    assertThat(extractor.images()).hasSize(1);
    assertThat(content(extractor.images().getFirst())).isEqualTo(picture);
    assertThat(TempImageFiles.in(parent)).hasSize(1);
  }

  @Test
  void aShortTailStaysInTheText() throws IOException {
    read("{\"error\":\"somethi");

    assertThat(text()).isEqualTo("{\"error\":\"somethi");
  }

  @Test
  void whatWasCompleteIsThereWhenTheConnectionBreaks() {
    byte[] picture = picture(IN_A_FILE);
    String text = "[\"" + base64(picture) + "\",\"" + base64(picture(IN_A_FILE));
    InputStream in = broken(text);

    assertThatThrownBy(() -> read(in)).isInstanceOf(IOException.class).hasMessage("reset");

    assertThat(extractor.images()).hasSize(1).allMatch(image -> image.file() != null);
    assertThat(TempImageFiles.in(parent)).hasSize(1);
  }

  /** Gives the text, and then fails instead of ending. */
  private static InputStream broken(String text) {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("reset");
          }
        };
    return new SequenceInputStream(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), failing);
  }

  @Test
  void discardDeletesAllFiles() throws IOException {
    String image = base64(picture(IN_A_FILE));
    read("[\"" + image + "\",\"" + image + "\",\"" + damaged("*") + "\"]");
    List<Path> before = TempImageFiles.in(parent);

    extractor.discard();

    assertThat(before).hasSize(2);
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  // ---- limits

  @Test
  void aBodyOfExactlyTheLimitIsRead() throws IOException {
    String text = json(base64(picture(9000)));
    limits = new Limits(text.length(), 1_000_000);

    read(text);

    assertThat(extractor.images()).hasSize(1);
  }

  @Test
  void aBodyOverTheLimitIsRefused() {
    String text = json(base64(picture(IN_A_FILE)));
    limits = new Limits(text.length() - 1, 1_000_000);

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("the response")
        .hasMessageContaining("IMAGES_GENERATE_MAX_BODY_BYTES");
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void anImageOfExactlyTheLimitIsRead() throws IOException {
    limits = new Limits(10_000_000, IN_A_FILE);

    holdsOne(picture(IN_A_FILE), json(base64(picture(IN_A_FILE))));
  }

  @Test
  void anImageOverTheLimitIsNamedAndTheOthersAreRead() throws IOException {
    limits = new Limits(10_000_000, IN_A_FILE - 1);
    byte[] small = picture(20_000);

    read("[\"" + base64(picture(IN_A_FILE)) + "\",\"" + base64(small) + "\"]");

    assertThat(extractor.images().get(0).problem()).contains("IMAGES_GENERATE_MAX_IMAGE_BYTES");
    assertThat(content(extractor.images().get(1))).isEqualTo(small);
    assertThat(TempImageFiles.in(parent)).hasSize(1);
  }

  @Test
  void onlyImagesOverTheLimitAreTooLarge() {
    limits = new Limits(10_000_000, IN_A_FILE - 1);

    assertThatThrownBy(() -> read(json(base64(picture(IN_A_FILE)))))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("an image")
        .hasMessageContaining("IMAGES_GENERATE_MAX_IMAGE_BYTES");
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void textUpToTwoMebibytesIsRead() throws IOException {
    String text = "{\"t\":\"" + "!".repeat(Limits.TEXT_BYTES - 8) + "\"}";

    read(text);

    assertThat(extractor.text()).hasSize(Limits.TEXT_BYTES);
  }

  @Test
  void textOverTwoMebibytesIsRefused() {
    String text = "{\"t\":\"" + "!".repeat(Limits.TEXT_BYTES - 7) + "\"}";

    assertThatThrownBy(() -> read(text))
        .isInstanceOf(TooLargeException.class)
        .hasMessageContaining("text of the response, without its images,");
  }

  @Test
  void imagesDoNotCountAsText() throws IOException {
    String image = base64(picture(Limits.TEXT_BYTES));

    read("[\"" + image + "\",\"" + image + "\"]");

    assertThat(extractor.images())
        .hasSize(2)
        .extracting(ExtractedImage::file)
        .allMatch(Objects::nonNull);
    assertThat(extractor.text().length).isLessThan(200);
  }

  /** Nothing of it may be written: a server could fill the disk. */
  @Test
  void imagesBeyondTheMostAreReadPastAndCounted() throws IOException {
    String large = base64(picture(IN_A_FILE));
    String small = base64(picture(3_300));
    String all =
        ("{\"i\":\"" + large + "\"},").repeat(100)
            + ("{\"i\":\"" + small + "\"},{\"i\":\"data:image/png;base64," + large + "\"},")
                .repeat(20);

    Base64ImageExtractor read = read(pieces("[" + all + "{\"end\":1}]", 50_000, new Random(1)));

    assertThat(read.images()).hasSize(100).allMatch(it -> it.file() != null);
    assertThat(read.leftOut()).isEqualTo(40);
    assertThat(TempImageFiles.in(parent)).hasSize(100);
    JsonNode json = MAPPER.readTree(read.text());
    assertThat(json.path(140).path("end").asInt()).isEqualTo(1);
    assertThat(json.path(101).path("i").asText()).isEqualTo(read.leftOutPlaceholder());
  }

  /** They leave nothing behind, so that they take no place from those that can be read. */
  @Test
  void imagesThatCannotBeReadDoNotCount() throws IOException {
    String broken = base64(picture(5_000)) + "!";
    String good = base64(picture(5_000));

    Base64ImageExtractor read =
        read("[" + ("\"" + broken + "\",").repeat(150) + "\"" + good + "\"]");

    assertThat(read.leftOut()).isZero();
    assertThat(read.images()).hasSize(151);
    assertThat(read.images().getLast().file()).isNotNull();
  }
}
