package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.connector.jackson.ConnectorsObjectMapperSupplier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.contract.FaultMatrix.Row;
import org.imagesgenerate.connector.contract.FaultMatrix.Section;
import org.imagesgenerate.connector.contract.FaultMatrix.Way;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedRequest;
import org.imagesgenerate.simulator.SimulatedResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * A canary for a key: every fault happens to it, at providers that repeat it wherever they can, and
 * then it is looked for in results, errors, stack traces, logs of the finest level and temporary
 * files.
 */
class CanaryTest {

  /** With all characters that URLs and JSON escape. */
  private static final String KEY = "cnry/7f+Qz\"1b2c3d4e5f60718==";

  /** Everything in which the key could appear. */
  private static final List<String> FORMS =
      List.of(
          KEY,
          URLEncoder.encode(KEY, StandardCharsets.UTF_8),
          KEY.replace("\"", "\\\""),
          KEY.replace("/", "\\/"),
          Base64.getEncoder()
              .encodeToString(KEY.getBytes(StandardCharsets.UTF_8))
              .substring(0, 36));

  private static final List<String> FORMATS = List.of("document", "url", "b64_json");
  private static final List<String> SLOW =
      List.of(
          "upload-silence",
          "silence",
          "silent-body",
          "drip",
          "wrong-length",
          "poll-silence",
          "url-silence",
          "url-drip");

  /** Those only take time, and say the same as others. */
  private static final Predicate<Row> NOT_SLOW = row -> !SLOW.contains(row.id());

