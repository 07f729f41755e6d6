package org.imagesgenerate.connector.provider.simulation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * An outline, filled with two colours (0xAARRGGBB) that run into each other across its bounds. It
 * is painted row by row, each pixel as far as the outline covers it.
 */
final class Layer {

  /** Where the second colour is: at the bottom, at the right, or all around. */
  enum Run {
    DOWN,
    ACROSS,
    OUT
  }

  private final Outline outline;
  private final Run run;
  private final float[] start;
  private final float[] end;
  private final float[] mixed = new float[4];

  /** Two ends for each edge, the upper one first, and whether it went down: 1 or -1. */
  private final float[][] edges;

  private final float[] bounds = {
    Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE
  };

  Layer(Outline outline, Run run, int from, int to) {
    this.outline = outline;
    this.run = run;
    start = channels(from);
    end = channels(to);
    edges =
        outline.polygons().stream()
            .flatMap(
                points -> IntStream.range(0, points.length / 2).mapToObj(i -> edge(points, 2 * i)))
            .sorted(Comparator.comparing(edge -> edge[1]))
            .toArray(float[][]::new);
  }

  /** Red, green and blue up to 255, alpha up to 1. */
  private static float[] channels(int argb) {
    return new float[] {argb >> 16 & 0xFF, argb >> 8 & 0xFF, argb & 0xFF, (argb >>> 24) / 255f};
  }

  private float[] edge(float[] points, int i) {
    int next = (i + 2) % points.length;
    float x = points[i];
    float y = points[i + 1];
    bounds[0] = Math.min(bounds[0], x);
    bounds[1] = Math.min(bounds[1], y);
    bounds[2] = Math.max(bounds[2], x);
    bounds[3] = Math.max(bounds[3], y);
    return y < points[next + 1]
        ? new float[] {x, y, points[next], points[next + 1], 1}
        : new float[] {points[next], points[next + 1], x, y, -1};
  }

  /**
   * Paints over a row.
   *
   * @param row red, green, blue (each multiplied by alpha) and alpha of each pixel
   * @param cover zeros, two more than there are pixels
   */
  void paint(int y, float[] row, float[] cover) {
    if (y + 1 <= bounds[1] || y >= bounds[3]) {
      return;
    }
    cover(y, cover);
    float down = (y + 0.5f - bounds[1]) / (bounds[3] - bounds[1]);
    float step = 1 / (bounds[2] - bounds[0]);
    int last = Math.min(cover.length - 3, (int) bounds[2] + 1);
    mix(down);
    float sum = 0;
    for (int x = Math.max(0, (int) bounds[0]), at = 4 * x; x <= last; x++, at += 4) {
      sum += cover[x];
      float covered = Math.min(1, Math.abs(sum));
      if (covered < 0.002f) {
        continue;
      }
      if (run == Run.ACROSS) {
        mix((x + 0.5f - bounds[0]) * step);
      } else if (run == Run.OUT) {
        float dx = 2 * (x + 0.5f - bounds[0]) * step - 1;
        mix(outwards(dx * dx + (2 * down - 1) * (2 * down - 1)));
      }
      float alpha = covered * mixed[3];
      row[at] += (mixed[0] - row[at]) * alpha;
      row[at + 1] += (mixed[1] - row[at + 1]) * alpha;
      row[at + 2] += (mixed[2] - row[at + 2]) * alpha;
      row[at + 3] += (1 - row[at + 3]) * alpha;
    }
    Arrays.fill(cover, 0);
  }

  /** How far the colours have run, from the square of the distance to the middle: softly. */
  private static float outwards(float square) {
    float rest = Math.max(0, 1 - square);
    return 1 - rest * rest;
  }

  private void mix(float share) {
    float t = Math.max(0, Math.min(1, share));
    for (int i = 0; i < 4; i++) {
      mixed[i] = start[i] + (end[i] - start[i]) * t;
    }
  }

  /** Leaves of a row what is inside. */
  void clip(int y, float[] row, float[] cover) {
    cover(y, cover);
    float sum = 0;
    for (int i = 0; i < row.length; i++) {
      sum += i % 4 == 0 ? cover[i / 4] : 0;
      row[i] *= Math.min(1, Math.abs(sum));
    }
    Arrays.fill(cover, 0);
  }

  /** Adds to each pixel by how much the cover grows there, from the left. */
  private void cover(int y, float[] cover) {
    int width = cover.length - 2;
    for (float[] edge : edges) {
      if (edge[1] >= y + 1) {
        break;
      }
      if (edge[3] > y && edge[3] > edge[1]) {
        float slope = (edge[2] - edge[0]) / (edge[3] - edge[1]);
        float top = Math.max(edge[1], y);
        float bottom = Math.min(edge[3], y + 1);
        float a = Math.max(0, Math.min(width, edge[0] + (top - edge[1]) * slope));
        float b = Math.max(0, Math.min(width, edge[0] + (bottom - edge[1]) * slope));
        grow(cover, Math.min(a, b), Math.max(a, b), (bottom - top) * edge[4]);
      }
    }
  }

  private static void grow(float[] cover, float low, float high, float height) {
    for (int x = (int) low; x <= (int) high; x++) {
      float left = Math.max(low, x);
      float right = Math.min(high, x + 1);
      float share = high > low ? height * (right - left) / (high - low) : height;
      float middle = (left + right) / 2 - x;
      cover[x] += share * (1 - middle);
      cover[x + 1] += share * middle;
    }
  }

  /** The same as a path of an SVG file. */
  void writeTo(StringBuilder svg, int id) {
    String element = run == Run.OUT ? "radialGradient" : "linearGradient";
    svg.append('<').append(element).append(" id=\"f").append(id);
    svg.append(run == Run.DOWN ? "\" x2=\"0\" y2=\"1\">" : "\">");
    for (float at = 0; at <= 1; at += 0.25f) {
      mix(run == Run.OUT ? outwards(at * at) : at);
      svg.append("<stop offset=\"").append(at).append("\" stop-color=\"rgb(");
      svg.append(Math.round(mixed[0])).append(',').append(Math.round(mixed[1])).append(',');
      svg.append(Math.round(mixed[2]))
          .append(")\" stop-opacity=\"")
          .append(mixed[3])
          .append("\"/>");
    }
    svg.append("</").append(element).append("><path fill=\"url(#f").append(id).append(")\" d=\"");
    outline.writeTo(svg);
    svg.append("\"/>\n");
  }
}
