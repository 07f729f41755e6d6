package org.imagesgenerate.connector.provider.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class PlaceholderImageTest {

  private static final String MODEL = "gpt-image-2";

  @ParameterizedTest
  @CsvSource({
    "png, 1024, 1024", "png, 1536, 1024", "png, 3840, 2160", "png, 2160, 3840", "png, 16, 16",
    "png, 1, 1", "png, 3840, 16", "jpeg, 1024, 1536", "jpeg, 3840, 2160", "jpeg, 16, 16",
    "gif, 512, 512", "gif, 16, 16", "gif, 3840, 2160"
  })
  void pixelsHaveTheSizeThatWasAsked(String format, int width, int height) throws Exception {
    BufferedImage image = decode(bytes(image("A dragon", MODEL, width, height, 1, false), format));

    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
  }

  @ParameterizedTest
  @CsvSource({"png, 89504e47", "jpeg, ffd8ff", "gif, 47494638", "svg, 3c737667"})
  void bytesBeginAsTheFormatDemands(String format, String signature) throws Exception {
    byte[] bytes = bytes(image("A dragon", MODEL, 64, 64, 1, false), format);

    assertThat(HexFormat.of().formatHex(bytes)).startsWith(signature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"webp", "PNG", "bmp", ""})
  void otherFormatsAreRefusedBeforeAByteIsWritten(String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatThrownBy(() -> image("A dragon", MODEL, 64, 64, 1, false).writeTo(out, format))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(out.size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 64", "64, -1", "8193, 64", "8192, 8192", "2147483647, 2147483647"})
  void sizesThatWouldEatTheHeapAreRefused(int width, int height) {
    assertThatThrownBy(() -> image("A dragon", MODEL, width, height, 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(width + "x" + height);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif", "svg"})
  void sameArgumentsGiveTheSameBytesInEveryLanguage(String format) throws Exception {
    byte[] first = bytes(image("A dragon", MODEL, 320, 200, 2, false), format);
    Locale before = Locale.getDefault();
    byte[] second;
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      second = bytes(image("A dragon", MODEL, 320, 200, 2, false), format);
    } finally {
      Locale.setDefault(before);
    }

    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({"A dragon, 2, ", "A dragon, 1, vivid", "A dragon, 1, natural", "A fox, 1, "})
  void anotherPromptVariationOrStyleIsAnotherPicture(String prompt, long variation, String style)
      throws Exception {
    PlaceholderImage other = PlaceholderImage.of(prompt, MODEL, 128, 128, variation, false, style);

    assertThat(rgb(decode(bytes(other, "png"))))
        .isNotEqualTo(rgb(decode(bytes(image("A dragon", MODEL, 128, 128, 1, false), "png"))));
  }

  @ParameterizedTest
  @CsvSource({"night, noon", "NACHT, Tag", "nuit, jour", "noche, día", "夜, 太陽", "Mond, Mittag"})
  void wordsOfThePromptChooseTheLight(String dark, String bright) throws Exception {
    assertThat(brightness("hills, " + dark)).isLessThan(brightness("hills, " + bright) / 2);
  }

  @Test
  void wordsOfThePromptChooseColourAndSubject() throws Exception {
    int red = pixel("a red cup", 512, 640);
    int blue = pixel("una taza azul", 512, 640);

    assertThat(red >> 16 & 0xFF).isGreaterThan(3 * (red & 0xFF) / 2);
    assertThat(blue & 0xFF).isGreaterThan(3 * (blue >> 16 & 0xFF) / 2);
  }

  @Test
  void edgesAreSmooth() throws Exception {
    BufferedImage cup = decode(bytes(image("a red cup", MODEL, 256, 256, 1, true), "png"));
    int[] row = cup.getRGB(0, 150, 256, 1, null, 0, 256);

    assertThat(Arrays.stream(row).map(pixel -> pixel >>> 24).boxed())
        .contains(0, 255)
        .anyMatch(alpha -> alpha > 60 && alpha < 200);
  }

  @Test
  void theCaptionStandsAtTheBottomAndChangesNothingElse() throws Exception {
    BufferedImage one = decode(bytes(image("A dragon", "model-one", 512, 512, 1, false), "png"));
    BufferedImage other = decode(bytes(image("A dragon", "model-two", 512, 512, 1, false), "png"));
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < 512 * 512; i++) {
      if (one.getRGB(i % 512, i / 512) != other.getRGB(i % 512, i / 512)) {
        changed.add(i / 512);
      }
    }

    assertThat(changed).hasSizeGreaterThan(20).allMatch(y -> y > 480 && y < 505);
  }

  @Test
  void aCaptionThatNobodyCouldReadIsLeftOut() throws Exception {
    assertThat(bytes(image("A dragon", "model-one", 128, 128, 1, false), "png"))
        .isEqualTo(bytes(image("A dragon", "model-two", 128, 128, 1, false), "png"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif"})
  void transparentIsOnlyTheSubjectOrAnEmblem(String format) throws Exception {
    for (String prompt : new String[] {"a red cup", "anything at all"}) {
      BufferedImage image = decode(bytes(image(prompt, MODEL, 256, 256, 1, true), format));

      assertThat(image.getColorModel().hasAlpha()).isTrue();
      for (int corner : new int[] {0, 255}) {
        assertThat(image.getRGB(corner, 0) >>> 24).isZero();
        assertThat(image.getRGB(255, corner) >>> 24).isZero();
      }
      assertThat(image.getRGB(128, 150) >>> 24).isEqualTo(255);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "jpeg"})
  void opaqueHasNoSeeThroughPixel(String format) throws Exception {
    BufferedImage image = decode(bytes(image("A logo", MODEL, 256, 256, 1, false), format));

    assertThat(Arrays.stream(rgb(image))).allMatch(pixel -> pixel >>> 24 == 255);
  }

  @Test
  void transparentJpegIsWhite() throws Exception {
    BufferedImage image = decode(bytes(image("A logo", MODEL, 256, 256, 1, true), "jpeg"));

    assertThat(image.getRGB(0, 0)).isEqualTo(0xFFFFFFFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "\n\n\t\r\n",
        "Äpfel, Öl und größere Übel",
        "naïve façade",
        "🐉 dragon 👩‍👩‍👧",
        "龍 in 庭",
        "\uD83D lone \uDC09",
        "a\u0308\u0301\u0301\u0301",
        "\u0308",
        "\u0000\u0007\u001B[31m",
        "\uFFFE\uFFFF",
        "<svg onload=\"x\">&amp;]]>",
        "%s %d %n"
      })
  void noPromptBreaksAFormat(String prompt) throws Exception {
    for (int edge : new int[] {1, 7, 16, 64, 200}) {
      PlaceholderImage painting = image(prompt, prompt, edge, edge, 1, false);
      for (String format : new String[] {"png", "jpeg", "gif"}) {
        assertThat(decode(bytes(painting, format)).getWidth()).isEqualTo(edge);
      }
      assertThat(xml(bytes(painting, "svg")).getDocumentElement().getAttribute("width"))
          .isEqualTo(Integer.toString(edge));
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 16", "100, 20", "256, 256", "3840, 240", "1024, 1024"})
  void longPromptsAreCut(int width, int height) throws Exception {
    String words = "many words ".repeat(2_900);
    String oneWord = "x".repeat(32_000);

    for (String prompt : new String[] {words, oneWord}) {
      BufferedImage image = decode(bytes(image(prompt, MODEL, width, height, 1, false), "png"));
      assertThat(image.getWidth()).isEqualTo(width);
    }
  }

  @Test
  void svgHoldsThePromptAsEscapedText() throws Exception {
    Document svg = xml(bytes(image("<b> & \"c\"", MODEL, 512, 256, 3, false), "svg"));

    assertThat(svg.getDocumentElement().getAttribute("height")).isEqualTo("256");
    assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("<b> & \"c\" – gpt-image-2 · 512×256 · simulated");
    assertThat(svg.getElementsByTagName("path").getLength()).isGreaterThan(10);
  }

  @Test
  void transparentSvgHasNoBackdrop() throws Exception {
    assertThat(text(image("A logo", MODEL, 64, 64, 1, false))).contains("<rect");
    assertThat(text(image("A logo", MODEL, 64, 64, 1, true)))
        .doesNotContain("<rect")
        .contains("<clipPath");
    assertThat(text(image("A cup", MODEL, 64, 64, 1, true))).doesNotContain("<rect");
  }

  @Test
  void theStreamStaysOpen() throws Exception {
    boolean[] closed = {false};
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };

    for (String format : new String[] {"png", "jpeg", "gif", "svg"}) {
      image("A dragon", MODEL, 64, 64, 1, false).writeTo(out, format);
    }

    assertThat(closed[0]).isFalse();
  }

  @Test
  void noClassNamesAFontOrAGraphicsContext() throws Exception {
    for (Class<?> type :
        new Class<?>[] {
          PlaceholderImage.class,
          EditedImage.class,
          InputPicture.class,
          Scene.class,
          Pixels.class,
          Lettering.class
        }) {
      try (InputStream file = type.getResourceAsStream(type.getSimpleName() + ".class")) {
        assertThat(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1))
            .doesNotContain("java/awt/Font", "java/awt/Graphics", "drawString", "java/awt/Color;");
      }
    }
  }

  @Test
  void paintingLoadsNoFontCodeAndTakesLittleHeapForLargePictures() throws Exception {
    Process painter =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.awt.headless=true",
                "-Xmx20m", // 3840x2160 pixels of three bytes are 25 MB
                "-Xlog:class+load",
                "-classpath",
                System.getProperty("java.class.path"),
                PaintEveryFormat.class.getName())
            .redirectErrorStream(true)
            .start();
    String log = new String(painter.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(painter.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(painter.exitValue()).as(log).isZero();
    assertThat(log).contains("provider.simulation.Lettering ").contains("java.awt.image.Raster ");
    assertThat(log).doesNotContain("java.awt.Font ", "sun.font.");
  }

  /**
   * What {@link #paintingLoadsNoFontCodeAndTakesLittleHeapForLargePictures} runs in a Java process
   * of its own.
   */
  static final class PaintEveryFormat {

    public static void main(String[] arguments) throws IOException {
      PlaceholderImage painting = image("Äpfel 🐉", MODEL, 200, 200, 1, true);
      for (String format : new String[] {"png", "jpeg", "gif", "svg"}) {
        painting.writeTo(OutputStream.nullOutputStream(), format);
      }
      for (String format : new String[] {"png", "jpeg", "gif"}) {
        image("A dragon", MODEL, 3840, 2160, 1, false)
            .writeTo(OutputStream.nullOutputStream(), format);
      }
    }
  }

  private static PlaceholderImage image(
      String prompt, String model, int width, int height, long variation, boolean transparent) {
    return PlaceholderImage.of(prompt, model, width, height, variation, transparent, null);
  }

  /** How bright a picture is, on average, up to 255. */
  private static double brightness(String prompt) throws IOException {
    BufferedImage image = decode(bytes(image(prompt, MODEL, 64, 64, 1, false), "png"));
    return Arrays.stream(rgb(image)).map(pixel -> pixel >> 8 & 0xFF).average().orElseThrow();
  }

  private static int pixel(String prompt, int x, int y) throws IOException {
    return decode(bytes(image(prompt, MODEL, 1024, 1024, 1, false), "png")).getRGB(x, y);
  }

  private static byte[] bytes(PlaceholderImage painting, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    painting.writeTo(out, format);
    return out.toByteArray();
  }

  private static BufferedImage decode(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static int[] rgb(BufferedImage image) {
    int width = image.getWidth();
    return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
  }

  private static String text(PlaceholderImage painting) throws IOException {
    return new String(bytes(painting, "svg"), StandardCharsets.UTF_8);
  }

  private static Document xml(byte[] bytes) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(bytes));
  }
}
