package org.imagesgenerate.modeler;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.io.IOException;
import java.time.Duration;

/** A prompt is typed into the playground, the process runs, and its picture appears. */
final class PlaygroundAnimation {

  static final int WIDTH = 1280;
  static final int HEIGHT = 800;

  private static final String PROMPT = "A red fox in the snow at dawn";

  // screenshots have no pointer; and the spinner turns with the frames, however long they take
  private static final String POINTER_AND_SPINNER =
      """
      () => {
        const pointer = document.createElement('div')
        pointer.innerHTML = '<svg width="22" height="28" viewBox="0 0 11 14"><path d="M.7.7v11l2.7-2.4 1.8 4 1.9-.9-1.8-3.8 3.7-.2z" fill="#111" stroke="#fff"/></svg>'
        pointer.style = 'position: fixed; left: 0; top: 0; z-index: 99999; pointer-events: none'
        document.body.append(pointer)
        addEventListener('mousemove', event => { pointer.style.translate = `${event.clientX}px ${event.clientY}px` }, true)
        document.head.append(Object.assign(document.createElement('style'), {
          textContent: '#light.busy { animation-play-state: paused; animation-delay: var(--turned) }' }))
      }
      """;

  private final Page page;
  private final AnimatedPng animation = new AnimatedPng();
  private double x = WIDTH * 0.45;
  private double y = HEIGHT * 0.75;

  private PlaygroundAnimation(Page page) {
    this.page = page;
  }

  /**
   * Records it.
   *
   * @param page a playground that is ready
   */
  static byte[] record(Page page) throws IOException {
    return new PlaygroundAnimation(page).play();
  }

  private byte[] play() throws IOException {
    page.evaluate(POINTER_AND_SPINNER);
    // more room for the picture, as if the line above it were dragged
    for (int i = 0; i < 3; i++) {
      page.press("#height", "ArrowUp");
    }
    page.evaluate("document.activeElement.blur()");
    page.mouse().move(x, y);
    show(1000);
    Locator prompt = page.locator("#field-prompt");
    click(prompt);
    prompt.selectText();
    show(500);
    for (char character : PROMPT.toCharArray()) {
      page.keyboard().type(String.valueOf(character));
      show(55);
    }
    show(400);
    click(page.locator("#run"));
    for (int millis = 0; page.isVisible("#light.busy"); millis += 150) {
      page.evaluate(
          "millis => document.body.style.setProperty('--turned', `-${millis}ms`)", millis);
      show(150);
    }
    page.waitForFunction("() => document.querySelector('#pictures img')?.naturalWidth");
    show(3000);
    return animation.encode();
  }

  private void click(Locator target) throws IOException {
    moveTo(target);
    show(200);
    page.mouse().click(x, y);
    show(150);
  }

  private void moveTo(Locator target) throws IOException {
    BoundingBox box = target.boundingBox();
    double startX = x;
    double startY = y;
    int steps = 8;
    for (int step = 1; step <= steps; step++) {
      // slow at both ends
      double share = (1 - Math.cos(Math.PI * step / steps)) / 2;
      x = startX + (box.x + box.width * 0.6 - startX) * share;
      y = startY + (box.y + box.height * 0.6 - startY) * share;
      page.mouse().move(x, y);
      show(60);
    }
  }

  private void show(int millis) throws IOException {
    byte[] png = page.screenshot(new Page.ScreenshotOptions().setCaret(ScreenshotCaret.INITIAL));
    animation.add(png, Duration.ofMillis(millis));
  }
}
