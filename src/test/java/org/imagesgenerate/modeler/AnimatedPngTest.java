package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class AnimatedPngTest {

  /** A frame as a viewer reads it. */
  private record Frame(int x, int y, BufferedImage pixels, int millis) {}

  private final AnimatedPng animation = new AnimatedPng();

  @Test
  void showsThePicturesOneAfterTheOther() throws IOException {
    List<BufferedImage> pictures = List.of(noise(1), changed(noise(1), 3, 2, 5, 4), noise(2));
    for (BufferedImage picture : pictures) {
      animation.add(png(picture), Duration.ofMillis(60));
    }

    byte[] file = animation.encode();

    BufferedImage screen = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    List<Frame> frames = frames(file);
    assertThat(frames).hasSameSizeAs(pictures);
    for (int i = 0; i < frames.size(); i++) {
      screen
          .createGraphics()
          .drawImage(frames.get(i).pixels, frames.get(i).x, frames.get(i).y, null);
      assertThat(rgb(screen)).isEqualTo(rgb(pictures.get(i)));
    }
    assertThat(rgb(ImageIO.read(new ByteArrayInputStream(file))))
        .as("seen by programs that know no animation")
        .isEqualTo(rgb(pictures.getFirst()));
  }

  @Test
  void keepsOnlyTheRectangleThatDiffers() throws IOException {
    animation.add(png(noise(1)), Duration.ofMillis(60));
    animation.add(png(changed(noise(1), 3, 2, 5, 4)), Duration.ofMillis(60));

    Frame second = frames(animation.encode()).getLast();

    assertThat(List.of(second.x, second.y, second.pixels.getWidth(), second.pixels.getHeight()))
        .containsExactly(3, 2, 5, 4);
  }

  @Test
  void showsAnUnchangedPictureForLonger() throws IOException {
    animation.add(png(noise(1)), Duration.ofMillis(60));
    animation.add(png(noise(1)), Duration.ofMillis(3000));

    assertThat(frames(animation.encode()))
        .singleElement()
        .extracting(Frame::millis)
        .isEqualTo(3060);
  }

  @Test
  void theFrontPageOpensWithAShortAnimation() throws IOException {
    Matcher image =
        Pattern.compile("!\\[.*]\\((.*)\\)").matcher(Files.readString(Path.of("README.md")));
    assertThat(image.find()).isTrue();
    Path file = Path.of(image.group(1));
    assertThat(file).isEqualTo(ModelerPictures.FOLDER.resolve(ModelerPictures.ANIMATION));

    byte[] png = Files.readAllBytes(file);

    assertThat(png).hasSizeLessThan(2_000_000);
    List<Frame> frames = frames(png);
    assertThat(frames.stream().mapToInt(Frame::millis).sum()).isBetween(8_000, 15_000);
    assertThat(frames.getLast().millis)
        .as("time to look at the picture")
        .isGreaterThanOrEqualTo(3000);
  }

  /** Makes a PNG of its own from every frame, as in the specification's description of fdAT. */
  private static List<Frame> frames(byte[] png) throws IOException {
    List<PngChunk> chunks = PngChunk.read(png);
    ByteBuffer animation = content(chunks, "acTL");
    List<Frame> frames = new ArrayList<>();
    int sequence = 0;
    for (int i = 0; i < chunks.size(); i++) {
      if (!chunks.get(i).type().equals("fcTL")) {
        continue;
      }
      ByteBuffer control = ByteBuffer.wrap(chunks.get(i).content());
      assertThat(control.getInt()).isEqualTo(sequence++);
      ByteBuffer header = ByteBuffer.wrap(content(chunks, "IHDR").array().clone());
      header.putInt(control.getInt()).putInt(control.getInt());
      List<PngChunk> single = new ArrayList<>(List.of(new PngChunk("IHDR", header.array())));
      for (PngChunk data : chunks.subList(i + 1, chunks.size())) {
        if (data.type().equals("IDAT")) {
          single.add(data);
        } else if (data.type().equals("fdAT")) {
          byte[] content = data.content();
          assertThat(ByteBuffer.wrap(content).getInt()).isEqualTo(sequence++);
          single.add(new PngChunk("IDAT", Arrays.copyOfRange(content, 4, content.length)));
        } else {
          break;
        }
      }
      single.add(new PngChunk("IEND", new byte[0]));
      BufferedImage pixels = ImageIO.read(new ByteArrayInputStream(PngChunk.write(single)));
      int x = control.getInt();
      int y = control.getInt();
      int delay = control.getShort();
      assertThat(control.getShort()).as("parts of a second").isEqualTo((short) 1000);
      frames.add(new Frame(x, y, pixels, delay));
    }
    assertThat(animation.getInt()).isEqualTo(frames.size());
    assertThat(animation.getInt()).as("0 repeats for ever").isZero();
    return frames;
  }

  private static ByteBuffer content(List<PngChunk> chunks, String type) {
    return chunks.stream()
        .filter(chunk -> chunk.type().equals(type))
        .map(chunk -> ByteBuffer.wrap(chunk.content()))
        .findFirst()
        .orElseThrow();
  }

  private static BufferedImage noise(long seed) {
    BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(seed);
    for (int i = 0; i < 40 * 30; i++) {
      picture.setRGB(i % 40, i / 40, random.nextInt(0x1000000));
    }
    return picture;
  }

  private static BufferedImage changed(BufferedImage picture, int x, int y, int w, int h) {
    Graphics2D graphics = picture.createGraphics();
    graphics.fillRect(x, y, w, h);
    return picture;
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    return png.toByteArray();
  }

  private static int[] rgb(BufferedImage picture) {
    int[] pixels =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    return Arrays.stream(pixels).map(it -> it & 0xFFFFFF).toArray();
  }
}
