package org.imagesgenerate.connector.provider.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imagesgenerate.connector.catalog.ImageSize;
import org.imagesgenerate.connector.provider.simulation.EditArea.Box;
import org.imagesgenerate.connector.provider.simulation.Layer.Run;

/**
 * An input image with an obvious edit: a tint, a frame and a caption, where the mask allows it. The
 * same arguments give the same bytes.
 */
final class EditedImage {

  /** The maximum number of pixels that are decoded for a thumbnail. */
  static final int SMALL_PIXELS = 256 * 256;

  private static final int INK = 0x12121C;

  /** The width of the frame with its white inner line, relative to the frame alone. */
  private static final float FRAME = 1.4f;

  /** The distance between the left edges of two thumbnails, in thumbnail widths. */
  private static final float APART = 1.125f;

  private final String prompt;
  private final String model;
  private final ImageSize size;
  private final InputPicture picture;
  private final List<InputPicture> others;
  private final EditArea area;
  private final float frame;
  private final List<Layer> layers = new ArrayList<>();
  private final float[] edited;

  /** The first thumbnail; the others are to the right of it. */
  private Box small = new Box(0, 0, 0, 0);

  /**
   * Plans an edit.
   *
   * @param inputs number of input images
   * @param picture the first input image
   * @param others input images that are shown as thumbnails
   * @param mask null if everything may change
   */
  EditedImage(
      String prompt,
      String model,
      ImageSize size,
      int inputs,
      InputPicture picture,
      List<InputPicture> others,
      InputPicture mask) {
    this.prompt = prompt;
    this.model = model;
    this.size = size;
    this.picture = picture;
    this.others = others;
    area = new EditArea(mask, size.width(), size.height());
    float edge = Math.min(size.width(), size.height());
    frame = Math.max(1, edge / 90);
    edited = new float[4 * size.width()];
    String facts = inputs == 1 ? " · simulated edit" : " · simulated edit of " + inputs + " images";
    for (float part = 1; part > 0.5f && layers.isEmpty(); part -= 0.2f) {
      write(Math.max(1.1f, part * edge / 420), facts, mask == null);
    }
  }

  /** Whether the mask allows no edit at all. */
  boolean isUnchanged() {
    return area.isEmpty();
  }

  /** Writes the caption, if there is room for it. */
  private void write(float dot, String facts, boolean everywhere) {
    float fine = Math.max(1, dot * 0.72f);
    float margin = (everywhere ? 8 : 6) * dot;
    String line = Lettering.drawable(prompt);
    float smallEdge = others.isEmpty() ? 0 : 40 * dot;
    float gap = 5 * dot;
    float text = (line.isEmpty() ? 0 : 12 * dot) + Lettering.CAPITAL * fine;
    float high = text + (others.isEmpty() ? 0 : smallEdge + 2 * gap);
    Box box = area.place(110 * dot, high + 2 * margin, FRAME * frame + (everywhere ? 0 : 4 * dot));
    if (box == null) {
      return;
    }
    float room = box.width() - 2 * margin;
    float left = box.left() + margin;
    String upper = PlaceholderImage.cut(line, room / dot);
    String lower = PlaceholderImage.cut(PlaceholderImage.model(model) + facts, room / fine);
    float bottom = box.top() + box.height() - margin;
    float wide = Math.max(Lettering.width(upper) * dot, Lettering.width(lower) * fine);
    int count = others.size();
    if (count > 0) {
      smallEdge = (float) Math.floor(Math.min(smallEdge, room / (count * APART)));
      float top = Math.round(bottom - text - 2 * gap - smallEdge);
      small = new Box(Math.round(left), top, smallEdge, smallEdge);
      wide = Math.max(wide, count * smallEdge * APART);
    }
    Outline shade = new Outline();
    if (everywhere) {
      // covers the caption of an input image that was simulated too
      float start = bottom - text - margin;
      shade.rectangle(box.left(), start, box.width(), box.top() + box.height() - start);
      layers.add(new Layer(shade, Run.DOWN, 0xF0000000 | INK, ~0xFFFFFF | INK));
    } else {
      float top = bottom - text - (count > 0 ? 2 * gap + smallEdge : 0);
      float x = left - margin;
      float y = top - margin;
      shade.at(x, y, 1);
      plate(shade, wide + 2 * margin, bottom - top + 2 * margin, 3 * dot);
      layers.add(new Layer(shade, Run.DOWN, 0xC8000000 | INK, 0xC8000000 | INK));
    }
    for (int i = 0; i < count; i++) {
      float border = Math.max(1, dot);
      Outline paper = new Outline().at(left(i) - border, small.top() - border, 1);
      paper.rectangle(0, 0, smallEdge + 2 * border, smallEdge + 2 * border);
      layers.add(new Layer(paper, Run.DOWN, ~0, ~0));
    }
    letters(upper, left, bottom - text, dot, ~0);
    letters(lower, left, bottom - Lettering.CAPITAL * fine, fine, 0xD0FFFFFF);
  }

