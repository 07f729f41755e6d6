package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonImageReaderTest {

  private static JsonImageReader.Result read(String json) throws IOException {
    return JsonImageReader.read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(JsonImageReader.Result result) {
    return new String(result.text(), StandardCharsets.UTF_8);
  }

  @Test
  void checksumsStandForImagesInBase64() throws Exception {
    byte[] png = TestImages.png(300, 200);
    byte[] jpeg = TestImages.jpeg(5, 4);
    String json =
        "{\"prompt\":\"Ein \\\"Drache\\\" ü\",\"images\":[\"%s\",\"%s\"],\"n\":1}"
            .formatted(TestImages.dataUri("image/png", png), TestImages.base64(jpeg));

    JsonImageReader.Result result = read(json);

    String one = "data:image/png;sha256=" + TestImages.sha256(png);
    String two = "sha256=" + TestImages.sha256(jpeg);
    assertThat(text(result))
        .isEqualTo(
            "{\"prompt\":\"Ein \\\"Drache\\\" ü\",\"images\":[\"%s\",\"%s\"],\"n\":1}"
                .formatted(one, two));
    assertThat(result.images()).containsOnlyKeys(one, two);
    ReceivedImage image = result.images().get(one);
    assertThat(image.type()).isEqualTo("image/png");
    assertThat(image.declaredType()).isEqualTo("image/png");
    assertThat(image.dimensions()).isEqualTo("300x200");
    assertThat(image.size()).isEqualTo(png.length);
    assertThat(result.images().get(two).type()).isEqualTo("image/jpeg");
  }

  @Test
  void escapedSlashesBelongToTheImage() throws Exception {
    byte[] jpeg = TestImages.jpeg(50, 40);
    String json = "[\"%s\"]".formatted(TestImages.dataUri("image/jpeg", jpeg));

    JsonImageReader.Result result = read(json.replace("/", "\\/"));

    assertThat(result.images().values())
        .singleElement()
        .satisfies(it -> assertThat(it.sha256()).isEqualTo(TestImages.sha256(jpeg)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"iVBORw0KGg*oAAAA", "iVBORw0KGgo", "iVBORw0K=AAA", "iVBORw0KGgo\\u0041AAA"})
  void brokenBase64IsNoImage(String base64) throws Exception {
    JsonImageReader.Result result = read("[\"data:image/png;base64," + base64 + "\",\"b\"]");

    assertThat(result.images().values())
        .singleElement()
        .satisfies(it -> assertThat(it.isBroken()).isTrue());
    assertThat(text(result)).contains("\"data:image/png;broken;sha256=").endsWith("\",\"b\"]");
  }

  /** A chunk that ends in padding would decode, and so hide what follows it. */
  @Test
  void paddingWithinAnImageIsBroken() throws Exception {
    String chunk = TestImages.base64(new byte[(4 << 12) / 4 * 3 - 2]);

    JsonImageReader.Result result = read("[\"data:image/png;base64," + chunk + chunk + "\"]");

    assertThat(chunk).hasSize(4 << 12).endsWith("=");
    assertThat(result.images().keySet()).singleElement().asString().contains("broken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "\"",
        "[\"data:image/png,raw\",\"data:\",\"dat\",\"iVBO\",\"\\\\\",\"a\\\"b\"]",
        "{\"prompt\":\"data:image/png; base64,iVBORw0K\"}",
        "[\"data:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;base64,AAAA\"]",
        "no JSON: \\\" data:image/png;base64,iVBORw0K"
      })
  void allElseIsCopied(String text) throws Exception {
    JsonImageReader.Result result = read(text);

    assertThat(text(result)).isEqualTo(text);
    assertThat(result.images()).isEmpty();
  }
}
