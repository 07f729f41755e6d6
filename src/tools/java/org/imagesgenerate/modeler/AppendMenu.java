package org.imagesgenerate.modeler;

import com.microsoft.playwright.Locator;

/** The menu that appends to an element, used by hand. */
final class AppendMenu {

  /** The menu filters its entries in an effect after the frame, and then shows them. */
  private static final String NEXT_FRAME =
      "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))";

  /** Opens it at the selected element, and searches. */
  static void search(Modeler modeler, String words) {
    entry(modeler, "append").click();
    Locator search = modeler.find(".djs-popup-search input");
    search.click();
    search.pressSequentially(words);
    modeler.page().evaluate(NEXT_FRAME);
    modeler.page().evaluate(NEXT_FRAME);
    ours(modeler).first().waitFor();
  }

  /** What the menu has of ours, from top to bottom. */
  static Locator ours(Modeler modeler) {
    return modeler.find(".djs-popup .entry .djs-popup-label:text-matches('^Images ')");
  }

  /** Takes the first entry, which is OpenAI's, and puts it where the modeler proposes. */
  static void take(Modeler modeler) {
    String before = modeler.selectedId();
    finish(modeler, before, ours(modeler).first());
  }

  /** Takes the entry with this label. */
  static void take(Modeler modeler, String label) {
    String before = modeler.selectedId();
    finish(
        modeler,
        before,
        modeler.find(".djs-popup .djs-popup-label:text-is('%s')".formatted(label)));
  }

  private static void finish(Modeler modeler, String before, Locator entry) {
    entry.click();
    modeler.page().waitForFunction("before => panel.selectedId() !== before", before);
    // the modeler asks for a name at once, and would take the first key in the panel for its end
    modeler.page().keyboard().press("Escape");
  }

  /** The context pad's own entries, such as {@code append.end-event}. */
  static Locator entry(Modeler modeler, String action) {
    return modeler.find(".djs-context-pad .entry[data-action='%s']".formatted(action));
  }

  private AppendMenu() {}
}