  /** A rectangle with cut corners. */
  private static void plate(Outline outline, float w, float h, float cut) {
    float right = w - cut;
    float bottom = h - cut;
    outline.polygon(cut, 0, right, 0, w, cut, w, bottom, right, h, cut, h, 0, bottom, 0, cut);
  }

  private void letters(String text, float x, float y, float unit, int colour) {
    Outline outline = new Outline().at(x, y, unit);
    Lettering.draw(text, outline);
    layers.add(new Layer(outline, Run.DOWN, colour, colour));
  }

  /** The left edge of a thumbnail. */
  private int left(int index) {
    return Math.round(small.left() + index * small.width() * APART);
  }

  /**
   * Writes the result.
   *
   * @param variation another number gives another tint
   * @param opaque whether what is transparent in the input becomes white
   * @param format {@code png}, {@code jpeg} or {@code gif}
   */
  void writeTo(OutputStream out, String format, long variation, boolean opaque) throws IOException {
    Tint tint = new Tint(prompt, variation);
    Pixels.write(
        (y, row, cover, alpha) -> paint(y, row, cover, alpha, tint),
        size.width(),
        size.height(),
        picture.hasAlpha() && !opaque,
        out,
        format);
    out.flush();
  }

  private void paint(int y, float[] row, float[] cover, boolean alpha, Tint tint) {
    picture.cover(y, size.width(), size.height(), row, 0);
    for (int at = 0; at < row.length && !alpha; at += 4) {
      putOnWhite(row, at);
    }
    System.arraycopy(row, 0, edited, 0, row.length);
    for (int x = 0; x < size.width(); x++) {
      if (area.share(x, y) > 0) {
        change(x, y, tint);
      }
    }
    for (Layer layer : layers) {
      layer.paint(y, edited, cover);
    }
    int smallY = y - (int) small.top();
    for (int i = 0; i < others.size() && smallY >= 0 && smallY < small.height(); i++) {
      int edge = (int) small.width();
      Arrays.fill(edited, 4 * left(i), 4 * (left(i) + edge), 0);
      others.get(i).cover(smallY, edge, edge, edited, left(i));
      for (int at = 4 * left(i); at < 4 * (left(i) + edge); at += 4) {
        putOnWhite(edited, at);
      }
    }
    for (int at = 0; at < row.length; at++) {
      float share = area.share(at / 4, y);
      row[at] = share == 0 ? row[at] : row[at] + (edited[at] - row[at]) * share;
    }
  }

  private static void putOnWhite(float[] row, int at) {
    float bare = 255 * (1 - row[at + 3]);
    for (int i = 0; i < 3; i++) {
      row[at + i] += bare;
    }
    row[at + 3] = 1;
  }

  private void change(int x, int y, Tint tint) {
    float right = (float) x / size.width();
    float down = (float) y / size.height();
    tint.apply(edited, 4 * x, right, down);
    float inwards = area.inwards(x, y);
    float line = covered(FRAME * frame - inwards);
    for (int i = 4 * x; i < 4 * x + 4; i++) {
      edited[i] += ((i % 4 == 3 ? 1 : 255) - edited[i]) * line;
    }
    tint.frame(edited, 4 * x, right, down, covered(frame - inwards));
  }

  private static float covered(float inwards) {
    return Math.max(0, Math.min(1, inwards + 0.5f));
  }
}
