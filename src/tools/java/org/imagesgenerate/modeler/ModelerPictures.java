package org.imagesgenerate.modeler;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Clip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.playground.PageScripts;
import org.imagesgenerate.playground.Playground;

/**
 * The pictures of the modeler in the pages of the documentation, taken in the newest one: {@code
 * mvn -q test-compile exec:exec@screenshots}.
 */
final class ModelerPictures {

  static final Path FOLDER = Path.of("docs", "images");

  /**
   * At the top of the README; not compared in its bytes, because the steps of a run take different
   * times.
   */
  static final String ANIMATION = "playground-animated.png";

  static final String PLAYGROUND = "playground.png";

  /**
   * @param arguments the project's folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]).resolve(FOLDER);
    try (Modelers modelers = Modelers.start()) {
      Map<String, byte[]> pictures = take(modelers);
      if (!shows(folder.resolve(ANIMATION), pictures.get(PLAYGROUND))) {
        pictures.put(ANIMATION, animation(modelers));
      }
      for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
        Path file = folder.resolve(picture.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, picture.getValue());
        System.out.println("wrote " + file);
      }
    }
    System.exit(0);
  }

  /** Whether a file shows the same text as a picture. */
  static boolean shows(Path file, byte[] picture) throws IOException {
    return Files.exists(file)
        && DescribedPicture.description(Files.readAllBytes(file))
            .equals(DescribedPicture.description(picture));
  }

  /** Takes all of them, by file name. */
  static Map<String, byte[]> take(Modelers modelers) throws IOException {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    try (Modeler modeler = modelers.openNew(ModelerVersion.NEWEST, 1200, 1010)) {
      modeler.loadTemplates(Templates.current());
      pictures.put("append-menu.png", appendMenu(modeler));
      pictures.put("modeler.png", panel(modeler));
      for (Path process : processes()) {
        String name = process.getFileName().toString().replace(".bpmn", ".png");
        pictures.put("processes/" + name, process(modeler, modelers, Files.readString(process)));
      }
    }
    pictures.put(PLAYGROUND, playground(modelers));
    return pictures;
  }

  /** The examples that have a picture: those that are more than one task. */
  private static List<Path> processes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("bpmn-examples"))) {
      return files
          .filter(file -> file.toString().endsWith(".bpmn"))
          .filter(file -> !file.getFileName().toString().startsWith("generate-image"))
          .sorted()
          .toList();
    }
  }

  /** Described by the process itself: the same process is drawn the same. */
  private static byte[] process(Modeler modeler, Modelers modelers, String bpmn) {
    modeler.openDiagram(bpmn);
    String svg = (String) modeler.page().evaluate("async () => (await modeler.saveSVG()).svg");
    try (Page page = modelers.page(1400, 900)) {
      page.setContent(
          "<body style='margin:10px'>" + svg.substring(svg.indexOf("<svg")) + "</body>");
      byte[] png = page.locator("svg").first().screenshot();
      return DescribedPicture.describe(png, "SHA-256 of the process: " + sha256(bpmn));
    }
  }

  /** After a run. */
  private static byte[] playground(Modelers modelers) throws IOException {
    try (Playground playground = playground();
        Page page = page(modelers, playground, 1300, 860)) {
      page.click("#run");
      page.waitForFunction(
          "() => document.querySelector('#pictures img')?.naturalWidth && document.getElementById('status').textContent === 'Done'");
      return DescribedPicture.describe(page.screenshot(), text(page));
    }
  }

  private static byte[] animation(Modelers modelers) throws IOException {
    try (Playground playground = playground();
        Page page =
            page(modelers, playground, PlaygroundAnimation.WIDTH, PlaygroundAnimation.HEIGHT)) {
      String text = text(page);
      return DescribedPicture.describe(PlaygroundAnimation.record(page), text);
    }
  }

  /**
   * What can be read in header, diagram and panel; of a list only its value, because it is closed.
   */
  private static String text(Page page) {
    return (String)
        page.evaluate(
            """
            () => [...document.querySelectorAll('header *, #canvas tspan, #panel *')]
              .filter(element => element.checkVisibility() && !element.closest('option'))
              .flatMap(element => [...element.childNodes]
                .filter(child => child.nodeType === Node.TEXT_NODE)
                .map(child => child.data.trim())
                .concat(element.value))
              .filter(text => text)
              .join('\\n')
            """);
  }

  private static Playground playground() throws IOException {
    return Playground.start(PageScripts.fetch(), Files.createTempDirectory("playground"), 0, null);
  }

  private static Page page(Modelers modelers, Playground playground, int width, int height) {
    Page page = modelers.page(width, height);
    page.navigate(playground.address().toString());
    page.waitForSelector("#run:not([disabled])");
    return page;
  }

  private static byte[] appendMenu(Modeler modeler) {
    modeler.openDiagramFile("start-event.bpmn");
    modeler.select("ImageRequested");
    AppendMenu.search(modeler, "image");
    Locator menu = modeler.find(".djs-popup");
    var box = menu.boundingBox();
    byte[] png =
        modeler
            .page()
            .screenshot(
                new Page.ScreenshotOptions()
                    // without the palette of tools at the left
                    .setClip(new Clip(100, box.y - 40, box.x + box.width - 80, box.height + 60)));
    String text = words(menu.innerText());
    AppendMenu.take(modeler);
    return DescribedPicture.describe(png, text);
  }

  private static byte[] panel(Modeler modeler) {
    modeler.write("Prompt", "A lighthouse at dawn, watercolour");
    modeler.write("Number of images", "2");
    modeler.write("Size", "1536x1024");
    modeler.choose("Quality", "high");
    modeler.awaitError("Prompt", "");
    Locator panel = modeler.find("#panel");
    // the list is left, so that no frame marks it
    modeler.page().evaluate("() => document.activeElement.blur()");
    String text = words(panel.innerText()) + "\n" + values(modeler.fields());
    byte[] png = panel.screenshot();
    return DescribedPicture.describe(png, text);
  }

  private static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String values(List<Modeler.Field> fields) {
    StringBuilder values = new StringBuilder();
    fields.forEach(
        field -> values.append(field.label()).append(": ").append(field.value()).append('\n'));
    return values.toString();
  }

  private static String words(String text) {
    return text.replaceAll("[ \\t\\u00a0]+", " ").replaceAll("\\s*\\n\\s*", "\n").strip();
  }

  private ModelerPictures() {}
}
