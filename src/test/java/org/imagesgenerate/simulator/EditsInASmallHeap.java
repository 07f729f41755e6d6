package org.imagesgenerate.simulator;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Edits with images that are larger than the heap of the Java process that it starts: as files, and
 * as base64 in JSON.
 */
final class EditsInASmallHeap {

  private static final String UUID = "0f2e8f5b-2c84-4b8f-9d67-0123456789ab";

  private EditsInASmallHeap() {}

  /** What the process printed. */
  static String run() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Djava.awt.headless=true",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-classpath",
                System.getProperty("java.class.path"),
                EditsInASmallHeap.class.getName(),
                "2",
                "20")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return printed.strip();
  }

  /** Arguments: how many images, and how many megabytes each. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    int megabytes = Integer.parseInt(arguments[1]);
    try (ImagesSimulator simulator = ImagesSimulator.start();
        HttpClient http = HttpClient.newHttpClient()) {
      List<InputStream> form = new ArrayList<>();
      List<InputStream> json = new ArrayList<>();
      form.add(text(new TestForm().text("model", "gpt-image-2").text("prompt", "x").unfinished()));
      json.add(
          text(
              ("[{\"taskType\":\"imageInference\",\"taskUUID\":\""
                  + UUID
                  + "\",\"model\":\"openai:gpt-image@2\",\"positivePrompt\":\"A dragon\","
                  + "\"width\":1024,\"height\":1024,\"inputs\":{\"referenceImages\":[")));
      for (int i = 0; i < count; i++) {
        form.add(
            text(
                "--b-1\r\nContent-Disposition: form-data; name=\"image[]\"; filename=\"f\"\r\n"
                    + "Content-Type: image/png\r\n\r\n"));
        form.add(text(TestImages.png(48, 48)));
        form.add(new Repeated("\0\1\r\n".getBytes(StandardCharsets.US_ASCII), megabytes));
        form.add(text("\r\n"));
        byte[] png = Arrays.copyOf(TestImages.png(48, 48), 300);
        json.add(text((i == 0 ? "" : ",") + "\"data:image/png;base64," + TestImages.base64(png)));
        json.add(new Repeated("AAAA".getBytes(StandardCharsets.US_ASCII), megabytes * 4 / 3));
        json.add(text("\""));
      }
      form.add(text("--b-1--\r\n"));
      json.add(text("]}}]"));
      post(http, simulator.uri().resolve("/v1/images/edits"), TestForm.TYPE, form);
      post(http, simulator.uri().resolve("/v1"), "application/json", json);
      boolean all =
          simulator.bill().stream()
              .flatMap(it -> it.inputImages().stream())
              .allMatch(it -> it.size() >= (long) megabytes * 9 / 10 << 20);
      System.out.println(
          all
              ? simulator.bill().stream().map(it -> it.api() + it.inputImages().size()).toList()
              : "small");
    }
  }

  private static InputStream text(String text) {
    return text(text.getBytes(StandardCharsets.UTF_8));
  }

  private static InputStream text(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static void post(HttpClient http, URI uri, String type, List<InputStream> body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .version(HttpClient.Version.HTTP_1_1)
            .header("authorization", "Bearer key-1")
            .header("content-type", type)
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new SequenceInputStream(Collections.enumeration(body))))
            .build();
    String answer = http.send(request, BodyHandlers.ofString()).body();
    if (answer.contains("error")) {
      System.out.println(answer);
    }
  }

  /** So many megabytes of the same bytes. */
  private static final class Repeated extends InputStream {

    private final byte[] bytes;
    private long left;
    private int next;

    Repeated(byte[] bytes, int megabytes) {
      this.bytes = bytes;
      this.left = (long) megabytes << 20;
    }

    @Override
    public int read() {
      byte[] single = new byte[1];
      return read(single, 0, 1) < 0 ? -1 : single[0];
    }

    @Override
    public int read(byte[] target, int from, int length) {
      int count = (int) Math.min(length, left);
      for (int i = 0; i < count; i++) {
        target[from + i] = bytes[next++ % bytes.length];
      }
      left -= count;
      return count == 0 ? -1 : count;
    }
  }
}
