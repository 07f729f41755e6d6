package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.MultipartBody;
import org.imagesgenerate.connector.http.RequestBody;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies with input images arrive byte by byte, and are exactly as long as announced. */
class InputImageBodiesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Everything that JSON escapes, and characters of one to four bytes. */
  private static final String PROMPT = "\"a\\b\"\n\t\u0000\u001f/ ü € 😀 \u2028";

  /** Encoded in parts of 48 KB. */
  private static final int CHUNK = 48 * 1024;

  @TempDir Path folder;
  private Http http;

  @BeforeEach
  void start() {
    http = TestRequests.http(folder);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
  }

  private InputImage image(String field, String format, int size) {
    return EditRequests.image(http, field, format, EditRequests.bytes(size));
  }

  private static byte[] written(RequestBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    assertThat(body.length()).isEqualTo(out.size());
    return out.toByteArray();
  }

  // ---- JSON

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 2})
  void aDataUriHasEveryByteAcrossAllChunks(int size) throws IOException {
    ObjectNode json = JsonBodies.object().put("prompt", PROMPT);
    json.putObject("inputs")
        .putArray("images")
        .add(new POJONode(new DataUri(image("images[1]", "png", size))))
        .add(new POJONode(new DataUri(image("images[2]", "jpeg", size + 1))));

    RequestBody body = JsonBodies.body(json);
    byte[] first = written(body);

    JsonNode read = MAPPER.readTree(first);
    assertThat(read.path("prompt").asText()).isEqualTo(PROMPT);
    assertThat(read.at("/inputs/images/0").asText())
        .isEqualTo(
            "data:image/png;base64,"
                + Base64.getEncoder().encodeToString(EditRequests.bytes(size)));
    assertThat(read.at("/inputs/images/1").asText())
        .isEqualTo(
            "data:image/jpeg;base64,"
                + Base64.getEncoder().encodeToString(EditRequests.bytes(size + 1)));
    assertThat(written(body)).as("written again").isEqualTo(first);
    assertThat(body.contentType()).isEqualTo("application/json; charset=UTF-8");
  }

  @Test
  void aBodyWithoutImagesIsPlainJson() throws IOException {
    ObjectNode json = JsonBodies.object().put("prompt", "ü😀");

    assertThat(written(JsonBodies.body(json))).isEqualTo(JsonBodies.bytes(json));
  }

  // ---- multipart

  @Test
  void aFormHasEveryPartWithItsLength() throws IOException {
    MultipartBody body =
        new MultipartBody()
            .text("prompt", PROMPT)
            .image("image[]", image("images[1]", "png", 70_000))
            .image("ma\"s\r\nk", image("mask", "webp", 3));

    String boundary = body.contentType().replaceFirst("multipart/form-data; boundary=", "");
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    part(expected, boundary, "name=\"prompt\"", PROMPT.getBytes(StandardCharsets.UTF_8));
    part(
        expected,
        boundary,
        "name=\"image[]\"; filename=\"images-1.png\"\r\nContent-Type: image/png",
        EditRequests.bytes(70_000));
    part(
        expected,
        boundary,
        "name=\"ma%22s%0D%0Ak\"; filename=\"mask.webp\"\r\nContent-Type: image/webp",
        EditRequests.bytes(3));
    expected.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));

    assertThat(boundary).matches("[A-Za-z0-9-]{1,70}");
    assertThat(Arrays.equals(written(body), expected.toByteArray())).isTrue();
    assertThat(Arrays.equals(written(body), expected.toByteArray())).as("written again").isTrue();
  }

  private static void part(
      ByteArrayOutputStream out, String boundary, String disposition, byte[] content) {
    String head =
        "--%s\r\nContent-Disposition: form-data; %s\r\n\r\n".formatted(boundary, disposition);
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    out.writeBytes(content);
    out.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  // ---- fields

  private static ObjectNode fields(ImageRequest request) {
    return InputImageFields.of(request, image -> TextNode.valueOf(image.field()));
  }

  @Test
  void imagesAndMaskGoIntoTheFieldsOfTheModel() throws IOException {
    InputImages images =
        new InputImages(
            List.of(image("images[1]", "png", 1), image("images[2]", "png", 2)),
            Optional.of(image("mask", "png", 3)));

    assertThat(
            fields(
                EditRequests.request(
                        "runware",
                        "",
                        "'inputs.referenceImages': {'type': 'images'}, 'inputs.maskImage': {'type': 'mask'}")
                    .with(images)))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"inputs": {"referenceImages": ["images[1]", "images[2]"], "maskImage": "mask"}}"""));
    assertThat(
            fields(
                EditRequests.request("wavespeed", "", "'image': {'type': 'image'}").with(images)))
        .as("one image, and no mask where the model has none")
        .isEqualTo(MAPPER.readTree("{\"image\": \"images[1]\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'images': {'type': 'images'}", "'image': {'type': 'image'}"})
  void aRequestWhoseImagesAreNotReadYetHasNoImageFields(String field) {
    assertThat(fields(EditRequests.request("wavespeed", "", field))).isEmpty();
  }
}
