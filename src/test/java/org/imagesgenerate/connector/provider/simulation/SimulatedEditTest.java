package org.imagesgenerate.connector.provider.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.TestRequests;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedEditTest {

  private static final IntBinaryOperator LEFT_HALF = (x, y) -> x < 200 ? 0 : 0xFF000000;

  /** A sea of different colours. */
  private static final IntBinaryOperator COLOURS =
      (x, y) -> 0xFF000000 | (x * 7 & 0xFF) << 16 | (y * 5 & 0xFF) << 8 | (x + y & 0xFF);

  @TempDir Path folder;
  private Http http;
  private SimulationApi api;

  @BeforeEach
  void start() {
    http = TestRequests.http(folder);
    api = new SimulationApi(http::newImage, new FakeTime(), new SimulatedAttempts());
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
  }

  @Test
  void withoutAMaskTheWholeImageChangesAndStaysRecognizable() throws IOException {
    BufferedImage before = image(400, 300, COLOURS);
    BufferedImage after = edit("", png("images", before)).only();

    assertThat(after.getWidth()).isEqualTo(400);
    assertThat(after.getHeight()).isEqualTo(300);
    assertThat(changed(before, after, (x, y) -> true)).isGreaterThan(400 * 300 * 95 / 100);
    // light stays light, dark stays dark, above the caption and inside of the frame
    assertThat(light(after, 20, 20)).isLessThan(light(after, 36, 45));
    assertThat(light(before, 20, 20)).isLessThan(light(before, 36, 45));
  }

  @Test
  void onlyWhatIsTransparentInTheMaskChanges() throws IOException {
    BufferedImage before = image(400, 300, COLOURS);
    BufferedImage after =
        edit("", png("images", before), png("mask", image(400, 300, LEFT_HALF))).only();

    assertThat(changed(before, after, (x, y) -> x >= 200)).isZero();
    assertThat(changed(before, after, (x, y) -> x < 200)).isGreaterThan(200 * 300 * 95 / 100);
  }

  @Test
  void anOpaqueMaskChangesNothingAndAHalfTransparentOneAPart() throws IOException {
    BufferedImage before = image(200, 200, COLOURS);
    Edited same = edit("", png("images", before), png("mask", image(200, 200, (x, y) -> ~0)));
    BufferedImage part =
        edit("", png("images", before), png("mask", image(200, 200, (x, y) -> 0x80000000))).only();
    BufferedImage all = edit("", png("images", before)).only();

    assertThat(changed(before, same.only(), (x, y) -> true)).isZero();
    assertThat(same.warnings().getLast())
        .isEqualTo("mask: no pixel is transparent, so the image did not change");
    int green = before.getRGB(60, 50) >> 8 & 0xFF;
    int changed = (all.getRGB(60, 50) >> 8 & 0xFF) - green;
    assertThat((part.getRGB(60, 50) >> 8 & 0xFF) - green)
        .isBetween(changed / 2 - 2, changed / 2 + 2);
  }

  @Test
  void theCaptionIsInsideOfARoundMask() throws IOException {
    BufferedImage before = image(600, 600, COLOURS);
    IntBinaryOperator round = (x, y) -> Math.hypot(x - 300, y - 300) < 250 ? 0 : 0xFF000000;
    InputImage[] images = {png("images", before), png("mask", image(600, 600, round))};
    BufferedImage one = edit("'prompt': 'make it', 'seed': 1", images).only();
    BufferedImage other = edit("'prompt': 'make it', 'seed': 1, 'model': 'any'", images).only();

    assertThat(changed(before, one, (x, y) -> round.applyAsInt(x, y) != 0)).isZero();
    assertThat(changed(one, other, (x, y) -> round.applyAsInt(x, y) == 0)).isBetween(100, 40_000);
  }

  @Test
  void transparentPixelsOfTheInputStayUnlessTheOutputIsOpaque() throws IOException {
    InputImage image = png("images", image(200, 200, (x, y) -> y < 100 ? 0 : 0xFF336699));

    assertThat(edit("", image).only().getRGB(100, 50) >>> 24).isZero();
    assertThat(edit("'background': 'opaque'", image).only().getRGB(100, 50) >>> 24).isEqualTo(255);
    BufferedImage jpeg = edit("'output_format': 'jpeg'", image).only();
    assertThat(light(jpeg, 100, 50)).isGreaterThan(200);
  }

  @Test
  void graysKeepTheirBrightness() throws IOException {
    BufferedImage gray = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    for (int at = 0; at < 64 * 64; at++) {
      gray.getRaster().setSample(at % 64, at / 64, 0, 100);
    }
    BufferedImage after =
        edit("", png("images", gray), png("mask", image(64, 64, (x, y) -> ~0))).only();

    assertThat(after.getRGB(30, 30)).isEqualTo(0xFF646464);
  }

  @Test
  void eachOfSeveralResultsLooksDifferentAndTheSameRequestGivesTheSameBytes() throws IOException {
    InputImage image = png("images", image(300, 300, COLOURS));
    Edited first = edit("'n': 4, 'prompt': 'a red wall'", image);
    Edited again = edit("'n': 4, 'prompt': 'a red wall'", image);

    assertThat(again.checksums()).isEqualTo(first.checksums());
    for (int i = 1; i < 4; i++) {
      assertThat(changed(first.images().get(0), first.images().get(i), (x, y) -> y < 200))
          .isGreaterThan(300 * 200 / 2);
    }
  }

  @Test
  void otherInputImagesAreShownSmall() throws IOException {
    IntBinaryOperator magenta = (x, y) -> 0xFFFF00FF;
    BufferedImage one = edit("", png("images[1]", image(600, 400, COLOURS))).only();
    BufferedImage three =
        edit(
                "",
                png("images[1]", image(600, 400, COLOURS)),
                png("images[2]", image(50, 90, magenta)),
                png("images[3]", image(2000, 500, magenta)))
            .only();

    assertThat(count(one, 0xFFFF00FF)).isZero();
    // two squares of 38 pixels
    assertThat(count(three, 0xFFFF00FF)).isBetween(2L * 30 * 30, 2L * 45 * 45);
  }

  @Test
  void sixteenImagesFit() throws IOException {
    InputImage[] images =
        IntStream.rangeClosed(1, 16)
            .mapToObj(i -> png("images[" + i + "]", image(300, 300, (x, y) -> 0xFF00FF00)))
            .toArray(InputImage[]::new);

    assertThat(count(edit("", images).only(), 0xFF00FF00)).isGreaterThan(15 * 10 * 10);
  }

  @ParameterizedTest
  @CsvSource({"900x300, png", "300x900, jpeg", "64x64, gif", "1x1, png", "3840x2160, jpeg"})
  void theResultHasTheSizeThatWasRequested(String size, String format) throws IOException {
    Edited edited =
        edit(
            "'size': '%s', 'output_format': '%s'".formatted(size, format),
            png("images", image(300, 200, COLOURS)),
            png("mask", image(300, 200, (x, y) -> x < 150 ? 0 : ~0)));

    assertThat(edited.only().getWidth() + "x" + edited.only().getHeight()).isEqualTo(size);
    assertThat(edited.mimeType()).isEqualTo("image/" + format);
    assertThat(edited.warnings()).hasSize(1); // that it is simulated
  }

  @ParameterizedTest
  @CsvSource({"png, 7500, 6700", "jpg, 8000, 6250"})
  void fiftyMegapixelsTakeFewMegabytes(String format, int width, int height) throws IOException {
    InputImage large;
    try (ImageFile.Writer writer = http.newImage()) {
      Pixels.write(
          (y, row, cover, alpha) -> {
            for (int x = 0; x < row.length; x++) {
              row[x] = x % 4 == 3 ? 1 : x % 4 == 0 ? 200 : 40;
            }
          },
          width,
          height,
          false,
          writer,
          format.equals("jpg") ? "jpeg" : format);
      large = input("images", writer.finish());
    }
    edit("", png("images", image(9, 9, COLOURS)));

    Edited edited = edit("", large);
    assertThat(edited.allocated()).isLessThan(32L << 20);
    assertThat(edited.only().getWidth() * edited.only().getHeight())
        .isBetween(InputPicture.MAX_PIXELS / 2, InputPicture.MAX_PIXELS);
    assertThat(edited.warnings().getLast())
        .isEqualTo(
            "images: the simulation decodes at most 2 megapixels; the result is %dx%d instead of %dx%d. Set size for another size"
                .formatted(edited.only().getWidth(), edited.only().getHeight(), width, height));
  }

  @Test
  void aWebpOrAHugeImageIsReplacedByThePrompt() throws IOException {
    byte[] webp = new byte[40];
    byte[] head = "RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, webp, 0, head.length);
    webp[26] = 64;
    webp[28] = 64;
    InputImage small = png("images[2]", image(64, 64, COLOURS));
    InputImage huge =
        new InputImage(
            "images",
            small.file(),
            new ImageFacts("image/png", "png", 70_000, 10),
            it -> Optional.empty(),
            null);
    BufferedImage painted = edit("", small).only();

    Edited edited = edit("", input("images[1]", webp), small);
    assertThat(edited.only().getWidth()).isEqualTo(1024);
    assertThat(painted.getWidth()).isEqualTo(64);
    assertThat(edited.warnings().getLast())
        .isEqualTo("images[1]: the simulation cannot decode WebP; it paints the prompt instead");
    assertThat(edit("", huge).warnings().getLast())
        .startsWith("images: the simulation cannot decode more than");
    Edited second = edit("", small, input("images[3]", webp));
    assertThat(second.only().getWidth()).isEqualTo(64);
    assertThat(second.warnings().getLast())
        .isEqualTo(
            "images[3]: the simulation cannot decode WebP; the result does not show this image");
  }

  @Test
  void aDamagedImageIsReplacedByThePromptWithAWarning() throws IOException {
    byte[] cut = Arrays.copyOf(bytes(image(64, 64, COLOURS), "jpg"), 300);

    Edited edited = edit("", input("images", cut));

    assertThat(edited.only().getWidth()).isEqualTo(1024);
    assertThat(edited.warnings().getLast())
        .isEqualTo("images: the simulation cannot decode this jpg; it paints the prompt instead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void anImageThatIsGoneIsRejectedAsTheReaderSays(String format) throws IOException {
    InputImage there = input("images", bytes(image(64, 64, COLOURS), format));
    ImagesException reason = ImagesException.invalidInput("images: the document cannot be read");
    InputImage gone =
        new InputImage("images", there.file(), there.facts(), it -> Optional.empty(), reason);

    assertThat(catchThrowableOfType(ImagesException.class, () -> edit("", gone))).isSameAs(reason);
  }

  @Test
  void aDamagedMaskIsRejected() throws IOException {
    byte[] cut = Arrays.copyOf(bytes(image(64, 64, LEFT_HALF), "png"), 60);
    InputImage[] images = {png("images", image(64, 64, COLOURS)), input("mask", cut)};

    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> edit("", images));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure.getMessage()).contains("mask: the simulation cannot decode this PNG");
  }

  @Test
  void whatAnEditCannotDoIsSaidBefore() throws IOException {
    InputImage image = png("images", image(64, 64, COLOURS));

    Edited webp = edit("'output_format': 'webp'", image);
    assertThat(webp.mimeType()).isEqualTo("image/png");
    assertThat(webp.warnings().getLast())
        .isEqualTo("output_format: the simulation cannot write webp; it is png");
    assertThat(edit("'background': 'transparent'", image).warnings().getLast())
        .isEqualTo("background: the simulation cannot remove the background of an image");
  }

  /**
   * The result.
   *
   * @param warnings those that come before, then those of the result
   * @param allocated how many bytes of heap it took, also those that were free again before its end
   */
  private record Edited(
      List<BufferedImage> images,
      List<String> checksums,
      String mimeType,
      List<String> warnings,
      long allocated) {

    BufferedImage only() {
      assertThat(images).hasSize(1);
      return images.getFirst();
    }
  }

  /** Edits images, the last of which may be a mask. */
  private Edited edit(String variables, InputImage... inputs) throws IOException {
    List<InputImage> images = new ArrayList<>(List.of(inputs));
    boolean masked = images.getLast().field().equals("mask");
    Optional<InputImage> mask = masked ? Optional.of(images.removeLast()) : Optional.empty();
    String more = variables.isEmpty() ? "" : ", " + variables;
    String model = variables.contains("'model'") ? "" : ", 'model': 'simulated'";
    ImagesGenerateInput input =
        TestRequests.input("{'provider': {'type': 'simulation'}%s%s}".formatted(model, more));
    ImagesEditInput edit =
        new ImagesEditInput(Collections.nCopies(images.size(), null), null, null);
    ImageRequest request =
        Catalog.builtIn().translate(input, edit).with(new InputImages(images, mask));
    List<String> warnings = new ArrayList<>(api.warnings(request));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    GenerationResult result =
        api.generate(
            new GenerationRequest(
                request, TestRequests.PURCHASE_KEY, Deadline.in(Duration.ofMinutes(1)), null));
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    warnings.addAll(result.warnings());
    List<String> checksums = new ArrayList<>();
    String mimeType = null;
    List<BufferedImage> decoded = new ArrayList<>();
    for (var image : result.images()) {
      try (ImageFile file = ((Source.Bytes) image.source()).file();
          InputStream in = file.open()) {
        checksums.add(file.sha256());
        mimeType = ImageFacts.of(file).orElseThrow().mimeType();
        decoded.add(ImageIO.read(in));
      }
    }
    return new Edited(decoded, checksums, mimeType, warnings, allocated);
  }

  private InputImage png(String field, BufferedImage image) {
    try {
      return input(field, bytes(image, "png"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private InputImage input(String field, byte[] bytes) throws IOException {
    try (ImageFile.Writer writer = http.newImage()) {
      writer.write(bytes);
      return input(field, writer.finish());
    }
  }

  private static InputImage input(String field, ImageFile file) throws IOException {
    return new InputImage(
        field, file, ImageFacts.of(file).orElseThrow(), it -> Optional.empty(), null);
  }

  private static byte[] bytes(BufferedImage image, String format) throws IOException {
    BufferedImage written = image;
    if (format.equals("jpg")) {
      written = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < image.getWidth() * image.getHeight(); at++) {
        int x = at % image.getWidth();
        written.setRGB(x, at / image.getWidth(), image.getRGB(x, at / image.getWidth()));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(written, format, out);
    return out.toByteArray();
  }

  private static BufferedImage image(int width, int height, IntBinaryOperator argb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, argb.applyAsInt(x, y));
      }
    }
    return image;
  }

  @FunctionalInterface
  private interface Part {
    boolean has(int x, int y);
  }

  private static int changed(BufferedImage one, BufferedImage other, Part part) {
    int changed = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        changed += part.has(x, y) && one.getRGB(x, y) != other.getRGB(x, y) ? 1 : 0;
      }
    }
    return changed;
  }

  private static long count(BufferedImage image, int argb) {
    int width = image.getWidth();
    int[] pixels = image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    return Arrays.stream(pixels).filter(it -> it == argb).count();
  }

  private static double light(BufferedImage image, int x, int y) {
    int rgb = image.getRGB(x, y);
    return 0.3 * (rgb >> 16 & 0xFF) + 0.59 * (rgb >> 8 & 0xFF) + 0.11 * (rgb & 0xFF);
  }
}
