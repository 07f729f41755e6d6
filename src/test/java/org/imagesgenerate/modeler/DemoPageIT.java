package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.imagesgenerate.local.ConsoleLog;
import org.imagesgenerate.local.Demo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo's page in a browser, opened as a file. */
@InModeler
class DemoPageIT {

  private static final String VIOLATIONS =
      "async () => (await axe.run()).violations.map(it => `${it.impact}: ${it.help}: ${it.nodes.map(node => node.html)}`)";

  @TempDir static Path folder;

  private final Modelers modelers;

  DemoPageIT(Modelers modelers) {
    this.modelers = modelers;
  }

  @BeforeAll
  static void runTheDemo() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ConsoleLog console = new ConsoleLog(new PrintStream(output), false);
    int code =
        Demo.run(List.of("--prompt", "A red fox in the snow"), name -> null, folder, console);
    assertThat(code).as(output::toString).isZero();
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1280", "DARK, 1280", "LIGHT, 400"})
  void isAccessible(ColorScheme scheme, int width) {
    Page page = open(width);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
    page.addScriptTag(new Page.AddScriptTagOptions().setPath(ModelerPackages.accessibility()));

    assertThat((List<?>) page.evaluate(VIOLATIONS)).isEmpty();
    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(width);
    page.context().close();
  }

  @Test
  void followsTheColorsOfTheSystem() {
    Page page = open(1280);
    String background = "getComputedStyle(document.body).backgroundColor";
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    Object light = page.evaluate(background);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));

    assertThat(page.evaluate(background)).isNotEqualTo(light);
    page.context().close();
  }

  /** From a file, where a page may not have a clipboard of its own. */
  @Test
  void copiesEachCommand() {
    Page page = open(1280);
    page.evaluate("document.body.append(document.createElement('textarea'))");
    for (int i = 0; i < page.locator(".command").count(); i++) {
      page.locator(".command button").nth(i).click();
      String title = page.locator(".next h3").nth(i).textContent();
      page.waitForFunction(
          "title => document.getElementById('status').textContent === 'Copied the command: ' + title",
          title);
      page.locator("textarea").fill("");
      page.locator("textarea").press("Control+v");

      assertThat(page.locator("textarea").inputValue())
          .startsWith("mvn -q ")
          .isEqualTo(page.locator(".command code").nth(i).textContent());
    }
    page.context().close();
  }

  private Page open(int width) {
    Page page = modelers.page(width, 900);
    page.navigate(folder.resolve("index.html").toUri().toString());
    page.waitForFunction("[...document.images].every(image => image.naturalWidth > 0)");
    return page;
  }
}
