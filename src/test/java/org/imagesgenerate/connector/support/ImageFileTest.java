package org.imagesgenerate.connector.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFileTest {

  private static final int IN_MEMORY = ImageFile.Writer.IN_MEMORY;

  @TempDir Path parent;

  private TempImageFolder folder;

  @BeforeEach
  void folder() {
    folder = new TempImageFolder(parent);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private ImageFile file(byte[] bytes) throws IOException {
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT)) {
      writer.write(bytes, 0, bytes.length);
      return writer.finish();
    }
  }

  private static byte[] content(ImageFile file) throws IOException {
    try (InputStream in = file.open()) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, IN_MEMORY - 1, IN_MEMORY, IN_MEMORY + 1, 1_000_000})
  void givesBackWhatWasWrittenAsOftenAsNeeded(int length) throws Exception {
    byte[] bytes = bytes(length);

    ImageFile file = file(bytes);

    assertThat(content(file)).isEqualTo(bytes);
    assertThat(content(file)).isEqualTo(bytes);
    assertThat(file.size()).isEqualTo(length);
    assertThat(file.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    file.close();
  }

  @Test
  void smallImagesNeedNoFile() throws IOException {
    ImageFile file = file(bytes(IN_MEMORY));

    assertThat(file.size()).isEqualTo(IN_MEMORY);
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void aByteAtATimeIsTheSame() throws IOException {
    byte[] bytes = bytes(IN_MEMORY + 10);
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT)) {
      for (byte b : bytes) {
        writer.write(b);
      }
      ImageFile file = writer.finish();
      assertThat(content(file)).isEqualTo(bytes);
      assertThat(file.sha256()).isEqualTo(file(bytes).sha256());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, IN_MEMORY + 1})
  void whatIsClosedIsGoneButItsFactsStay(int length) throws IOException {
    ImageFile file = file(bytes(length));
    String sha256 = file.sha256();

    file.close();
    file.close();

    assertThat(TempImageFiles.in(parent)).isEmpty();
    assertThat(file.size()).isEqualTo(length);
    assertThat(file.sha256()).isEqualTo(sha256);
    assertThatThrownBy(file::open).isInstanceOf(IOException.class);
  }

  @Test
  void aWriterThatIsNotFinishedDeletesItsFile() throws IOException {
    ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT);
    writer.write(bytes(100_000));
    assertThat(TempImageFiles.in(parent)).hasSize(1);

    writer.close();

    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void aFinishedWriterHandsItsFileOver() throws IOException {
    ImageFile file = file(bytes(100_000));

    assertThat(TempImageFiles.in(parent)).hasSize(1);
    assertThat(Files.size(TempImageFiles.in(parent).getFirst())).isEqualTo(100_000);
    file.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 100_000})
  void theLimitIsTheLastByteThatFits(int limit) throws IOException {
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, new Limits(1, limit))) {
      writer.write(bytes(limit));
      assertThatThrownBy(() -> writer.write(0))
          .isInstanceOf(TooLargeException.class)
          .hasMessage(
              "an image is larger than %,d bytes; IMAGES_GENERATE_MAX_IMAGE_BYTES raises the limit"
                  .formatted(limit));
    }
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }
}
