package org.imagesgenerate.modeler;

import com.microsoft.playwright.Locator;

/** The menu that appends to an element, used by hand. */
final class AppendMenu {

  /** Opens it at the selected element, and searches. */
  static void search(Modeler modeler, String words) {
    entry(modeler, "append").click();
    Locator search = modeler.find(".djs-popup-search input");
    search.click();
    search.pressSequentially(words);
    ours(modeler).first().waitFor();
  }

  /** What the menu has of ours, from top to bottom. */
  static Locator ours(Modeler modeler) {
    return modeler.find(".djs-popup .entry .djs-popup-label:text-matches('^Images ')");
  }

  /** Takes Images Generate and puts it where the modeler proposes. */
  static void take(Modeler modeler) {
    String before = modeler.selectedId();
    ours(modeler).filter(new Locator.FilterOptions().setHasText("Images Generate")).click();
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
