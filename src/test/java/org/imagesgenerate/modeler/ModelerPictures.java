package org.imagesgenerate.modeler;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Clip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pictures of the modeler in the pages of the documentation, taken in the newest one: {@code
 * mvn -q test-compile exec:exec@screenshots}.
 */
final class ModelerPictures {

  static final Path FOLDER = Path.of("docs", "images");

  /**
   * @param arguments the project's folder
   */
  public static void main(String[] arguments) throws IOException {
    try (Modelers modelers = Modelers.start()) {
      for (Map.Entry<String, byte[]> picture : take(modelers).entrySet()) {
        Path file = Path.of(arguments[0]).resolve(FOLDER).resolve(picture.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, picture.getValue());
        System.out.println("wrote " + file);
      }
    }
    System.exit(0);
  }

  /** Takes all of them, by file name. */
  static Map<String, byte[]> take(Modelers modelers) {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    try (Modeler modeler = modelers.openNew(ModelerVersion.NEWEST, 1200, 1010)) {
      modeler.loadTemplates(Templates.current());
      pictures.put("append-menu.png", appendMenu(modeler));
      pictures.put("modeler.png", panel(modeler));
    }
    return pictures;
  }

  private static byte[] appendMenu(Modeler modeler) {
    modeler.openDiagramFile("start-event.bpmn");
    modeler.select("ImageWanted");
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
