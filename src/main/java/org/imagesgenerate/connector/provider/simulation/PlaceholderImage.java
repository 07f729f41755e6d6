package org.imagesgenerate.connector.provider.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.imagesgenerate.connector.provider.simulation.Layer.Run;

/**
 * A painted scene of a prompt, see {@link Scene}, with a caption: the prompt, the model, the size
 * and that all is simulated. The same arguments give the same bytes.
 */
public final class PlaceholderImage {

  /** The longest edge that is painted, in pixels. */
  public static final int MAX_EDGE = 8192;

  /** The most pixels that are painted: two pictures of 3840x2160. */
  public static final int MAX_PIXELS = 2 * 3840 * 2160;

  /** Below this edge a caption could not be read. */
  private static final int SMALLEST_WITH_CAPTION = 160;

  /** Far more than fit into a line. */
  private static final int MOST_LETTERS = 500;

  private static final int INK = 0x12121C;

  private final int width;
  private final int height;
  private final boolean transparent;
  private final String title;
  private final Scene scene;

  private PlaceholderImage(int width, int height, boolean transparent, String title, Scene scene) {
    this.width = width;
    this.height = height;
    this.transparent = transparent;
    this.title = title;
    this.scene = scene;
  }

  /**
   * Plans a picture.
   *
   * @param prompt any text; its words choose what is seen
   * @param model named in the caption
   * @param width in pixels
   * @param height in pixels
   * @param variation another number gives another picture of the prompt
   * @param transparent whether only the subject is painted, or an emblem if there is none; a JPEG,
   *     which has no transparency, is white around it
   * @param style {@code vivid} or {@code natural} changes how strong the colours are; may be null
   * @throws IllegalArgumentException when an edge is not within 1 and {@link #MAX_EDGE}, or there
   *     are more than {@link #MAX_PIXELS}
   */
  public static PlaceholderImage of(
      String prompt,
      String model,
      int width,
      int height,
      long variation,
      boolean transparent,
      String style) {
    if (Math.min(width, height) < 1
        || Math.max(width, height) > MAX_EDGE
        || width * height > MAX_PIXELS) {
      throw new IllegalArgumentException("Cannot paint " + width + "x" + height + " pixels");
    }
    float strength = "vivid".equals(style) ? 1.3f : "natural".equals(style) ? 0.8f : 1;
    Scene scene = new Scene(prompt, variation, width, height, transparent, strength);
    String facts = model + " · " + width + "×" + height + " · simulated";
    String title = prompt + " – " + facts;
    var image = new PlaceholderImage(width, height, transparent, title, scene);
    if (Math.min(width, height) >= SMALLEST_WITH_CAPTION) {
      image.write(Lettering.drawable(prompt), model(model) + facts.substring(model.length()));
    }
    return image;
  }

  /** A model's name, as far as it can be drawn. */
  static String model(String name) {
    String drawable = Lettering.drawable(name);
    return drawable.isEmpty() ? "model" : drawable;
  }

  /** The prompt, as far as it fits into a line, and below it the facts. */
  private void write(String prompt, String facts) {
    float dot = Math.max(1.1f, Math.min(width, height) / 420f);
    float small = Math.max(1, dot * 0.72f);
    float margin = 12 * dot;
    prompt = cut(prompt, (width - 2 * margin) / dot);
    facts = cut(facts, (width - 2 * margin) / small);
    float second = height - margin - Lettering.CAPITAL * small;
    float first = prompt.isEmpty() ? second : second - 12 * dot;
    Outline shade = new Outline();
    if (transparent) {
      float longest = Math.max(Lettering.width(prompt) * dot, Lettering.width(facts) * small);
      float high = height - first - margin;
      shade.stroke(high + 10 * dot, margin, first + high / 2, margin + longest, first + high / 2);
      caption(shade, 0xB0, INK);
    } else if (scene.frame() == null) {
      shade.rectangle(0, first - 22 * dot, width, height - first + 22 * dot);
      scene.caption().add(new Layer(shade, Run.DOWN, INK, 0xB8000000 | INK));
    }
    int ink = scene.frame() == null || transparent ? 0xFFFFFF : INK;
    Outline upper = new Outline().at(margin, first, dot);
    Lettering.draw(prompt, upper);
    caption(upper, 0xFF, ink);
    Outline lower = new Outline().at(margin, second, small);
    Lettering.draw(facts, lower);
    caption(lower, 0xD0, ink);
  }

  private void caption(Outline outline, int alpha, int colour) {
    int argb = alpha << 24 | colour;
    scene.caption().add(new Layer(outline, Run.DOWN, argb, argb));
  }

  /** As many words as fit. */
  static String cut(String text, float room) {
    int end = Math.min(text.length(), MOST_LETTERS);
    String line = end == text.length() ? text : text.substring(0, end) + "...";
    while (Lettering.width(line) > room && end > 0) {
      int word = text.lastIndexOf(' ', end - 1);
      end = word > end - 20 ? Math.max(0, word) : end - 1;
      line = text.substring(0, end).strip() + "...";
    }
    return line;
  }

  /**
   * Writes the picture.
   *
   * @param out is flushed and left open
   * @param format {@code png}, {@code jpeg}, {@code gif} or {@code svg}
   * @throws IllegalArgumentException for any other format; nothing has been written then
   */
  public void writeTo(OutputStream out, String format) throws IOException {
    switch (format) {
      case "png", "jpeg", "gif" -> Pixels.write(scene, width, height, transparent, out, format);
      case "svg" -> out.write(svg().getBytes(StandardCharsets.UTF_8));
      default -> throw new IllegalArgumentException("Cannot paint the format " + format);
    }
    out.flush();
  }

  private String svg() {
    StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    svg.append(width).append("\" height=\"").append(height).append("\" viewBox=\"0 0 ");
    svg.append(width).append(' ').append(height).append("\">\n<title>");
    svg.append(escape(title)).append("</title>\n");
    if (!transparent) {
      svg.append(
          "<rect width=\"100%%\" height=\"100%%\" fill=\"#%06x\"/>\n".formatted(scene.paper()));
    }
    if (scene.frame() != null) {
      svg.append("<clipPath id=\"frame\"><path d=\"");
      scene.frame().writeTo(svg);
      svg.append("\"/></clipPath>\n");
    }
    svg.append(scene.frame() == null ? "<g>\n" : "<g clip-path=\"url(#frame)\">\n");
    int id = 0;
    for (List<Layer> layers : List.of(scene.layers(), scene.caption())) {
      for (Layer layer : layers) {
        layer.writeTo(svg, id++);
      }
      svg.append(layers == scene.caption() ? "" : "</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  /** For XML, which has no place for some characters at all. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .filter(it -> it >= ' ' && (it & 0xFFFE) != 0xFFFE && (it < 0xD800 || it > 0xDFFF))
        .forEach(escaped::appendCodePoint);
    return escaped.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
