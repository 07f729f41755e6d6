package org.imagesgenerate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** A form, byte by byte as the test wants it. */
final class TestForm {

  static final String BOUNDARY = "b-1";
  static final String TYPE = "multipart/form-data; boundary=" + BOUNDARY;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  TestForm text(String name, String value) {
    return part("Content-Disposition: form-data; name=\"" + name + "\"", utf8(value));
  }

  TestForm file(String name, String contentType, byte[] content) {
    return part(
        "Content-Disposition: form-data; name=\"%s\"; filename=\"f\"\r\nContent-Type: %s"
            .formatted(name, contentType),
        content);
  }

  TestForm part(String head, byte[] content) {
    return raw("--" + BOUNDARY + "\r\n" + head + "\r\n\r\n").raw(content).raw("\r\n");
  }

  TestForm raw(String text) {
    return raw(utf8(text));
  }

  TestForm raw(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  byte[] unfinished() {
    return body.toByteArray();
  }

  byte[] bytes() {
    return raw("--" + BOUNDARY + "--\r\n").unfinished();
  }

  HttpResponse<byte[]> post(Client client, String path) throws IOException, InterruptedException {
    return client.post(path, TYPE, bytes());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
