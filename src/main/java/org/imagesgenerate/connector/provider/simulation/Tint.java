package org.imagesgenerate.connector.provider.simulation;

/**
 * A gradient of two colours over a picture, darker in its shadows and lighter in its highlights.
 */
final class Tint {

  private static final int[] COLOURS = {
    0xC8453B, 0x3F74B8, 0xD98A3D, 0x4D8A7B, 0x8A5A9E, 0xD9A441, 0xC65F6B, 0x4A6FA5
  };

  private static final float STRENGTH = 0.62f;
  private static final float DARKEST = 0.2f;
  private static final float LIGHTEST = 0.8f;

  private final float[] first;
  private final float[] second;
  private final boolean fromRight;
  private final float[] colour = new float[3];

  /**
   * @param prompt its words choose the first colour
   * @param variation another number gives other colours
   */
  Tint(String prompt, long variation) {
    int one = new Scene(prompt, variation, 64, 64, true, 1).accentColour();
    int at = Math.floorMod(prompt.hashCode() + variation, COLOURS.length);
    first = channels(one);
    second = channels(COLOURS[at] == one ? COLOURS[(at + 2) % COLOURS.length] : COLOURS[at]);
    fromRight = variation % 2 == 0;
  }

  private static float[] channels(int rgb) {
    return new float[] {rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF};
  }

  /**
   * Colours a pixel and keeps its transparency.
   *
   * @param row red, green, blue (each multiplied by alpha) and alpha of each pixel
   * @param x of the pixel in the picture, up to 1
   * @param y of the pixel in the picture, up to 1
   */
  void apply(float[] row, int at, float x, float y) {
    mix(x, y);
    float alpha = row[at + 3];
    float light = (row[at] * 0.3f + row[at + 1] * 0.59f + row[at + 2] * 0.11f) / 255;
    float share = alpha == 0 ? 0 : Math.min(1, light / alpha);
    for (int i = 0; i < 3; i++) {
      float dark = colour[i] * DARKEST;
      float bright = colour[i] + (255 - colour[i]) * LIGHTEST;
      float toned =
          share < 0.5f
              ? dark + (colour[i] - dark) * 2 * share
              : colour[i] + (bright - colour[i]) * (2 * share - 1);
      row[at + i] += (toned * alpha - row[at + i]) * STRENGTH;
    }
  }

  /** Paints a pixel of the frame. */
  void frame(float[] row, int at, float x, float y, float covered) {
    mix(x, y);
    for (int i = 0; i < 3; i++) {
      row[at + i] += (colour[i] - row[at + i]) * covered;
    }
    row[at + 3] += (1 - row[at + 3]) * covered;
  }

  private void mix(float x, float y) {
    float share = ((fromRight ? 1 - x : x) + y) / 2;
    for (int i = 0; i < 3; i++) {
      colour[i] = first[i] + (second[i] - first[i]) * share;
    }
  }
}
