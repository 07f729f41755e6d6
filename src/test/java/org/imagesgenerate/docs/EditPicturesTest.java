package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The pictures of docs/edit.md. */
class EditPicturesTest {

  private static final Path FOLDER = Path.of("docs/images/edit");

  /** Their pixels, because another version of zlib compresses them to other bytes. */
  @Test
  void theyShowWhatTheSimulationMakes() throws IOException {
    String page = Files.readString(Path.of("docs/edit.md"));
    for (Map.Entry<String, byte[]> picture : EditPictures.all().entrySet()) {
      assertThat(pixels(Files.readAllBytes(FOLDER.resolve(picture.getKey()))))
          .as("%s; run: mvn -q test-compile exec:exec@fields", picture.getKey())
          .isEqualTo(pixels(picture.getValue()));
      assertThat(page).contains("(images/edit/" + picture.getKey() + ")");
    }
  }

  private static int[] pixels(byte[] png) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
