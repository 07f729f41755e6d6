package org.imagesgenerate.connector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.http.Limits;
import org.imagesgenerate.connector.http.Spool;
import org.imagesgenerate.connector.http.SpoolFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kind and size come from the bytes, and strange bytes harm nobody. */
class ImageFactsTest {

  @TempDir Path parent;

  private Optional<ImageFacts> facts(byte[] bytes) throws IOException {
    Spool.Writer writer = new Spool.Writer(new SpoolFolder(parent), Limits.DEFAULT);
    writer.write(bytes);
    try (Spool spool = writer.finish()) {
      return ImageFacts.of(spool);
    }
  }

  private Optional<ImageFacts> facts(String text) throws IOException {
    return facts(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] painted(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  // ---- pictures as they are

  @ParameterizedTest
  @CsvSource({
    "png, image/png, png",
    "jpg, image/jpeg, jpg",
    "gif, image/gif, gif",
  })
  void realPicturesTellTheirKindAndSize(String format, String mimeType, String extension)
      throws IOException {
    assertThat(facts(painted(format, 300, 70)))
        .contains(new ImageFacts(mimeType, extension, 300, 70));
    assertThat(facts(painted(format, 1, 1))).contains(new ImageFacts(mimeType, extension, 1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    // RIFF, length, WEBP, then the chunk
    "52494646 1a000000 57454250 56503820 0e000000 300100 9d012a 2c01 4600 0000, 300, 70",
    "52494646 1a000000 57454250 56503820 0e000000 300100 9d012a ff7f ff3f 0000, 16383, 16383",
    "52494646 12000000 57454250 5650384c 05000000 2f 2b411100, 300, 70",
    "52494646 12000000 57454250 5650384c 05000000 2f 00000000, 1, 1",
    "52494646 12000000 57454250 5650384c 05000000 2f ffffffff, 16384, 16384",
    "52494646 16000000 57454250 56503858 0a000000 10000000 2b0100 450000, 300, 70",
    "52494646 16000000 57454250 56503858 0a000000 10000000 ffffff ffffff, 16777216, 16777216"
  })
  void allThreeKindsOfWebpTellTheirSize(String bytes, int width, int height) throws IOException {
    assertThat(facts(hex(bytes))).contains(new ImageFacts("image/webp", "webp", width, height));
  }

  @Test
  void aLongJpegHeaderIsWalkedThrough() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    jpeg.write(hex("ffd8"));
    for (int i = 0; i < 5; i++) {
      jpeg.write(hex("ffe1 ffff"));
      jpeg.write(new byte[65533]);
    }
    jpeg.write(hex("ffffff c4 0003 00 ffcc 0002 ffc8 0002 ffdb 0002"));
    jpeg.write(hex("ffc2 0011 08 0046 012c"));

    assertThat(facts(jpeg.toByteArray())).contains(new ImageFacts("image/jpeg", "jpg", 300, 70));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0", "c1", "c2", "c3", "c5", "c6", "c7", "c9", "ca", "cb", "cd", "cf"})
  void everyKindOfJpegFrameTellsItsSize(String marker) throws IOException {
    assertThat(facts(hex("ffd8 ff" + marker + " 0011 08 0046 012c")))
        .contains(new ImageFacts("image/jpeg", "jpg", 300, 70));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0000001c 66747970 61766966 00000000 | image/avif | avif",
        "00000018 66747970 68656963 00000000 | image/heif | heif",
        "00000018 66747970 6d696631 00000000 | image/heif | heif",
        "0000000c 4a584c20 0d0a870a          | image/jxl  | jxl",
        "49492a00 08000000                   | image/tiff | tiff",
        "4d4d002a 00000008                   | image/tiff | tiff"
      })
  void otherKindsAreKnownWithoutTheirSize(String bytes, String mimeType, String extension)
      throws IOException {
    assertThat(facts(hex(bytes))).contains(new ImageFacts(mimeType, extension, null, null));
  }

  @Test
  void bitmapsAreKnown() throws IOException {
    assertThat(facts(painted("bmp", 3, 2)))
        .contains(new ImageFacts("image/bmp", "bmp", null, null));
  }

  // ---- what is cut or no picture

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif"})
  void picturesCutWithinTheirHeadAreNone(String format) throws IOException {
    byte[] whole = painted(format, 300, 70);
    int needed = 0;
    while (facts(Arrays.copyOf(whole, needed)).isEmpty()) {
      needed++;
    }

    assertThat(facts(Arrays.copyOf(whole, needed))).isEqualTo(facts(whole));
    assertThat(needed).isBetween(10, 700);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "89504e470d0a1a0a",
        "89504e470d0a1a0a 0000000d 49484452 00000000 00000046", // no width
        "89504e470d0a1a0a 0000000d 49484452 0000012c 80000000", // no height
        "89504e470d0a1a0a 0000000d 4944415f 0000012c 00000046", // no header chunk
        "474946383961 0000 4600",
        "474946383861 2c01 4600",
        "52494646 1a000000 57454250",
        "52494646 1a000000 57454250 56503840 0e000000 300100 9d012a 2c01 4600 0000",
        "52494646 1a000000 57415645 56503820 0e000000 300100 9d012a 2c01 4600 0000",
        "52494646 1a000000 57454250 56503820 0e000000 300100 9d012a 0000 4600 0000",
        "ffd8",
        "ffd8ff",
        "ffd8ffd9",
        "ffd8ffda0002",
        "ffd8ffe00010",
        "ffd8ff00",
        "ffd8ffe0000200c0",
        "ffd8ffc0001108 0046"
      })
  void brokenHeadsAreNoPicture(String bytes) throws IOException {
    assertThat(facts(hex(bytes))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is no image.",
        "<!DOCTYPE html><html><body><svg width=\"1\"></svg></body></html>",
        "{\"error\":\"gone\"}",
        "<Error><Code>NoSuchKey</Code></Error>",
        "<svgx>",
        "<!-- <svg> -->",
        "<svg",
        "<svg width=\"10>",
        "text <svg>",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE svg ["
      })
  void textsAreNoPicture(String text) throws IOException {
    assertThat(facts(text)).isEmpty();
  }

  @Test
  void noGarbageIsEverTakenForAPictureOrHarmsAnybody() throws IOException {
    for (int seed = 0; seed < 300; seed++) {
      byte[] garbage = new byte[seed * 7];
      new Random(seed).nextBytes(garbage);
      assertThat(facts(garbage)).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aDamagedPictureHarmsNobody() throws IOException {
    for (String format : new String[] {"png", "jpg", "gif", "bmp"}) {
      byte[] whole = painted(format, 300, 70);
      for (int seed = 0; seed < 100; seed++) {
        byte[] damaged = whole.clone();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
          damaged[random.nextInt(Math.min(damaged.length, 200))] = (byte) random.nextInt();
        }
        facts(damaged);
      }
    }
  }

  // ---- SVG

  private static ImageFacts svg(Integer width, Integer height) {
    return new ImageFacts("image/svg+xml", "svg", width, height);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<svg width=\"300\" height=\"70\">                                  | 300 | 70",
        "<svg width='300px' height='70.5'/>                                 | 300 | 70",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 70\">  | 300 | 70",
        "<svg viewBox=\"0,0, 300,70\" width=\"100%\" height=\"100%\">       | 300 | 70",
        "<svg viewBox='-5 -5 300.9 70'>                                     | 300 | 70",
        "<s:svg xmlns:s='http://www.w3.org/2000/svg' height = '70' width = \"300\"> | 300 | 70",
        "<svg width=\"300\" viewBox=\"0 0 10 10\">                          | 300 |",
        "<svg width=\"10em\" height=\"70\">                                 |     | 70",
        "<svg>                                                              |     |",
        "<svg/>                                                             |     |",
        "<svg viewBox=\"0 0 10\">                                           |     |",
        "<svg data-width=\"5\" stroke-width=\"7\" width=\"99999999\">       |     |",
        "<svg title=\"a > b\" width=\"300\" height=\"70\">                  | 300 | 70"
      })
  void anSvgTellsItsSizeWhereItSaysOne(String text, Integer width, Integer height)
      throws IOException {
    assertThat(facts(text)).contains(svg(width, height));
  }

  @Test
  void whatStandsBeforeTheRootDoesNotMatter() throws IOException {
    assertThat(
            facts(
                """
                \uFEFF<?xml version="1.0" encoding="UTF-8"?>
                <!-- made > by <svg> -->
                <?xml-stylesheet href="a.css"?>
                <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:1/svg11.dtd">
                <!-- and -->
                <svg width="300" height="70"></svg>
                """))
        .contains(svg(300, 70));
  }

  @Test
  void entitiesAreNeitherFetchedNorExpanded() throws IOException {
    String bomb =
        """
        <!DOCTYPE svg [
          <!ENTITY a "aaaaaaaaaa">
          <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
          <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
          <!ENTITY x SYSTEM "file:///etc/passwd">
          <!ENTITY % y SYSTEM "http://127.0.0.1:1/y.dtd">
          %y;
        ]>
        <svg xmlns="&x;" width="&c;" height="70">&c;</svg>
        """;

    assertThat(facts(bomb)).contains(svg(null, 70));
  }

  @Test
  void onlyTheBeginningIsRead() {
    String comments = "<!---->".repeat(1_000_000);
    String comment = "<!--" + "x".repeat(5_000_000);
    String attributes = "<svg a=\"" + "x".repeat(5_000_000);
    String type = "<!DOCTYPE svg " + "[".repeat(5_000_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (String text : new String[] {comments, comment, attributes, type}) {
            assertThat(facts(text)).isEmpty();
          }
        });
  }
}
