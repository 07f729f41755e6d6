package org.imagesgenerate.connector.provider.simulation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The part of a result that may differ from its input image: all of it, or what is transparent in
 * the mask. Large results are stored at a lower resolution.
 */
final class EditArea {

  /** The distance to the next pixel, straight and diagonal: approximates a circle. */
  private static final int STRAIGHT = 3;

  private static final int DIAGONAL = 4;
  private static final int FARTHEST = 255;

  /** A lower place is preferred if it has at least this part of the width of the widest one. */
  private static final float GOOD = 0.8f;

  /** A rectangle of the result, in pixels. */
  record Box(float left, float top, float width, float height) {}

  private final int step;
  private final int width;
  private final int height;
  private final byte[] shares;
  private final byte[] distances;

  /**
   * @param mask null if everything may change
   * @param width of the result
   * @param height of the result
   */
  EditArea(InputPicture mask, int width, int height) {
    int times = 1;
    while ((long) (width / times) * (height / times) > InputPicture.MAX_PIXELS) {
      times++;
    }
    step = times;
    this.width = (width + step - 1) / step;
    this.height = (height + step - 1) / step;
    shares = new byte[this.width * this.height];
    distances = new byte[shares.length];
    if (mask == null) {
      Arrays.fill(shares, (byte) 255);
    } else {
      read(mask);
    }
    measure(1);
    measure(-1);
  }

  private void read(InputPicture mask) {
    float[] row = new float[4 * width];
    for (int y = 0; y < height; y++) {
      Arrays.fill(row, 0);
      mask.cover(y, width, height, row, 0);
      for (int x = 0; x < width; x++) {
        shares[y * width + x] = (byte) (255 - Math.round(255 * row[4 * x + 3]));
      }
    }
  }

  /** Measures the distances to the edge, from the upper left, then from the lower right. */
  private void measure(int forward) {
    for (int i = 0; i < shares.length; i++) {
      int at = forward > 0 ? i : shares.length - 1 - i;
      int x = at % width;
      int y = at / width;
      int nearest = shares[at] == 0 ? 0 : forward > 0 ? FARTHEST : distances[at] & 0xFF;
      nearest = Math.min(nearest, distance(x - forward, y) + STRAIGHT);
      for (int side = -1; side <= 1; side++) {
        int further = side == 0 ? STRAIGHT : DIAGONAL;
        nearest = Math.min(nearest, distance(x + side, y - forward) + further);
      }
      distances[at] = (byte) (shares[at] == 0 ? 0 : nearest);
    }
  }

  private int distance(int x, int y) {
    boolean inside = x >= 0 && x < width && y >= 0 && y < height;
    return inside ? distances[y * width + x] & 0xFF : 0;
  }

  boolean isEmpty() {
    return IntStream.range(0, shares.length).allMatch(at -> shares[at] == 0);
  }

  /** The share of a pixel that may change, from 0 to 1. */
  float share(int x, int y) {
    return (shares[y / step * width + x / step] & 0xFF) / 255f;
  }

  /** The distance of a pixel from the edge, up to a maximum. */
  float inwards(int x, int y) {
    return (distance(x / step, y / step) / (float) STRAIGHT - 0.5f) * step;
  }

  /**
   * Finds the lowest place that is high enough and nearly as wide as the widest one.
   *
   * @return null if even the widest place is too narrow
   * @param distance of the place from the edge
   */
  Box place(float neededWidth, float neededHeight, float distance) {
    int rows = Math.max(1, Math.round(neededHeight / step));
    int far = Math.min(FARTHEST, Math.round((distance / step + 0.5f) * STRAIGHT));
    int[] above = new int[width];
    int widest = 0;
    Box best = null;
    for (int y = 0; y < height; y++) {
      int longest = 0;
      int end = 0;
      for (int x = 0, run = 0; x < width; x++) {
        above[x] = distance(x, y) >= far ? above[x] + 1 : 0;
        run = above[x] >= rows ? run + 1 : 0;
        if (run > longest) {
          longest = run;
          end = x + 1;
        }
      }
      widest = Math.max(widest, longest);
      if (longest > 0 && longest >= GOOD * widest) {
        best = new Box((end - longest) * step, (y + 1 - rows) * step, longest * step, rows * step);
      }
    }
    return best != null && best.width() >= neededWidth ? best : null;
  }
}
