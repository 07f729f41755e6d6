package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar, beside a connectors runtime that was never compiled against it. */
class DropInJarIT {

  private static final String KEY = "sk-test-key-of-the-drop-in-jar";
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @TempDir Path folder;

  @Test
  void aRuntimeFindsTheConnectorInTheJarAndRunsIt() throws Exception {
    try (LocalEngine engine = LocalEngine.start();
        ImagesSimulator simulator = ImagesSimulator.start().requireKey(KEY)) {
      engine.deploy(
          "drop-in.bpmn",
          OneTask.process(
              "drop-in",
              Map.of(
                  "prompt", "a red fox",
                  "provider.baseUrl", simulator.uri().toString(),
                  "response_format", "b64_json")));
      Process runtime = startRuntime(engine);
      try {
        ProcessRun run = engine.start("drop-in", Map.of());
        boolean stopped = run.stopsWithin(Duration.ofMinutes(2));

        assertThat(stopped).as(() -> "what the runtime says: " + log()).isTrue();
        run.awaitEnd();
        String image = run.variable("imagesResult").at("/images/0/b64_json").asText();
        assertThat(Base64.getDecoder().decode(image)).startsWith(PNG);
        assertThat(simulator.purchases()).isEqualTo(1);
      } finally {
        runtime.destroy();
        if (!runtime.waitFor(10, TimeUnit.SECONDS)) {
          runtime.destroyForcibly();
        }
      }
    }
  }

  private Process startRuntime(LocalEngine engine) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(DropInApplication.class.getName());
    command.addAll(
        List.of(
            "--camunda.client.mode=self-managed",
            "--camunda.client.grpc-address=" + engine.gatewayAddress(),
            "--camunda.client.prefer-rest-over-grpc=false",
            "--camunda.client.auth.method=none",
            "--camunda.connector.polling.enabled=false",
            "--camunda.connector.webhook.enabled=false",
            "--camunda.connector.secretprovider.environment.prefix=DROP_IN_",
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off"));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(logFile().toFile());
    builder.environment().put("DROP_IN_OPENAI_API_KEY", KEY);
    return builder.start();
  }

  /** The libraries, one class of ours, and the jar: nothing else that was compiled here. */
  private String classPath() throws IOException {
    String jar = System.getProperty("dropInJar");
    assertThat(Path.of(jar)).isRegularFile();
    String name = DropInApplication.class.getName().replace('.', '/') + ".class";
    Path application = folder.resolve("application");
    Files.createDirectories(application.resolve(name).getParent());
    try (var bytes = DropInApplication.class.getResourceAsStream("/" + name)) {
      Files.copy(bytes, application.resolve(name));
    }
    List<String> entries = new ArrayList<>();
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .forEach(entries::add);
    entries.add(application.toString());
    entries.add(jar);
    return String.join(File.pathSeparator, entries);
  }

  private Path logFile() {
    return folder.resolve("runtime.log");
  }

  private String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return e.toString();
    }
  }
}
