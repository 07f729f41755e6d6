package org.imagesgenerate.modeler;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One browser, with a page for each modeler. */
final class Modelers implements AutoCloseable {

  // Chromium does not start as root with its sandbox; the rest keeps it from calling home
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  // this browser measures text in whole pixels, and then the modeler breaks names within words
  private static final String EXACT_WIDTHS =
      """
      const getContext = HTMLCanvasElement.prototype.getContext
      HTMLCanvasElement.prototype.getContext = function (...kind) {
        const context = getContext.apply(this, kind)
        if (context && 'textRendering' in context) context.textRendering = 'geometricPrecision'
        return context
      }
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.textRendering = 'geometricPrecision'
      })
      """;

  private final ModelerServer server = new ModelerServer();
  private final Map<ModelerVersion, Modeler> opened = new EnumMap<>(ModelerVersion.class);
  private final Playwright playwright;
  private final Browser browser;

  private Modelers() {
    Chromium chromium = Chromium.find();
    Map<String, String> environment = new HashMap<>();
    environment.put("PLAYWRIGHT_NODEJS_PATH", Program.node().path().toString());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(environment));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium.program())
                    .setEnv(chromium.environment())
                    .setArgs(ARGUMENTS));
  }

  static Modelers start() {
    return new Modelers();
  }

  /** A modeler that stays open for the next test, with every group of fields open. */
  Modeler open(ModelerVersion version) {
    return opened.computeIfAbsent(
        version, it -> new Modeler(page(1200, 1400), server.page(it) + "?open=" + groups()));
  }

  /** A modeler as it is just after its installation. */
  Modeler openNew(ModelerVersion version, int width, int height) {
    return new Modeler(page(width, height), server.page(version));
  }

  /** An empty page. */
  Page page(int width, int height) {
    // a context of its own: Chromium lets pages in the background of a window wait
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height));
    context.addInitScript(EXACT_WIDTHS);
    return context.newPage();
  }

  private static String groups() {
    return String.join(
        ",",
        Templates.current().stream()
            .flatMap(template -> template.get("groups").findValuesAsText("id").stream())
            .map(group -> "ElementTemplates__CustomProperties-" + group)
            .distinct()
            .toList());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    server.close();
  }
}
