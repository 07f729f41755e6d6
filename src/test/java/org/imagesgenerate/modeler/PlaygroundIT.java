package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.imagesgenerate.playground.Playground;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The playground, as a newcomer uses it. */
@InModeler
class PlaygroundIT {

  private static final String STOPPED =
      "() => /^(Done|Stopped|Not started)/.test(document.getElementById('status').textContent)";

  @TempDir Path documents;
  private final Modelers modelers;
  private Playground playground;

  PlaygroundIT(Modelers modelers) {
    this.modelers = modelers;
  }

  @BeforeEach
  void setUp() throws IOException {
    Path modeler = ModelerPackages.modeler(ModelerVersion.NEWEST);
    playground = Playground.start(modeler, documents, 0, null);
  }

  @AfterEach
  void tearDown() {
    playground.close();
  }

  @Test
  void showsPictureRequestAndVariablesOfWhatWasDrawnAndErrorsToo() {
    Page page = open();
    page.fill("#variables", "{\"prompt\": \"a red <b>fox</b>\"}");
    run(page);

    assertThat(page.textContent("#status")).isEqualTo("Done");
    page.waitForFunction("() => document.querySelector('#pictures img')?.naturalWidth === 1024");
    assertThat(page.textContent("#sent"))
        .contains("POST /v1/images/generations", "\"prompt\": \"a red <b>fox</b>\"");
    assertThat(page.textContent("#result")).contains("\"imageDocuments\"");
    assertThat(page.textContent("#steps")).contains("Generate images", "Images ready");

    choose(page, "Provider", "Simulation (no key, no cost)");
    page.fill("#variables", "{\"prompt\": \"simulate CONTENT_POLICY\"}");
    run(page);

    assertThat(page.textContent("#status")).isEqualTo("Stopped at an incident, CONTENT_POLICY");
    assertThat(page.textContent("#problem")).isNotBlank();

    page.fill("#variables", "{prompt");
    run(page);

    assertThat(page.textContent("#problem")).startsWith("The variables must be a JSON object");

    page.fill("#variables", "[]");
    run(page);

    assertThat(page.textContent("#problem")).startsWith("The variables must be a JSON object");
    page.context().close();
  }

  @Test
  void showsWhatThisRunSentAfterRunsWithOtherProviders() {
    Page page = open();
    page.selectOption("#process", "generate-image-aiml-api.bpmn");
    run(page);
    page.selectOption("#process", "generate-image.bpmn");
    run(page);

    assertThat(page.textContent("#status")).isEqualTo("Done");
    assertThat(page.textContent("#sent")).startsWith("POST /v1/images/generations");
    page.context().close();
  }

  @Test
  void keepsWhatWasDrawnWhileAnotherProcessIsLookedAtAndSavesIt() throws IOException {
    Page page = open();
    choose(page, "Provider", "Simulation (no key, no cost)");
    page.selectOption("#process", "generate-image.bpmn");
    page.waitForFunction("() => modeler.get('canvas').getRootElement().id === 'generate-image'");
    page.selectOption("#process", "New process");
    page.waitForFunction("() => modeler.get('canvas').getRootElement().id === 'my-process'");

    Path saved = page.waitForDownload(() -> page.click("#save")).path();

    assertThat(saved).content().contains("my-process", "source=\"simulation\"");
    page.context().close();
  }

  @Test
  void saysWhatToDoAboutAProcessThatTheEngineRefuses() {
    Page page = open();
    page.evaluate(
        """
        () => {
          const task = modeler.get('elementRegistry').get('GenerateImages');
          const added = modeler.get('modeling').appendShape(task, { type: 'bpmn:ServiceTask' });
          modeler.get('modeling').updateProperties(added, { name: 'Added' });
        }
        """);
    run(page);

    assertThat(page.textContent("#status")).isEqualTo("Not started");
    assertThat(page.textContent("#problem"))
        .startsWith("Added: has no implementation yet.")
        .doesNotContain("zeebe:");
    page.context().close();
  }

  @Test
  void isForItsOwnPageOnly() throws Exception {
    URI setup = playground.address().resolve("api/setup");
    HttpRequest request = HttpRequest.newBuilder(setup).build();

    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    assertThat(status("Host: attacker.example:" + setup.getPort())).isEqualTo("403");
    assertThat(status("Host: " + setup.getAuthority())).isEqualTo("200");
  }

  private String status(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", playground.address().getPort())) {
      String request = "GET / HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      return new String(answer, StandardCharsets.US_ASCII).substring(9);
    }
  }

  private Page open() {
    Page page = modelers.page(1400, 900);
    page.navigate(playground.address().toString());
    page.waitForSelector("#run:not([disabled])");
    return page;
  }

  private static void run(Page page) {
    page.evaluate("() => document.getElementById('status').textContent = ''");
    page.click("#run");
    page.waitForFunction(STOPPED);
  }

  private static void choose(Page page, String label, String option) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).selectOption(option);
  }
}
