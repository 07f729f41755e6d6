package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartReaderTest {

  private static final byte[] PNG = TestImages.png(30, 20);

  private static MultipartForm read(byte[] body) throws IOException {
    return MultipartReader.read(
            new ByteArrayInputStream(body), TestForm.TYPE, OutputStream.nullOutputStream())
        .form();
  }

  private static MultipartForm withPart(String head, String content) throws IOException {
    return read(new TestForm().part(head, content.getBytes(StandardCharsets.UTF_8)).bytes());
  }

  /** Gives a few bytes at a time, as a network does. */
  private static InputStream slow(byte[] bytes, int most) {
    Random random = new Random(most);
    return new ByteArrayInputStream(bytes) {
      @Override
      public int read(byte[] target, int from, int length) {
        return super.read(target, from, Math.min(length, 1 + random.nextInt(most)));
      }
    };
  }

  @Test
  void readsTextsAndFilesInTheirOrder() throws Exception {
    byte[] jpeg = TestImages.jpeg(7, 9);
    ByteArrayOutputStream files = new ByteArrayOutputStream();
    byte[] body =
        new TestForm()
            .text("prompt", "Schöner\r\n--b- Drache")
            .file("image[]", "image/png", PNG)
            .file("image[]", "image/webp", jpeg)
            .text("empty", "")
            .bytes();

    MultipartReader.Result result =
        MultipartReader.read(new ByteArrayInputStream(body), TestForm.TYPE, files);

    MultipartForm form = result.form();
    assertThat(form.error()).isEmpty();
    assertThat(form.texts().toString())
        .isEqualTo("{\"prompt\":\"Schöner\\r\\n--b- Drache\",\"empty\":\"\"}");
    assertThat(form.files())
        .containsExactly(
            new ReceivedImage(
                "image[]",
                "",
                "f",
                "image/png",
                "image/png",
                PNG.length,
                TestImages.sha256(PNG),
                30,
                20,
                false,
                true),
            new ReceivedImage(
                "image[]",
                "",
                "f",
                "image/webp",
                "image/jpeg",
                jpeg.length,
                TestImages.sha256(jpeg),
                7,
                9,
                false,
                true));
    assertThat(files.size()).isEqualTo(PNG.length + jpeg.length);
    assertThat(new String(result.text(), StandardCharsets.UTF_8))
        .contains("Schöner", "name=\"image[]\"", "sha256=" + TestImages.sha256(PNG))
        .endsWith("--b-1--");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 17, 1000})
  void aDelimiterMayArriveInPieces(int most) throws Exception {
    byte[] content = new byte[3000];
    new Random(1).nextBytes(content);
    byte[] nearly = "\r\n--b-\r\n--b\r\r\n--b-\r\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(nearly, 0, content, 1000, nearly.length);
    System.arraycopy(nearly, 0, content, content.length - nearly.length, nearly.length);
    byte[] body = new TestForm().file("image", "image/png", content).text("prompt", "x\r").bytes();

    MultipartForm form =
        MultipartReader.read(slow(body, most), TestForm.TYPE, OutputStream.nullOutputStream(), 64)
            .form();

    assertThat(form.error()).isEmpty();
    assertThat(form.files().getFirst().sha256()).isEqualTo(TestImages.sha256(content));
    assertThat(form.files().getFirst().isBroken()).isTrue();
    assertThat(form.texts().get("prompt").asText()).isEqualTo("x\r");
  }

  @Test
  void everyBodyThatStopsTooEarlyIsAnError() throws Exception {
    byte[] body = new TestForm().text("prompt", "x").file("image", "image/png", PNG).bytes();

    for (int length = 0; length < body.length - 2; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThat(read(cut).error()).as("%d bytes", length).isPresent();
    }
  }

  @Test
  void nothingMayStandAroundTheParts() throws Exception {
    byte[] form = new TestForm().text("prompt", "x").bytes();

    assertThat(read(new TestForm().raw("hello\r\n").raw(form).unfinished()).error())
        .hasValueSatisfying(it -> assertThat(it).contains("begin"));
    assertThat(read(new TestForm().raw(form).raw("bye").unfinished()).error())
        .hasValueSatisfying(it -> assertThat(it).contains("after the last boundary"));
    assertThat(read(new TestForm().raw("--b-1--\r\n").unfinished()).fields()).isEmpty();
    assertThat(read(new TestForm().text("a", "x").raw("--b-1 \r\n").unfinished()).error())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: text/plain",
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=\"a\"",
        "Content-Disposition: form-data; name=a",
        "Content-Disposition: form-data; name=\"\"",
        "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x.png",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
        "no colon",
        "Content-Disposition: form-data; name=\"a\"\nX: y"
      })
  void headsThatTheStandardDoesNotAllow(String head) throws Exception {
    assertThat(withPart(head, "x").error()).isPresent();
  }

  @Test
  void namesMayHaveEscapedQuotes() throws Exception {
    MultipartForm form = withPart("content-disposition:form-data; name=\"a%22b%0D%0A\"", "x");

    assertThat(form.fields().getFirst().name()).isEqualTo("a\"b\r\n");
  }

  @Test
  void hostileFormsEndInAnErrorAndNotInTheMemory() throws Exception {
    String head = "Content-Disposition: form-data; name=\"a\"";
    TestForm many = new TestForm();
    for (int i = 0; i < 101; i++) {
      many.text("a" + i, "x");
    }

    assertThat(withPart(head + "\r\nX: " + "x".repeat(9000), "x").error()).isPresent();
    assertThat(withPart(head, "x".repeat((1 << 20) + 1)).error())
        .hasValueSatisfying(it -> assertThat(it).contains("too long"));
    assertThat(read(new TestForm().part(head, new byte[] {(byte) 0xff}).bytes()).error())
        .hasValueSatisfying(it -> assertThat(it).contains("UTF-8"));
    assertThat(read(many.bytes()).error()).hasValueSatisfying(it -> assertThat(it).contains("100"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"b-1",
        "multipart/mixed; boundary=b-1",
        "multipart/form-data; boundary=b-1; charset=utf-8"
      })
  void contentTypesWithoutAUsableBoundary(String type) throws Exception {
    byte[] body = new TestForm().text("prompt", "x").bytes();

    assertThat(
            MultipartReader.read(
                    new ByteArrayInputStream(body), type, OutputStream.nullOutputStream())
                .form()
                .error())
        .isPresent();
  }

  @Test
  void aBoundaryMayBeQuoted() throws Exception {
    byte[] body = new TestForm().text("prompt", "x").bytes();

    assertThat(
            MultipartReader.read(
                    new ByteArrayInputStream(body),
                    "multipart/form-data; boundary=\"b-1\"",
                    OutputStream.nullOutputStream())
                .form()
                .error())
        .isEmpty();
  }
}