  private final ConcurrentLinkedQueue<String> logs = new ConcurrentLinkedQueue<>();
  private final AppenderBase<ILoggingEvent> listener =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          String trace =
              event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy());
          logs.add(event.getLoggerName() + ": " + event.getFormattedMessage() + trace);
        }
      };

  private static Stream<Logger> loggers() {
    return Stream.of("org.imagesgenerate", "org.apache.hc", "io.camunda.connector")
        .map(name -> (Logger) LoggerFactory.getLogger(name));
  }

  @BeforeEach
  void listen() {
    listener.start();
    loggers()
        .forEach(
            logger -> {
              logger.setLevel(Level.TRACE);
              logger.setAdditive(false);
              logger.addAppender(listener);
            });
  }

  @AfterEach
  void leave() {
    loggers()
        .forEach(
            logger -> {
              logger.setLevel(null);
              logger.setAdditive(true);
              logger.detachAppender(listener);
            });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void nobodySeesTheKeyWhateverHappens(Api api) throws IOException {
    List<Row> rows =
        sections(Operation.GENERATE).flatMap(it -> it.rows().stream()).filter(NOT_SLOW).toList();

    int masked = endsWithMaskedKey(api, Operation.GENERATE, rows);

    assertThat(masked).as("ends in which the key was to be seen").isGreaterThan(50);
  }

  /** The faults that only edits have, and a few of the others. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void theKeyOfAnEditAppearsNowhere(Api api) throws IOException {
    List<Row> rows =
        sections(Operation.EDIT)
            .flatMap(it -> it.rows().stream().limit(it.isOf(Operation.GENERATE) ? 3 : 99))
            .filter(NOT_SLOW)
            .toList();

    int masked = endsWithMaskedKey(api, Operation.EDIT, rows);

    assertThat(masked).as("ends in which the key was to be seen").isGreaterThan(5);
  }

  private static Stream<Section> sections(Operation operation) {
    return FaultMatrix.read().sections().stream().filter(it -> it.isOf(operation));
  }

  /** Runs all of it, and returns how many jobs ended with a text in which the key was masked. */
  private int endsWithMaskedKey(Api api, Operation operation, List<Row> rows) throws IOException {
    List<String> seen = new ArrayList<>();
    int masked = 0;
    try (FaultScene scene = new FaultScene(api, operation, KEY, CanaryTest::repeating)) {
      for (Row row : rows) {
        for (String format : row.formats(api, operation)) {
          scene.begin(format);
          Faults.arm(row.id(), scene);
          scene.echoEverything();
          Outcome outcome = scene.first();
          assertNoKey(row.id() + " " + format, outcome, seen);
          masked += said(outcome).contains("***") ? 1 : 0;
          scene.end();
        }
      }
      if (operation == Operation.EDIT) {
        assertNoNames(scene);
      }
    }
    assertThat(seen).isEmpty();
    assertThat(logs).as("logs of the finest level").isNotEmpty();
    assertThat(logs.stream().filter(CanaryTest::holdsKey).distinct().limit(10)).isEmpty();
    assertThat(temporaryFilesWithKey()).isEmpty();
    return masked;
  }

  /** The name and the id of a document are the process's own. */
  private static void assertNoNames(FaultScene scene) {
    List<String> bodies =
        scene.simulator().requests(ReceivedRequest::bodyWasRead).stream()
            .map(request -> request.target() + request.headers() + request.body())
            .toList();

    assertThat(bodies).isNotEmpty().noneMatch(it -> it.contains(FaultScene.DOCUMENT));
  }

  /** Repeats the key in headers and in every text that is for people. */
  private static SimulatedResponse repeating(SimulatedResponse answer) {
    String said = String.join(" ", FORMS);
    SimulatedResponse changed = answer;
    for (String name : List.of("x-request-id", "apim-request-id", "www-authenticate", "x-echo")) {
      changed = changed.with(name, KEY);
    }
    if (answer.headers().containsKey("location")) {
      changed = changed.with("location", answer.headers().get("location") + "?key=" + FORMS.get(1));
    }
    if (answer.json().isEmpty() || !answer.json().get().isContainerNode()) {
      return answer.body().length == 0
          ? changed
          : changed.withBody(
              (new String(answer.body(), StandardCharsets.ISO_8859_1) + said)
                  .getBytes(StandardCharsets.ISO_8859_1));
    }
    JsonNode json = answer.json().get();
    repeat(json, said);
    if (json instanceof ObjectNode object && object.has("created")) {
      object.putObject("usage").put("note", said);
    }
    return changed.withBody(json);
  }

  private static void repeat(JsonNode node, String said) {
    if (node instanceof ObjectNode object) {
      for (String name : List.of("message", "revised_prompt", "parameter", "param")) {
        if (object.path(name).isTextual()) {
          object.put(name, object.get(name).asText() + " " + said);
        }
      }
      if (object.has("b64_json") || object.has("url")) {
        object.put("revised_prompt", said);
      }
      if (object.path("error").isTextual() && !object.path("error").asText().isEmpty()) {
        object.put("error", said);
      }
    }
    node.forEach(child -> repeat(child, said));
  }

  private static void assertNoKey(String where, Outcome outcome, List<String> seen) {
    List<String> texts = new ArrayList<>();
    if (outcome.failure() == null) {
      texts.add(outcome.result().toString());
    } else {
      texts.add(outcome.failure().toString());
      texts.add(String.valueOf(outcome.failure().getErrorVariables()));
      StringWriter trace = new StringWriter();
      outcome.failure().printStackTrace(new PrintWriter(trace));
      texts.add(trace.toString());
    }
    texts.stream()
        .filter(CanaryTest::holdsKey)
        .forEach(text -> seen.add(where + ": " + text.substring(0, Math.min(600, text.length()))));
  }

  private static String said(Outcome outcome) {
    return outcome.failure() == null
        ? outcome.result().toString()
        : outcome.failure().getMessage() + outcome.failure().getErrorVariables();
  }

  private static boolean holdsKey(String text) {
    return FORMS.stream().anyMatch(text::contains);
  }

  private static List<Path> temporaryFilesWithKey() throws IOException {
    List<Path> found = new ArrayList<>();
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    try (var folders = Files.newDirectoryStream(folder, "images-generate-*")) {
      for (Path temporary : folders) {
        // those of other JVMs come and go; ours are noted as properties
        if (System.getProperty(temporary.toString()) == null) {
          continue;
        }
        try (Stream<Path> files = Files.walk(temporary)) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            if (holdsKey(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))) {
              found.add(file);
            }
          }
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void aUrlThatHoldsTheKeyIsNotHandedOn(Api api) {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE, KEY, CanaryTest::repeating)) {
      for (String format : FORMATS) {
        if (Way.of(api, format) == Way.INLINE) {
          continue;
        }
        for (Fault more : List.of(Fault.none(), Fault.html(404))) {
          scene.begin(format);
          scene.onEveryDownload(more);
          scene.onImages(Fault.editUrls(url -> url + "?token=" + FORMS.get(1)));
          List<String> seen = new ArrayList<>();
          Outcome outcome = scene.first();
          assertNoKey(format, outcome, seen);

          assertThat(seen).isEmpty();
          if (outcome.failure() == null) {
            JsonNode image = outcome.result().path("images").path(0);
            assertThat(image.has("document") || image.has("b64_json")).isTrue();
            assertThat(outcome.warnings().stream().anyMatch(it -> it.contains("provider's key")))
                .isEqualTo(format.equals("url"));
          } else {
            assertThat(outcome.code()).isEqualTo("DOWNLOAD_FAILED");
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void theInputDoesNotShowTheKey(Api api) {
    try (ImagesSimulator simulator = api.start()) {
      Map<String, Object> job =
          api.job(simulator, "provider", api.provider(simulator.uri().toString(), KEY));
      ImagesGenerateInput input =
          ConnectorsObjectMapperSupplier.getCopy().convertValue(job, ImagesGenerateInput.class);

      assertThat(input.toString()).doesNotContain(KEY);
      assertThat(input.provider().toString()).doesNotContain(KEY);
    }
  }

  /** Credentials besides the key, or instead of it. */
  @ParameterizedTest
  @EnumSource(names = "COMPATIBLE")
  void aHeaderThatIsAKeyIsOneToo(Api api) {
    try (FaultScene scene =
        new FaultScene(api, Operation.GENERATE, "another-key-1234", CanaryTest::repeating)) {
      scene.begin("document");
      Map<String, Object> provider =
          api.provider(scene.simulator().uri().toString(), "another-key-1234");
      provider.put("headers", Map.of("X-Api-Key", KEY, "X-Tenant", "blue"));
      scene.job("provider", provider);
      scene.onPurchase(api.parameterRejected());
      List<String> seen = new ArrayList<>();
      Outcome outcome = scene.first();
      assertNoKey("headers", outcome, seen);

      assertThat(outcome.code()).isEqualTo("REQUEST_REJECTED");
      assertThat(seen).isEmpty();
      assertThat(logs.stream().filter(CanaryTest::holdsKey)).isEmpty();
    }
  }
}
