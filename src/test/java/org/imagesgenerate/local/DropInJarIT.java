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
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.loader.tools.Layouts;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** The packaged jar, beside a connectors runtime that was never compiled against it. */
class DropInJarIT {

  /** How a runtime gets the jar. */
  private enum Launch {
    /** Application and jar on one class path, as in 8.8. */
    CLASS_PATH,
    /** An executable jar, and the folder of the jar as {@code loader.path}, as in 8.9. */
    LOADER_PATH
  }

  private static final String KEY = "sk-test-key-of-the-drop-in-jar";
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aRuntimeFindsTheConnectorInTheJarAndRunsIt(Launch launch) throws Exception {
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
      Process runtime = startRuntime(launch, engine);
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

  private Process startRuntime(Launch launch, LocalEngine engine) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        switch (launch) {
          case CLASS_PATH -> List.of("-cp", classPath(), DropInApplication.class.getName());
          case LOADER_PATH ->
              List.of("-Dloader.path=" + folderOfJar(), "-jar", executableJar().toString());
        });
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
    List<String> entries = new ArrayList<>();
    libraries().forEach(library -> entries.add(library.toString()));
    entries.add(applicationJar().toString());
    entries.add(jar().toString());
    return String.join(File.pathSeparator, entries);
  }

  /** The libraries and one class of ours, as Spring Boot's plugin packs them. */
  private Path executableJar() throws IOException {
    Path executable = folder.resolve("runtime.jar");
    Repackager repackager = new Repackager(applicationJar().toFile());
    // the layout whose launcher is PropertiesLauncher
    repackager.setLayout(new Layouts.Expanded());
    repackager.setMainClass(DropInApplication.class.getName());
    repackager.repackage(
        executable.toFile(),
        libraries -> {
          for (Path library : libraries()) {
            libraries.library(new Library(library.toFile(), LibraryScope.RUNTIME));
          }
        });
    return executable;
  }

  /** A folder that holds the jar and nothing else, like {@code /opt/custom}. */
  private Path folderOfJar() throws IOException {
    Path custom = Files.createDirectory(folder.resolve("custom"));
    Files.copy(jar(), custom.resolve(jar().getFileName()));
    return custom;
  }

  private Path applicationJar() throws IOException {
    String name = DropInApplication.class.getName().replace('.', '/') + ".class";
    Path application = folder.resolve("application.jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    try (var jar = new JarOutputStream(Files.newOutputStream(application), manifest);
        var bytes = DropInApplication.class.getResourceAsStream("/" + name)) {
      jar.putNextEntry(new JarEntry(name));
      bytes.transferTo(jar);
    }
    return application;
  }

  private static Path jar() {
    Path jar = Path.of(System.getProperty("dropInJar"));
    assertThat(jar).isRegularFile();
    return jar;
  }

  private static List<Path> libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.endsWith(".jar"))
        .map(Path::of)
        .toList();
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
