package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README promises of the demo. */
class DemoIT {

  private static final String REAL_KEY = "sk-a-real-key-of-somebody";

  @TempDir Path temporary;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();

  @Test
  void logsEachStepAndEndsWithPicturesAndAPage() throws IOException {
    Path folder = temporary.resolve("demo");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("image-9.png"), "of an earlier run");

    int code = run(folder, "--prompt", "a <red> fox", "--n", "2", "--size", "1536x1024");

    assertThat(code).as(output::toString).isZero();
    for (String name : List.of("image-1.png", "image-2.png")) {
      BufferedImage picture = ImageIO.read(folder.resolve(name).toFile());
      assertThat(picture.getWidth()).isEqualTo(1536);
      assertThat(output.toString()).contains(folder.resolve(name) + " (1536 x 1024, image/png");
      assertThat(Files.readString(folder.resolve("index.html"))).contains("src=\"" + name + "\"");
    }
    assertThat(folder.resolve("image-9.png")).doesNotExist();
    assertThat(output.toString()).contains("generate-image.bpmn", "\"prompt\" : \"a <red> fox\"");
    assertThat(output.toString())
        .containsSubsequence(
            "Starting   the embedded Zeebe engine",
            "Starting   the connectors runtime",
            "Deployed   ",
            "Started    instance",
            "Step       Generate images, ",
            "Received   2 ",
            "Page       " + folder.resolve("index.html").toUri(),
            "Next       Draw and run your own process:");
    assertThat(Files.readString(folder.resolve("index.html")))
        .contains("<svg", "a &lt;red&gt; fox")
        .doesNotContain("a <red> fox");
  }

  @ParameterizedTest
  @CsvSource({"RUNWARE, google:4@2", "SIMULATION, simulated"})
  void showsAnotherProviderAndModel(DemoProvider provider, String model) throws IOException {
    int code =
        run(temporary, "--provider", provider.type(), "--model", model, "--prompt", "a red fox");

    assertThat(code).as(output::toString).isZero();
    assertThat(ImageIO.read(picture().toFile()).getWidth()).isEqualTo(1024);
    assertThat(output.toString())
        .contains(provider.example().toString(), provider.displayName(), model);
  }

  private Path picture() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("image-1."))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void saysWhatToDoWhenThePortOfThePlaygroundIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 0, InetAddress.getByName("127.0.0.1"))) {
      int code = run(temporary, "--serve", "--port", String.valueOf(taken.getLocalPort()));

      assertThat(code).isEqualTo(1);
      assertThat(output.toString())
          .contains("port " + taken.getLocalPort() + " is in use", "--port")
          .doesNotContain("Starting");
    }
  }

  @Test
  void buysNothingAlthoughThereIsAKey() {
    int code = runWithKey(REAL_KEY, "--prompt", "a red fox");

    assertThat(code).as(output::toString).isZero();
    assertThat(output.toString())
        .contains("OpenAI is simulated", "POST /v1/images/generations")
        .doesNotContain("Buying", REAL_KEY);
  }

  @Test
  void saysWhatItBuysBeforeItBuys() {
    List<String> outputBefore = new CopyOnWriteArrayList<>();
    try (ImagesSimulator provider = DemoProvider.OPENAI_COMPATIBLE.simulate(REAL_KEY)) {
      provider.always(request -> true, exchange -> outputBefore.add(output.toString()));

      int code =
          runWithKey(
              REAL_KEY,
              "--real",
              "--provider",
              "openai-compatible",
              "--address",
              provider.uri().toString(),
              "--model",
              "my-model",
              "--size",
              "512x512");

      assertThat(code).as(output::toString).isZero();
      assertThat(provider.purchases()).isEqualTo(1);
    }
    assertThat(outputBefore.getFirst())
        .contains(
            "Buying     a picture from the compatible server: model my-model, n 1, size 512x512; prices: ")
        .doesNotContain(REAL_KEY);
  }

  @Test
  void buysNothingWithoutAKey() {
    assertThat(run(temporary, "--real")).isEqualTo(1);
    assertThat(output)
        .hasToString(
            "Stopped    --real needs the key of OpenAI in the environment variable OPENAI_API_KEY\n");
  }

  @Test
  void servesNoRealProviderWithoutAnyKey() {
    assertThat(run(temporary, "--serve", "--real")).isEqualTo(1);
    assertThat(output.toString()).startsWith("Stopped    --real needs the key of at least one");
  }

  @Test
  void buysNothingFromAServerThatItDoesNotKnow() {
    assertThat(runWithKey(REAL_KEY, "--real", "--provider", "azure-openai")).isEqualTo(1);
    assertThat(output)
        .hasToString("Stopped    --real needs --address with the base URL for azure-openai\n");
  }

  @Test
  void endsWithOneSentenceWhenThereAreNoPictures() {
    int code = run(temporary, "--n", "99");

    assertThat(code).isEqualTo(1);
    assertThat(output.toString().strip().lines().toList().getLast())
        .startsWith(
            "Stopped    [INVALID_INPUT] n: 99 is more than gpt-image-2 makes in one request");
  }

  @Test
  void refusesAnOptionBeforeAnythingStarts() {
    assertThat(run(temporary, "--colour", "red")).isEqualTo(1);
    assertThat(output)
        .hasToString(
            "Stopped    --colour is not an argument of the demo\n\n" + DemoOptions.USAGE + "\n");
  }

  @Test
  void explainsItself() {
    assertThat(run(temporary, "--help")).isZero();
    assertThat(output.toString()).contains("--prompt", "OPENAI_API_KEY");
  }

  private int runWithKey(String key, String... arguments) {
    ConsoleLog console = new ConsoleLog(new PrintStream(output), false);
    return Demo.run(List.of(arguments), name -> key, temporary, console);
  }

  private int run(Path folder, String... arguments) {
    ConsoleLog console = new ConsoleLog(new PrintStream(output), false);
    return Demo.run(List.of(arguments), name -> null, folder, console);
  }
}
