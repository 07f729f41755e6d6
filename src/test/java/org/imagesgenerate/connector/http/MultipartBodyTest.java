package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form with files, byte by byte. */
class MultipartBodyTest {

  @TempDir Path folder;

  private InputImage image(String field, String content) throws IOException {
    try (ImageFile.Writer writer =
        new ImageFile.Writer(new TempImageFolder(folder), Limits.DEFAULT)) {
      writer.write(content.getBytes(StandardCharsets.UTF_8));
      return new InputImage(
          field,
          writer.finish(),
          new ImageFacts("image/jpeg", "jpg", 1, 1),
          (Duration life) -> Optional.empty(),
          null);
    }
  }

  private static String written(MultipartBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    assertThat(body.length()).isEqualTo(out.size());
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void textsAndFilesArePartsInTheirOrder() throws IOException {
    MultipartBody body =
        new MultipartBody()
            .text("prompt", "Grüße\r\n--x")
            .image("image[]", image("images[2]", "JPEG"));
    String boundary = body.contentType().replace("multipart/form-data; boundary=", "");

    assertThat(written(body))
        .isEqualTo(
            """
            --%1$s\r
            Content-Disposition: form-data; name="prompt"\r
            \r
            Grüße\r
            --x\r
            --%1$s\r
            Content-Disposition: form-data; name="image[]"; filename="images-2.jpg"\r
            Content-Type: image/jpeg\r
            \r
            JPEG\r
            --%1$s--\r
            """
                .formatted(boundary));
  }

  @Test
  void aNameCannotEndItsHeader() throws IOException {
    assertThat(written(new MultipartBody().text("a\"\r\nX: y", "")))
        .contains("name=\"a%22%0D%0AX: y\"\r\n\r\n\r\n");
  }

  /** A retry of a job must not send what another request contained. */
  @Test
  void itIsWrittenTheSameTwice() throws IOException {
    MultipartBody body = new MultipartBody().image("mask", image("mask", "PNG"));

    assertThat(written(body)).isEqualTo(written(body)).contains("filename=\"mask.jpg\"");
  }
}
