package org.imagesgenerate.connector.provider.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Closed polygons, in pixels. What is added is given in units of its own: an origin and a scale map
 * it. All polygons run the same way round, so that overlapping ones are a union.
 */
final class Outline {

  private static final int STEPS = 8;

  private final List<float[]> polygons = new ArrayList<>();
  private float left;
  private float top;
  private float scale = 1;

  /** Moves the origin, and sets the length of a unit, for all that is added from now on. */
  Outline at(float x, float y, float unit) {
    left = x;
    top = y;
    scale = unit;
    return this;
  }

  List<float[]> polygons() {
    return polygons;
  }

  Outline polygon(float... points) {
    float[] mapped = new float[points.length];
    double area = 0;
    for (int i = 0; i < points.length; i += 2) {
      int next = (i + 2) % points.length;
      area += (double) points[i] * points[next + 1] - (double) points[next] * points[i + 1];
      mapped[i] = left + points[i] * scale;
      mapped[i + 1] = top + points[i + 1] * scale;
    }
    for (int i = 0, j = mapped.length - 2; area < 0 && i < j; i += 2, j -= 2) {
      float x = mapped[i];
      float y = mapped[i + 1];
      mapped[i] = mapped[j];
      mapped[i + 1] = mapped[j + 1];
      mapped[j] = x;
      mapped[j + 1] = y;
    }
    polygons.add(mapped);
    return this;
  }

  Outline rectangle(float x, float y, float width, float height) {
    return polygon(x, y, x + width, y, x + width, y + height, x, y + height);
  }

  Outline ellipse(float x, float y, float radiusX, float radiusY) {
    int corners =
        Math.max(8, Math.min(96, (int) (4 * Math.sqrt(Math.max(radiusX, radiusY) * scale))));
    float[] points = new float[2 * corners];
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      points[2 * i] = x + radiusX * (float) StrictMath.cos(angle);
      points[2 * i + 1] = y + radiusY * (float) StrictMath.sin(angle);
    }
    return polygon(points);
  }

  /** A smooth line through points (Catmull-Rom); a point that is given twice is a corner. */
  private static float[] smooth(float[] points, boolean closed) {
    int count = points.length / 2;
    int parts = closed ? count : count - 1;
    float[] line = new float[2 * (parts * STEPS + (closed ? 0 : 1))];
    float[] p = new float[8];
    for (int i = 0; i < line.length / 2; i++) {
      for (int k = 0; k < 4; k++) {
        int at = i / STEPS + k - 1;
        at = closed ? (at + count) % count : Math.max(0, Math.min(count - 1, at));
        p[k] = points[2 * at];
        p[4 + k] = points[2 * at + 1];
      }
      float t = p[1] == p[2] && p[5] == p[6] ? 0 : i % STEPS / (float) STEPS;
      line[2 * i] = between(p[0], p[1], p[2], p[3], t);
      line[2 * i + 1] = between(p[4], p[5], p[6], p[7], t);
    }
    return line;
  }

  private static float between(float before, float from, float to, float after, float t) {
    float cubic = 3 * (from - to) + after - before;
    float square = 2 * before - 5 * from + 4 * to - after;
    return from + t * (to - before + t * (square + t * cubic)) / 2;
  }

  /** A line with round ends and joints. */
  Outline stroke(float width, float... points) {
    float r = width / 2;
    float cut = r * 0.41f;
    for (int i = 0; i + 3 < points.length; i += 2) {
      float x = points[i];
      float y = points[i + 1];
      float toX = points[i + 2];
      float toY = points[i + 3];
      float length = (float) Math.sqrt((toX - x) * (toX - x) + (toY - y) * (toY - y));
      float ax = length == 0 ? 1 : (toX - x) / length;
      float ay = length == 0 ? 0 : (toY - y) / length;
      float[] ends = {
        -cut,
        r,
        -r,
        cut,
        -r,
        -cut,
        -cut,
        -r,
        length + cut,
        -r,
        length + r,
        -cut,
        length + r,
        cut,
        length + cut,
        r
      };
      for (int k = 0; k < ends.length; k += 2) {
        float along = ends[k];
        float aside = ends[k + 1];
        ends[k] = x + ax * along - ay * aside;
        ends[k + 1] = y + ay * along + ax * aside;
      }
      polygon(ends);
    }
    return this;
  }

  /**
   * Adds shapes that are written as text: P and the corners of a polygon, S and the points of a
   * smooth one, O with the centre and the radii of an ellipse, T with the width and the points of a
   * smooth line.
   */
  Outline draw(String shapes) {
    for (String shape : shapes.split(" (?=[PSOT])")) {
      String[] words = shape.split(" ");
      float[] n = new float[words.length - 1];
      for (int i = 0; i < n.length; i++) {
        n[i] = Float.parseFloat(words[i + 1]);
      }
      switch (words[0]) {
        case "P" -> polygon(n);
        case "S" -> polygon(smooth(n, true));
        case "O" -> ellipse(n[0], n[1], n[2], n[3]);
        default -> stroke(n[0], smooth(Arrays.copyOfRange(n, 1, n.length), false));
      }
    }
    return this;
  }

  /** The data of an SVG path. */
  void writeTo(StringBuilder svg) {
    for (float[] points : polygons) {
      for (int i = 0; i < points.length; i++) {
        svg.append(i == 0 ? "M" : i == 2 ? "L" : " ").append(Math.round(points[i] * 10) / 10f);
      }
      svg.append('Z');
    }
  }
}
