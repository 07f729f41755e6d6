package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedImage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images of 40 MB each, on a worker with a heap of 64 MB. */
class LargeInputImagesTest {

  private static final long BYTES = 40L * 1024 * 1024;

  @TempDir Path folder;

  /** As form parts, and as base64 inside JSON. */
  @ParameterizedTest
  @CsvSource({"openai, gpt-image-2, 16", "runware, openai:gpt-image@2, 5"})
  void theyPassThroughASmallHeap(String provider, String model, int images) throws Exception {
    Path log = folder.resolve("log");
    try (ImagesSimulator simulator =
        ImagesSimulator.start().requireKey(JobVariables.KEY).paintOnce()) {
      Process worker = start(log, provider, model, simulator.uri().toString(), "" + images);

      assertThat(worker.waitFor(120, TimeUnit.SECONDS)).isTrue();

      assertThat(Files.readString(log)).endsWith("completed\n");
      assertThat(simulator.purchases()).isEqualTo(1);
      assertThat(simulator.bill().getLast().inputImages())
          .hasSize(images)
          .allMatch(image -> image.size() == BYTES)
          .extracting(ReceivedImage::sha256)
          .doesNotHaveDuplicates();
    }
  }

  private Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:+EnableDynamicAgentLoading",
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            LargeInputImagesTest.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The worker. */
  public static void main(String[] arguments) {
    TestWorker worker = new TestWorker();
    List<Object> images = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
      int number = i;
      images.add(worker.document("image-" + i, () -> image(number)));
    }
    Outcome outcome =
        worker.edit(
            7,
            JobVariables.of(arguments[0], arguments[1])
                .with("provider.baseUrl", arguments[2])
                .with("images", images)
                .map());
    System.out.println(outcome.failure() == null ? "" : outcome.failure().getMessage());
    System.out.println(outcome.code());
    System.exit(0);
  }

  /** The head of a PNG, and much after it. */
  private static InputStream image(int number) {
    ByteBuffer head = ByteBuffer.allocate(33);
    head.put("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
    head.putInt(13).put("IHDR".getBytes(StandardCharsets.ISO_8859_1));
    head.putInt(4096).putInt(4096).put(new byte[] {8, 2, 0, 0, 0}).putInt(number);
    return new SequenceInputStream(
        new ByteArrayInputStream(head.array()),
        new InputStream() {
          private long left = BYTES - head.capacity();

          @Override
          public int read() {
            return left-- > 0 ? number : -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(length, left);
            left -= count;
            return count == 0 ? -1 : count;
          }
        });
  }
}
