package org.imagesgenerate.connector.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Media type and dimensions come from the bytes, and no bytes cause an error. */
class ImageFactsTest {

  @TempDir Path parent;

  private Optional<ImageFacts> facts(byte[] bytes) throws IOException {
    ImageFile.Writer writer = new ImageFile.Writer(new TempImageFolder(parent), Limits.DEFAULT);
    writer.write(bytes);
    try (ImageFile file = writer.finish()) {
      return ImageFacts.of(file);
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
  @ValueSource(strings = {"bmp", "tiff"})
  void rarePicturesTellTheirKindAndSize(String format) throws IOException {
    assertThat(facts(painted(format, 300, 70)))
        .contains(new ImageFacts("image/" + format, format, 300, 70));
  }

  @Test
  void aBitmapFromTopToBottomHasItsHeight() throws IOException {
    byte[] bitmap = painted("bmp", 3, 2);
    ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).putInt(22, -2);

    assertThat(facts(bitmap)).contains(new ImageFacts("image/bmp", "bmp", 3, 2));
  }

  @Test
  void aTiffInEitherByteOrderTellsItsSize() throws IOException {
    // the directory with width as a short and height as a long
    String little =
        "49492a00 08000000 0200 0001 0300 01000000 2c010000 0101 0400 01000000 46000000";
    String big = "4d4d002a 00000008 0002 0100 0003 00000001 012c0000 0101 0004 00000001 00000046";

    for (String tiff : List.of(little, big)) {
      assertThat(facts(hex(tiff))).contains(new ImageFacts("image/tiff", "tiff", 300, 70));
    }
  }

  /** A box of ISO/IEC 14496-12: length, type, content. */
  private static String box(String type, String content) {
    String bytes = HexFormat.of().formatHex(type.getBytes(StandardCharsets.US_ASCII)) + content;
    return "%08x%s".formatted(bytes.replace(" ", "").length() / 2 + 4, bytes);
  }

  private static String size(int width, int height) {
    return box("ispe", "00000000 %08x %08x".formatted(width, height));
  }

  private static String boxed(String brand, String sizes) {
    String hex = HexFormat.of().formatHex(brand.getBytes(StandardCharsets.US_ASCII));
    String properties = box("iprp", box("ipco", box("pixi", "00000000 03 080808") + sizes));
    return box("ftyp", hex + "00000000" + hex)
        + box("free", "0000")
        + box("meta", "00000000" + box("hdlr", "00".repeat(24)) + properties);
  }

  @ParameterizedTest
  @CsvSource({"avif, avif", "avis, avif", "heic, heif", "heix, heif", "mif1, heif"})
  void avifAndHeifTellTheSizeOfTheWholeImage(String brand, String format) throws IOException {
    // a grid has the size of its tiles beside that of the image
    String bytes = boxed(brand, size(150, 70) + size(300, 70)) + box("mdat", "00".repeat(50));

    assertThat(facts(hex(bytes))).contains(new ImageFacts("image/" + format, format, 300, 70));
  }

  @Test
  void jpegXlIsKnownWithoutItsSize() throws IOException {
    assertThat(
            facts(hex("0000000c 4a584c20 0d0a870a 00000014 66747970 6a786c20 00000000 6a786c20")))
        .contains(new ImageFacts("image/jxl", "jxl", null, null));
  }

  /** Such texts are paid for as images, and were delivered as such. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BM",
        "II*\0",
        "MM\0*",
        "\0\0\0\u001cftypavif",
        "\0\0\0\u0020ftypavif\0\0\0\0avifmif1",
        "\0\0\0\u0018ftypheic",
        "\0\0\0\fJXL \r\n\u0087\n"
      })
  void aTextBehindASignatureIsNotAnImage(String signature) throws IOException {
    String text = "The service is unavailable. Please try again later. ".repeat(1000);
    for (String fill : List.of("", "\0\0\0\0", text, "\0".repeat(1000))) {
      assertThat(facts((signature + fill).getBytes(StandardCharsets.ISO_8859_1)))
          .as(fill)
          .isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // bitmaps: no width, 3 planes, 7 bits, no header, pixels within the header
        "424d 46000000 00000000 36000000 28000000 00000000 02000000 0100 1800",
        "424d 46000000 00000000 36000000 28000000 03000000 02000000 0300 1800",
        "424d 46000000 00000000 36000000 28000000 03000000 02000000 0100 0700",
        "424d 46000000 00000000 36000000 29000000 03000000 02000000 0100 1800",
        "424d 46000000 00000000 10000000 28000000 03000000 02000000 0100 1800",
        "424d 46000000 00000000 36000000 28000000 03000000 00000080 0100 1800",
        // TIFF: no height, a width that is a fraction, no entries, a directory within the header
        "49492a00 08000000 0100 0001 0300 01000000 2c010000",
        "49492a00 08000000 0200 0001 0500 01000000 2c010000 0101 0300 01000000 46000000",
        "49492a00 08000000 0000",
        "49492a00 04000000 0200 0001 0300 01000000 2c010000 0101 0300 01000000 46000000"
      })
  void aRareHeaderThatMakesNoSenseIsNotAnImage(String bytes) throws IOException {
    assertThat(facts(hex(bytes))).isEmpty();
  }

  @Test
  void boxesThatMakeNoSenseAreNotAnImage() throws IOException {
    assertThat(facts(hex(boxed("avif", "")))).as("no size").isEmpty();
    assertThat(facts(hex(boxed("avif", size(0, 70))))).as("no width").isEmpty();
    assertThat(facts(hex(boxed("avif", size(300, -70))))).as("no height").isEmpty();
    assertThat(facts(hex(boxed("jp2 ", size(300, 70))))).as("another format").isEmpty();
    String whole = boxed("avif", size(300, 70));
    assertThat(facts(hex(whole))).isNotEmpty();
    assertThat(facts(hex(whole.substring(0, whole.length() - 2)))).as("cut").isEmpty();
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
  void brokenHeadsAreNotAnImage(String bytes) throws IOException {
    assertThat(facts(hex(bytes))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "This is not an image.",
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
  void textsAreNotAnImage(String text) throws IOException {
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
                <?xml-stylesheet type="text/css"?>
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

    assertThat(facts(bomb))
        .contains(new ImageFacts("image/svg+xml", "svg", null, 70, List.of("entity declarations")));
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

  private List<String> hazards(String text) throws IOException {
    return facts(text).orElseThrow().hazards();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<svg><script>alert(1)</script></svg>                              | scripts",
        "<svg><s:SCRIPT href='#a'/></svg>                                  | scripts",
        "<svg onload=\"alert(1)\"/>                                        | event handlers",
        "<svg><g fill='red'\tonclick = 'alert(1)'/></svg>                  | event handlers",
        "<svg><a href='javascript:alert(1)'/></svg>                        | javascript links, external references",
        "<svg><a xlink:href='&#106;avascript:alert(1)'/></svg>             | external references",
        "<svg><set attributeName='href' to='&#106;avascript:alert(1)'/></svg> | javascript links",
        "<svg><foreignObject><p/></foreignObject></svg>                    | foreign objects",
        "<svg><image href=\"https://a.example/b.png\"/></svg>              | external references",
        "<svg><use href=' //a.example/b.svg#c'/></svg>                     | external references",
        "<svg><use href='data:image/svg+xml,%3Csvg'/></svg>                | external references",
        "<svg><rect fill='url(http://a.example/#b)'/></svg>                | external references",
        "<svg><style>@import 'a.css';</style></svg>                        | external references",
        "<svg><style>a{background:url( \"b.png\" )}</style></svg>          | external references",
        "<!DOCTYPE svg [<!ENTITY a '<script/>'>]><svg>&a;</svg>            | scripts, entity declarations",
        "<svg onload='a()'><script/><foreignObject/></svg>                 | scripts, event handlers, foreign objects"
      })
  void whatAnSvgCanDoIsFound(String text, String expected) throws IOException {
    assertThat(String.join(", ", hazards(text))).isEqualTo(expected);
  }

  @Test
  void aPlainSvgHasNoHazards() throws IOException {
    assertThat(
            hazards(
                """
                <?xml version="1.0"?>
                <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">
                <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
                  <style>.a { fill: url(#g); stroke: url( '#g' ) }</style>
                  <title>Turn on = 'off', description of a scripture</title>
                  <use href="#a"/><use xlink:href = "#b"/><rect fill="url(&quot;#g&quot;)"/>
                  <image href="data:image/png;base64,iVBORw0KGgo="/>
                  <animate attributeName="opacity" from="0" to="1"/>
                </svg>
                """))
        .isEmpty();
  }

  @Test
  void aScriptIsFoundWhereverItStands() throws IOException {
    for (int before = 65_000; before < 66_500; before += 7) {
      String text = "<svg>" + "x".repeat(before) + "<script>a()</script>" + "y".repeat(70_000);
      assertThat(hazards(text)).as("after %d", before).containsExactly("scripts");
    }
    String blanks = "<svg><a href=" + " ".repeat(200_000) + "'//a.example'/>";
    assertThat(hazards(blanks)).containsExactly("external references");
  }
}
