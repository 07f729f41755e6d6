package org.imagesgenerate.connector.provider.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands where in a {@link PlaceholderImage}: the prompt as large as it fits into the panel,
 * the caption below it. All lengths are pixels.
 *
 * @param margin between the picture's edge and the panel
 * @param radius of the panel's corners
 */
record Layout(int width, int height, int margin, int radius, Text prompt, Text caption) {

  /** Centred lines of text; {@code scale} is the edge of one of a letter's dots. */
  record Text(List<String> lines, int scale, int top) {

    int lineHeight() {
      return PixelFont.ROWS * scale;
    }

    int left(String line, int width) {
      int letters = line.codePointCount(0, line.length());
      return (width - (letters * PixelFont.ADVANCE - 1) * scale) / 2;
    }
  }

  /** Below this edge a caption would leave no room for the prompt. */
  private static final int SMALLEST_WITH_CAPTION = 96;

  static Layout of(String prompt, String caption, int width, int height) {
    int edge = Math.min(width, height);
    int margin = edge / 16;
    int top = margin + edge / 20;
    int columnWidth = width - 2 * top;
    int smallest = Math.max(1, edge / 512);

    Text foot = new Text(List.of(), smallest, height - top);
    if (edge >= SMALLEST_WITH_CAPTION) {
      int columns = columns(columnWidth, smallest);
      int most = (foot.top() - top) / 2 / foot.lineHeight();
      List<String> lines = cut(PixelFont.wrap(caption, columns), columns, most);
      foot = new Text(lines, smallest, height - top - lines.size() * foot.lineHeight());
    }
    int room = foot.top() - top;
    Text head = fit(prompt, columnWidth, room, Math.max(1, edge / 80), smallest);
    int slack = Math.max(0, room - head.lines().size() * head.lineHeight());
    head = new Text(head.lines(), head.scale(), top + slack / 2);
    return new Layout(width, height, margin, edge / 24, head, foot);
  }

  /** The largest scale that breaks no word and cuts nothing, or else the smallest, cut. */
  private static Text fit(String prompt, int width, int room, int largest, int smallest) {
    int longestWord =
        Stream.of(prompt.split("\\s")).mapToInt(String::length).max().orElse(0) * PixelFont.ADVANCE;
    long dots = (long) prompt.length() * PixelFont.ADVANCE * PixelFont.ROWS;
    for (int scale = largest; scale > smallest; scale--) {
      boolean hopeless = dots * scale * scale > (long) width * room;
      if (!hopeless && longestWord * scale <= width) {
        List<String> lines = PixelFont.wrap(prompt, columns(width, scale));
        if (lines.size() * PixelFont.ROWS * scale <= room) {
          return new Text(lines, scale, 0);
        }
      }
    }
    int columns = columns(width, smallest);
    List<String> lines = PixelFont.wrap(prompt, columns);
    return new Text(cut(lines, columns, room / (PixelFont.ROWS * smallest)), smallest, 0);
  }

  private static List<String> cut(List<String> lines, int columns, int most) {
    if (lines.size() <= most || most < 1) {
      return lines.subList(0, Math.min(lines.size(), Math.max(0, most)));
    }
    List<String> cut = new ArrayList<>(lines.subList(0, most));
    String last = cut.get(most - 1);
    int letters = last.codePointCount(0, last.length());
    int kept = Math.max(0, Math.min(letters, columns - 3));
    cut.set(most - 1, last.substring(0, last.offsetByCodePoints(0, kept)) + "...");
    return cut;
  }

  private static int columns(int width, int scale) {
    return Math.max(1, (width + scale) / (PixelFont.ADVANCE * scale));
  }

  /** How far the panel is from the left and right edges in a row; the width where it is not. */
  int panelInset(int y) {
    int fromEdge = Math.min(y, height - 1 - y) - margin;
    if (fromEdge < 0) {
      return width;
    }
    if (fromEdge >= radius) {
      return margin;
    }
    double rise = radius - fromEdge;
    return margin + radius - (int) Math.sqrt((double) radius * radius - rise * rise);
  }
}
