package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.imagesgenerate.local.SamplePictures;
import org.imagesgenerate.playground.PageScripts;
import org.imagesgenerate.playground.Playground;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The playground, as a newcomer uses it. */
@InModeler
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlaygroundIT {

  private static final String STOPPED =
      "() => /^(Done|Stopped|Not started|Waiting)/.test(document.getElementById('status').textContent)";

  /** What a page must not have at all; minor findings are a matter of taste. */
  private static final String SERIOUS =
      """
      async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
        .filter(it => ['serious', 'critical'].includes(it.impact))
        .map(it => it.id + ': ' + it.nodes.map(node => node.target.join(' ')).join(', '))
      """;

  private final Modelers modelers;
  private Playground playground;
  private Page page;

  PlaygroundIT(Modelers modelers) {
    this.modelers = modelers;
  }

  @BeforeAll
  void start(@TempDir Path documents) throws IOException {
    playground = Playground.start(PageScripts.fetch(), documents, 0, null);
  }

  @AfterAll
  void stop() {
    playground.close();
  }

  @BeforeEach
  void open() {
    page = modelers.page(1400, 900);
    page.navigate(playground.address().toString());
    page.waitForSelector("#run:not([disabled])");
  }

  @AfterEach
  void close() {
    page.context().close();
  }

  @Test
  void showsPictureRequestAndVariablesOfWhatWasDrawnAndErrorsToo() {
    page.fill("#field-prompt", "a red <b>fox</b>");
    run();

    assertThat(status()).isEqualTo("Done");
    page.waitForFunction("() => document.querySelector('#pictures img')?.naturalWidth === 1024");
    assertThat(page.textContent("#sent"))
        .contains("POST /v1/images/generations", "\"prompt\": \"a red <b>fox</b>\"");
    assertThat(page.textContent("#data")).contains("\"imageDocuments\"");
    assertThat(page.textContent("#steps")).contains("Generate images", "Images ready");
    assertThat(page.textContent("#notes")).contains("OPENAI_API_KEY");

    page.fill("#field-prompt", "simulate CONTENT_POLICY");
    run();

    assertThat(status()).isEqualTo("Stopped at an incident, CONTENT_POLICY");
    assertThat(page.textContent("#problem")).startsWith("Generate images: [CONTENT_POLICY]");

    page.click("#json");
    for (String wrong : List.of("{prompt", "[]")) {
      page.fill("#variables", wrong);
      run();

      assertThat(page.textContent("#problem")).startsWith("The variables must be a JSON object");
    }
  }

  @Test
  void asksForTheVariablesThatTheProcessReads() {
    process("submit-webhook-collect.bpmn");
    assertThat(fields())
        .containsExactlyInAnyOrder("prompt", "n", "size", "orderId", "webhookAddress", "patience");

    // neither the item of a loop nor what follows a filter, as in images[1].document, is asked for
    process("product-pictures.bpmn");
    assertThat(fields()).containsExactly("products");
    process("banners.bpmn");
    assertThat(fields()).containsExactlyInAnyOrder("motif", "shapes", "seed");
    process("make-review-fix.bpmn");
    assertThat(fields()).containsExactlyInAnyOrder("prompt", "size");

    process("review-image.bpmn");
    assertThat(fields()).containsExactlyInAnyOrder("prompt", "size");

    assertThat(page.evaluate("() => projects.some(it => it.changed)")).isEqualTo(false);
    page.fill("#field-prompt", "2001");
    page.fill("#field-size", "1024x1024");
    assertThat(page.evaluate("() => JSON.stringify(project.values)"))
        .isEqualTo("{\"prompt\":\"2001\",\"size\":\"1024x1024\"}");
  }

  @Test
  void doesNotStartWhatThePanelCallsWrong() {
    page.evaluate(
        """
        () => {
          const task = modeler.get('elementRegistry').get('GenerateImages');
          const mapping = task.businessObject.extensionElements.values.find(it => it.$type === 'zeebe:IoMapping');
          mapping.inputParameters.find(it => it.target === 'prompt').source = '';
          const added = modeler.get('modeling').appendShape(task, { type: 'bpmn:ServiceTask' });
          modeler.get('modeling').updateProperties(added, { name: 'Added' });
        }
        """);
    run();

    assertThat(status()).isEqualTo("Not started: it would fail on a cluster");
    assertThat(page.textContent("#problem"))
        .contains("Added: has no implementation yet.", "Generate images: Prompt must")
        .doesNotContain("zeebe:");
    page.click("#tab-problems");
    page.click("#problems button:has-text('Prompt must')");
    assertThat(page.textContent("#advice")).contains("Prompt must");
  }

  @Test
  void warnsOfARetiredModelInPanelAndRun() {
    choose("Model", "Other…");
    page.evaluate(
        """
        () => {
          const task = modeler.get('elementRegistry').get('GenerateImages');
          const mapping = task.businessObject.extensionElements.values.find(it => it.$type === 'zeebe:IoMapping');
          mapping.inputParameters.find(it => it.target === 'model').source = 'dall-e-3';
          modeler.get('modeling').updateProperties(task, { name: 'Paint' });
        }
        """);
    page.waitForSelector("#advice:has-text('dall-e-3 was retired')");
    run();

    assertThat(status()).isEqualTo("Stopped at an incident, MODEL_UNAVAILABLE");
    assertThat(page.textContent("#warnings")).contains("Paint: The model dall-e-3 was retired");
  }

  @Test
  void showsWhatThisRunSentAfterRunsWithOtherProviders() {
    process("generate-image-aiml-api.bpmn");
    run();
    process("generate-image.bpmn");
    run();

    assertThat(status()).isEqualTo("Done");
    assertThat(page.textContent("#sent")).startsWith("POST /v1/images/generations");
  }

  @Test
  void leadsThroughAFailureAndAFormBackToAPicture() {
    process("content-policy.bpmn");
    page.evaluate("() => document.getElementById('status').textContent = ''");
    page.click("#path");
    page.waitForFunction(STOPPED);

    assertThat(status()).isEqualTo("Waiting for you: Rewrite prompt");
    page.fill("#form textarea", "");
    page.click("#task button.primary");
    assertThat(page.textContent("#refused")).isEqualTo("Correct the marked fields.");
    page.fill("#form textarea", "A lighthouse at dusk");
    page.click("#task button.primary");
    page.waitForSelector("#status:text-is('Done')");
    assertThat(page.textContent("#sent")).contains("A lighthouse at dusk");
  }

  @Test
  void editsAPhotoThatAFormAsksFor() {
    process("replace-background.bpmn");
    run();
    page.click("#samples [data-sample=photo]");
    page.waitForSelector("#form span:text-is('sample-photo.png')");
    page.fill("#form textarea", "a marble table");
    page.click("#task button.primary");

    page.waitForSelector("#status:text-is('Waiting for you: Review photo')");
    page.waitForFunction(
        "() => [...document.querySelectorAll('#form img')].filter(it => it.naturalWidth).length === 2");
    page.getByLabel("Approve it").check();
    page.click("#task button.primary");
    page.waitForSelector("#status:text-is('Done')");

    assertThat(page.locator("#pictures figcaption").allTextContents())
        .first()
        .isEqualTo("Before: sample-photo.png");
    assertThat(page.locator("#pictures figcaption").allTextContents())
        .last()
        .asString()
        .startsWith("product.png");
    assertThat(page.textContent("#sent")).contains("POST /v1/images/edits", "a marble table");
  }

  @Test
  void editsAFileThatIsChosenForAVariable(@TempDir Path folder) throws IOException {
    process("logo-on-shapes.bpmn");
    assertThat(fields()).containsExactlyInAnyOrder("scene", "photo", "logo", "shapes");
    assertThat(page.getAttribute("#fields img", "alt")).isEqualTo("sample-logo.png");

    Path logo = Files.write(folder.resolve("our logo.png"), SamplePictures.logo());
    page.setInputFiles("#field-logo", logo);
    page.waitForSelector("#fields img[alt='our logo.png']");
    page.fill("#field-shapes", "[\"1:1\"]");
    run();

    assertThat(status()).isEqualTo("Done");
    assertThat(page.locator("#pictures figcaption").allTextContents())
        .first()
        .isEqualTo("Before: our logo.png");
    page.waitForFunction(
        "() => [...document.querySelectorAll('#pictures img')].filter(it => it.naturalWidth).length === 2");
  }

  @Test
  void survivesAReloadAndOpensWhatItSavedWithItsForms() throws IOException {
    choose("Provider", "Simulation (no key, no cost)");
    page.fill("#field-prompt", "a green kettle");
    page.waitForFunction("() => localStorage.getItem(STORE)?.includes('a green kettle')");
    page.reload();
    page.waitForSelector("#run:not([disabled])");

    assertThat(page.inputValue("#field-prompt")).isEqualTo("a green kettle");
    Path saved = page.waitForDownload(() -> page.click("#save")).path();
    assertThat(saved).content().contains("my-process", "source=\"simulation\"");

    process("review-image.bpmn");
    Path zip = Files.createTempFile("saved", ".zip");
    page.waitForDownload(() -> page.click("#save")).saveAs(zip);
    page.setInputFiles("#files", zip);
    page.waitForFunction("() => project?.name === 'review-image-2.bpmn'");
    run();

    assertThat(status()).isEqualTo("Waiting for you: Review image");
    page.waitForFunction("() => document.querySelector('#form img')?.naturalWidth === 1024");
    Files.delete(zip);
  }

  @Test
  void canBeUsedAtEverySizeInBothColourSchemesAndByEverybody() {
    process("review-image.bpmn");
    run();
    page.waitForSelector("#form img");
    page.addScriptTag(new Page.AddScriptTagOptions().setPath(ModelerPackages.accessibility()));
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      for (int width : new int[] {800, 1280, 1920}) {
        page.setViewportSize(width, 900);
        String where = width + " " + scheme;
        page.click(width < 1100 ? "#tab-start" : "#tab-result");

        assertThat(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))
            .as(where)
            .isEqualTo(true);
        for (String part :
            List.of("#save", "#mode", "#canvas", "#panel", "#field-prompt", "#run")) {
          var box = page.locator(part).boundingBox();
          assertThat(box).as("%s at %s", part, where).isNotNull();
          assertThat(box.x + box.width).as("%s at %s", part, where).isLessThanOrEqualTo(width);
          assertThat(box.y + box.height).as("%s at %s", part, where).isLessThanOrEqualTo(901);
        }
        assertThat(page.locator("aside").boundingBox().height).as(where).isGreaterThan(840);
        assertThat(page.locator("#canvas").boundingBox().width).as(where).isGreaterThan(380);
        page.click("#tab-result");
        assertThat((List<?>) page.evaluate(SERIOUS)).as(where).isEmpty();
      }
    }
    Object colours = page.evaluate("() => getComputedStyle(document.body).backgroundColor");
    assertThat(colours).as("dark").isEqualTo("rgb(20, 24, 29)");
  }

  @Test
  void canBeUsedWithTheKeyboard() {
    page.focus("#field-prompt");
    page.keyboard().press("Control+Enter");
    page.waitForSelector("#status:text-is('Done')");

    page.focus("#tab-result");
    page.keyboard().press("ArrowRight");
    assertThat(page.isVisible("#sent")).isTrue();
    assertThat(page.isVisible("#result")).isFalse();

    double before = page.locator("#lower").boundingBox().height;
    page.focus("#height");
    page.keyboard().press("ArrowUp");
    assertThat(page.locator("#lower").boundingBox().height).isGreaterThan(before);
    double panel = page.locator("aside").boundingBox().width;
    page.focus("#width");
    page.keyboard().press("ArrowLeft");
    assertThat(page.locator("aside").boundingBox().width).isGreaterThan(panel);
  }

  @Test
  void isForItsOwnPageOnly() throws Exception {
    URI setup = playground.address().resolve("api/setup");
    HttpRequest request = HttpRequest.newBuilder(setup).build();

    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    HttpRequest upload =
        HttpRequest.newBuilder(playground.address().resolve("api/uploads?name=logo.png"))
            .POST(HttpRequest.BodyPublishers.ofString("a file of another page"))
            .build();
    assertThat(HttpClient.newHttpClient().send(upload, BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    assertThat(statusFor("Host: attacker.example:" + setup.getPort())).isEqualTo("403");
    assertThat(statusFor("Host: " + setup.getAuthority())).isEqualTo("200");
  }

  private String statusFor(String host) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", playground.address().getPort())) {
      String request = "GET / HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n".formatted(host);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readNBytes(12);
      return new String(answer, StandardCharsets.US_ASCII).substring(9);
    }
  }

  private String status() {
    return page.textContent("#status");
  }

  private List<String> fields() {
    return page.locator("#fields label").allTextContents();
  }

  /** Opens a process of the list, and waits until the page is done with it. */
  private void process(String name) {
    page.evaluate("() => document.getElementById('fields').dataset.names = ''");
    page.selectOption("#process", name);
    page.waitForFunction(
        "name => project?.name === name && document.getElementById('fields').dataset.names.startsWith(name)",
        name);
  }

  private void run() {
    page.evaluate("() => document.getElementById('status').textContent = ''");
    page.click("#run");
    page.waitForFunction(STOPPED);
  }

  private void choose(String label, String option) {
    page.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).selectOption(option);
  }
}
