package org.imagesgenerate.connector.provider.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.imagesgenerate.connector.provider.simulation.Layer.Run;
import org.imagesgenerate.connector.support.Json;

/**
 * What a prompt makes one see, from back to front: light, land, weather and a subject. Its words
 * choose among what {@code scenes.json} has; what they leave open is chosen by chance, which is
 * always the same for the same prompt and variation.
 */
final class Scene implements Pixels.Rows {

  static final JsonNode DATA = read();
  private static final int STEPS = 240;
  private static final int WHITE = 0xFFFFFF;
  private static final int SHADOW = 0x1B1620;

  private final List<Layer> layers = new ArrayList<>();
  private final List<Layer> caption = new ArrayList<>();
  private final Outline frame;
  private final Layer clip;
  private final int paper;
  private final String prompt;
  private final Set<String> words;
  private final float w;
  private final float h;
  private final float u;
  private final float horizon;
  private final float sunX;
  private final float vivid;
  private final Random random;

  /** The sky at the top, in the middle and at the horizon; sun or moon; what darkens the land. */
  private final int[] sky;

  /** How dark it is, up to 1. */
  private final float shade;

  private final Map<String, Integer> chosen;
  private final JsonNode subject;

  /**
   * @param vivid how strong the colours are; 1 is usual
   */
  Scene(String prompt, long variation, int width, int height, boolean transparent, float vivid) {
    this.prompt = Normalizer.normalize(prompt, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    this.vivid = vivid;
    words = new HashSet<>(List.of(this.prompt.split("[^\\p{L}\\p{N}]+")));
    w = width;
    h = height;
    u = Math.min(width, height);
    random = new Random(prompt.hashCode() * 0x9E3779B97F4A7C15L + variation * 0xD1B54A32D192ED03L);
    String light = named("night dusk dawn day", "dawn day day dusk night");
    JsonNode palettes = DATA.path("lights").path(light).path("palettes");
    sky = hex(palettes.path(random.nextInt(palettes.size())).asText());
    shade = (float) DATA.path("lights").path(light).path("shade").asDouble();
    horizon = h * between(0.56f, 0.66f);
    sunX = w * (random.nextBoolean() ? between(0.2f, 0.38f) : between(0.62f, 0.8f));
    chosen = Map.of("accent", accent(), "hair", choice("hair"), "pelt", choice("pelt"));
    JsonNode known = DATA.path("subjects");
    JsonNode found = find(known);
    boolean product = has("studio") || found != null && place(found).equals("studio");
    boolean studio = product && named("sea mountains forest city desert hills", "").isEmpty();
    subject = found == null && studio ? known.path(known.size() - 1) : found;
    boolean emblem = has("logo") || transparent && subject == null;
    frame = emblem ? new Outline().ellipse(w / 2, h * 0.47f, u * 0.4f, u * 0.4f) : null;
    clip = frame == null ? null : new Layer(frame, Run.DOWN, ~0, ~0);
    paper = emblem && !transparent ? 0xF6F1E7 : WHITE;
    if (transparent && !emblem) {
      float size = Math.min(u * 0.82f, h * 0.7f);
      stand(w / 2, h / 2 + size * 0.46f, size);
    } else if (studio && !emblem) {
      studio();
    } else {
      outdoors(subject == null ? "" : place(subject));
    }
  }

  private static JsonNode read() {
    try (InputStream in = Scene.class.getResourceAsStream("scenes.json")) {
      return Json.MAPPER.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Layer> layers() {
    return layers;
  }

  /** Painted last, above the frame. */
  List<Layer> caption() {
    return caption;
  }

  /** The colour that the prompt names, or one of some by chance. */
  int accentColour() {
    return chosen.get("accent");
  }

  /** No layer is seen outside of it; null if there is none. */
  Outline frame() {
    return frame;
  }

  /** Seen where there is no layer, unless the picture is transparent. */
  int paper() {
    return paper;
  }

  @Override
  public void paint(int y, float[] row, float[] cover, boolean alpha) {
    for (Layer layer : layers) {
      layer.paint(y, row, cover);
    }
    if (clip != null) {
      clip.clip(y, row, cover);
    }
    for (int at = 0; at < row.length && !alpha; at++) {
      float bare = 1 - row[at | 3];
      row[at] += at % 4 == 3 ? bare : bare * (paper >> 16 - 8 * (at % 4) & 0xFF);
    }
    for (Layer layer : caption) {
      layer.paint(y, row, cover);
    }
  }

  // words and chance

  private boolean has(String thing) {
    return mentions(DATA.path("words").path(thing).asText());
  }

  /** A word of another script is found anywhere, because such texts may have no spaces. */
  private boolean mentions(String names) {
    for (String name : names.split(" ")) {
      boolean latin = name.isEmpty() || name.charAt(0) < 0x250;
      boolean plural = words.contains(name + "s") || words.contains(name + "es");
      if (latin ? words.contains(name) || plural : prompt.contains(name)) {
        return true;
      }
    }
    return false;
  }

  /** The first of some things that the prompt has, or else one of others by chance. */
  private String named(String things, String otherwise) {
    String[] others = otherwise.split(" ");
    String other = others[random.nextInt(others.length)];
    return List.of(things.split(" ")).stream().filter(this::has).findFirst().orElse(other);
  }

  private JsonNode find(JsonNode subjects) {
    return StreamSupport.stream(subjects.spliterator(), false)
        .filter(it -> mentions(it.path("words").asText()))
        .findFirst()
        .orElse(null);
  }

  private static String place(JsonNode subject) {
    return subject.path("place").asText();
  }

  private int accent() {
    int byChance = choice("accent");
    return DATA.path("colours").properties().stream()
        .filter(colour -> mentions(colour.getValue().asText()))
        .findFirst()
        .map(colour -> hex(colour.getKey())[0])
        .orElse(byChance);
  }

  private int choice(String name) {
    int[] colours = hex(DATA.path("choices").path(name).asText());
    return colours[random.nextInt(colours.length)];
  }

  private float between(float low, float high) {
    return low + (high - low) * random.nextFloat();
  }

  private static String shape(String name) {
    return DATA.path("shapes").path(name).asText();
  }

  // colours

  private static int[] hex(String colours) {
    return List.of(colours.split(" ")).stream().mapToInt(it -> Integer.parseInt(it, 16)).toArray();
  }

  private static int mix(int one, int other, float share) {
    int mixed = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int a = one >> shift & 0xFF;
      mixed |= Math.round(a + ((other >> shift & 0xFF) - a) * share) << shift;
    }
    return mixed;
  }

  private void fill(Outline outline, Run run, int from, float fromAlpha, int to, float toAlpha) {
    if (!outline.polygons().isEmpty()) {
      layers.add(new Layer(outline, run, argb(from, fromAlpha), argb(to, toAlpha)));
    }
  }

  private void fill(Outline outline, int from, int to) {
    fill(outline, Run.DOWN, from, 1, to, 1);
  }

  private void fill(Outline outline, int colour, float fromAlpha, float toAlpha) {
    fill(outline, Run.DOWN, colour, fromAlpha, colour, toAlpha);
  }

  private void fill(float top, float height, int colour, float fromAlpha, float toAlpha) {
    fill(new Outline().rectangle(0, top, w, height), colour, fromAlpha, toAlpha);
  }

  private void glow(float x, float y, float rx, float ry, int colour, float alpha) {
    fill(new Outline().ellipse(x, y, rx, ry), Run.OUT, colour, alpha, colour, 0);
  }

  private int argb(int colour, float alpha) {
    int grey = ((colour >> 16 & 0xFF) * 3 + (colour >> 8 & 0xFF) * 6 + (colour & 0xFF)) / 10;
    int argb = Math.round(255 * alpha) << 24;
    for (int shift = 0; shift < 24; shift += 8) {
      int value = (int) (grey + ((colour >> shift & 0xFF) - grey) * vivid);
      argb |= Math.max(0, Math.min(255, value)) << shift;
    }
    return argb;
  }

  /** The colour of land: darkened by the light, and paled by distance. */
  private int land(String kind, float nearness) {
    String name = named("snow autumn spring", kind);
    int colour = hex(DATA.path("land").path(name).asText())[0];
    int haze = mix(mix(sky[2], sky[1], 0.9f * shade), sky[0], 0.4f * shade);
    return mix(haze, mix(colour, sky[4], shade), nearness);
  }

  // out of doors

  private void outdoors(String place) {
    boolean afloat = place.equals("sea") || place.equals("shore");
    String chance = frame == null ? "hills hills mountains forest sea" : "hills forest";
    String ground = named("city desert forest hills sea mountains", afloat ? "sea" : chance);
    boolean sea = afloat || ground.equals("sea") || has("sea");
    boolean city = ground.equals("city");
    boolean peaks =
        random.nextInt(4) == 0 && !city || ground.equals("mountains") || has("mountains");
    float x =
        frame != null ? w / 2 : w * (sunX > w / 2 ? between(0.28f, 0.4f) : between(0.6f, 0.72f));
    sky();
    for (int i = 0; i < 3 && peaks; i++) {
      float base = horizon - u * (0.2f - 0.07f * i);
      earth(
          ridge(base, u * (0.26f - 0.05f * i), 2.2f + i, 6),
          land("mountains", 0.3f + 0.22f * i),
          true);
    }
    if (!peaks) {
      earth(ridge(horizon - u * 0.03f, u * 0.08f, 2.5f, 4), land(ground, 0.35f), true);
    }
    if (city) {
      skyline(0.4f, 0.56f, 0);
      skyline(0.75f, 0.36f, 38);
    }
    if (sea) {
      water();
    }
    float size = subject == null ? 0 : size();
    if (place.equals("sea")) {
      stand(x, horizon + (h - horizon) * 0.45f, size);
    }
    float[] front = null;
    for (int i = sea || city ? 2 : 0; i < 3; i++) {
      float depth = (0.04f + 0.3f * i) * (frame == null ? 1 : 0.7f);
      front = ridge(horizon + (h - horizon) * depth, u * (0.05f + 0.03f * i), 2.1f - 0.4f * i, 3);
      if (sea) {
        shore(front, x, !place.equals("sea") && !place.equals("sky"));
      }
      int colour = land(city || ground.equals("mountains") ? "hills" : ground, 0.66f + 0.15f * i);
      trees(front, i, ground, colour, x);
      earth(front, colour, false);
    }
    switch (place) {
      case "land", "shore", "studio" -> stand(x, front[(int) (x / w * STEPS)] + size * 0.03f, size);
      case "sky" -> stand(x, frame == null ? h * 0.16f + size : h * 0.75f, size);
      case "bust" -> stand(w / 2, frame == null ? h * 1.02f : h * 0.87f, size);
      default -> {}
    }
    weather();
  }

  private float size() {
    float most = Math.min(u * 1.1f, h) * (frame == null ? 1 : 0.9f);
    return (float) subject.path("size").asDouble() * most;
  }

  private void sky() {
    boolean wet = has("rain") || has("fog") || has("clouds");
    boolean night = shade > 0.8f;
    for (int i = 0; i < 3 && wet; i++) {
      sky[i] = mix(sky[i], mix(0x8C97A3, sky[4], shade * 0.7f), has("rain") ? 0.6f : 0.35f);
    }
    float middle = horizon * 0.55f;
    fill(new Outline().rectangle(0, 0, w, middle + 1), sky[0], sky[1]);
    fill(new Outline().rectangle(0, middle, w, horizon + u * 0.1f - middle), sky[1], sky[2]);
    Outline stars = new Outline();
    for (int i = 0; i < (wet || shade < 0.6f ? 0 : night ? 150 : 40); i++) {
      float r = u * between(0.0007f, 0.0022f);
      stars.ellipse(w * random.nextFloat(), horizon * between(0, night ? 0.9f : 0.4f), r, r);
    }
    fill(stars, WHITE, 0.95f, night ? 0.5f : 0.1f);
    boolean low = shade > 0.4f && !night;
    float y = low ? horizon - u * between(0.05f, 0.13f) : horizon * between(0.26f, 0.4f);
    float r = u * (low ? 0.07f : 0.05f);
    if (low || !has("rain")) {
      glow(sunX, y, u * 0.75f, u * 0.75f, sky[3], night ? 0.35f : 0.6f);
      glow(sunX, y, r * 3, r * 3, sky[3], 0.55f);
      fill(new Outline().ellipse(sunX, y, r, r), mix(sky[3], WHITE, 0.4f), sky[3]);
      Outline dark = new Outline().at(sunX, y, r).draw(shape("moon"));
      fill(dark, sky[1], night ? 0.14f : 0, night ? 0.14f : 0);
    }
    for (int i = wet ? 9 : night ? 2 : 2 + random.nextInt(4); i > 0; i--) {
      float size = u * between(0.18f, wet ? 0.6f : 0.4f);
      float left = between(-0.15f, 0.95f) * w;
      Outline cloud = new Outline().at(left, horizon * between(0.02f, 0.72f), size / 100);
      int bright = mix(sky[3], sky[1], wet ? 0.45f : night ? 0.85f : 0.15f);
      int below = mix(bright, sky[1], 0.6f);
      fill(cloud.draw(shape("cloud")), Run.DOWN, bright, night ? 0.5f : 0.8f, below, 0.25f);
    }
    Outline birds = new Outline();
    float flock = between(0.25f, 0.7f) * w;
    for (int i = 0; i < 4 && !wet && shade < 0.7f; i++) {
      float left = flock + u * between(-0.1f, 0.1f);
      birds.at(left, horizon * between(0.35f, 0.6f), u * between(0.0002f, 0.0004f));
      birds.draw(shape("bird"));
    }
    fill(birds, sky[4], 0.7f, 0.7f);
  }

  /** Heights from the left to the right: a sum of ever finer waves; many have peaks. */
  private float[] ridge(float base, float rise, float waves, int octaves) {
    float[] ridge = new float[STEPS + 1];
    float share = rise;
    float count = waves * (float) Math.sqrt(w / h);
    for (int octave = 0; octave < octaves; octave++, share /= 2, count *= 2) {
      float[] lattice = new float[(int) count + 3];
      for (int i = 0; i < lattice.length; i++) {
        lattice[i] = random.nextFloat();
      }
      for (int i = 0; i <= STEPS; i++) {
        float at = count * i / STEPS;
        float t = at - (int) at;
        float from = lattice[(int) at];
        float value = from + (lattice[(int) at + 1] - from) * t * t * (3 - 2 * t);
        ridge[i] -= share * ((octaves > 4 ? 1 - Math.abs(2 * value - 1) : value) - 0.5f);
      }
    }
    for (int i = 0; i <= STEPS; i++) {
      ridge[i] += base;
    }
    return ridge;
  }

  /** Makes of a ridge a shore that rises to a cliff where something stands. */
  private void shore(float[] ridge, float x, boolean cliff) {
    float fall = (h - horizon) * 0.2f;
    float rise = cliff ? (h - horizon) * 0.55f : u * 0.06f;
    for (int i = 0; i <= STEPS; i++) {
      float inland = (w * i / STEPS - x) / u * (x > w / 2 ? 1 : -1);
      float t = Math.max(0, Math.min(1, (inland + 0.36f) / 0.2f));
      ridge[i] += fall - rise * t * t * (3 - 2 * t) - u * 0.05f * Math.max(0, inland);
    }
  }

  private void earth(float[] ridge, int colour, boolean far) {
    float[] points = new float[2 * ridge.length + 4];
    for (int i = 0; i < ridge.length; i++) {
      points[2 * i] = w * i / STEPS;
      points[2 * i + 1] = ridge[i];
    }
    points[2 * ridge.length] = w;
    points[2 * ridge.length + 1] = h;
    points[2 * ridge.length + 3] = h;
    int below = far ? mix(sky[2], sky[1], 0.8f * shade) : sky[4];
    int bright = mix(colour, sky[3], shade < 0.6f ? 0.08f : 0.03f);
    fill(new Outline().polygon(points), bright, mix(colour, below, far ? 0.5f : 0.32f));
    if (has("fog")) {
      fill(ridge[0] - u * 0.12f, u * 0.34f, sky[2], 0, 0.55f);
      fill(ridge[0] + u * 0.22f, h, sky[2], 0.55f, 0.5f);
    }
  }

  private void trees(float[] ridge, int depth, String ground, int colour, float keepFree) {
    boolean forest = ground.equals("forest");
    boolean desert = ground.equals("desert");
    boolean firs = forest || has("mountains") || has("snow");
    boolean leafy = has("autumn") || has("spring");
    String kind = desert ? "palm" : firs ? "fir" : leafy || random.nextInt(3) > 0 ? "oak" : "fir";
    Outline trees = new Outline();
    float grove = w * random.nextFloat();
    int count = forest ? 46 - 12 * depth : desert ? random.nextInt(3) : 4 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      float spot = random.nextFloat();
      float x = forest ? w * (i + spot) / count : grove + u * 0.6f * (spot - 0.5f);
      float size = u * (forest ? 0.12f : 0.05f) * (1 + depth * 0.55f) * between(0.6f, 1.15f);
      if (x >= 0 && x < w && (depth < 2 || Math.abs(x - keepFree) > u * 0.24f)) {
        float foot = ridge[(int) (x / w * STEPS)];
        trees.at(x - size / 2, foot - size * 0.94f, size / 100).draw(shape(kind));
      }
    }
    int green = mix(mix(land("forest", 1), colour, 0.45f), sky[4], 0.25f);
    int other = mix(has("spring") ? 0xE9A3B8 : 0xC25A26, sky[4], shade * 0.8f);
    int leaves = leafy ? other : green;
    fill(trees, mix(leaves, WHITE, has("snow") ? 0.3f : 0), mix(leaves, sky[4], 0.25f));
  }

  private void skyline(float nearness, float tallest, int percentLit) {
    Outline houses = new Outline();
    Outline windows = new Outline();
    float floor = u * 0.016f;
    for (float x = -floor; x < w; ) {
      float width = floor * (3 + random.nextInt(5));
      float top = horizon + u * 0.04f - u * tallest * between(0.25f, 1);
      houses.rectangle(x, top, width, h - top);
      if (random.nextInt(3) == 0) {
        houses.rectangle(x + width / 4, top - floor * 1.6f, width / 2, floor * 2);
        houses.rectangle(x + width * 0.48f, top - floor * 4, floor * 0.18f, floor * 3);
      }
      for (float y = top + floor * 0.7f; y < h * 0.9f; y += floor) {
        for (float at = x + floor * 0.35f; at < x + width - floor * 0.5f; at += floor * 0.8f) {
          if (random.nextInt(100) < percentLit) {
            windows.rectangle(at, y, floor * 0.42f, floor * 0.5f);
          }
        }
      }
      x += width + floor * random.nextInt(2) * 0.4f;
    }
    int colour = land("city", nearness);
    fill(houses, colour, mix(colour, sky[2], 0.35f));
    fill(windows, shade > 0.45f ? 0xFFD98A : sky[1], 0.9f, 0.6f);
  }

  private void water() {
    int near = mix(mix(sky[0], sky[1], 0.3f), sky[4], 0.25f);
    fill(new Outline().rectangle(0, horizon, w, h - horizon), mix(sky[2], sky[1], 0.35f), near);
    for (int below = 0; below < 2; below++) {
      Outline waves = new Outline();
      for (int i = 0; i < 30; i++) {
        float depth = (i + random.nextFloat()) / 30;
        float y = horizon + (h - horizon) * depth * depth + u * 0.004f;
        float half = u * between(0.02f, 0.07f) * (0.5f + depth * 1.4f);
        float x =
            below > 0 ? sunX + u * between(-0.05f, 0.05f) * (1 + depth) : w * random.nextFloat();
        float thick = u * (0.0015f + 0.005f * depth);
        waves.polygon(x - half, y, x, y - thick, x + half, y, x, y + thick);
      }
      fill(waves, sky[2 + below], below > 0 ? 0.85f : 0.5f, below > 0 ? 0.2f : 0.12f);
    }
  }

  private void weather() {
    boolean snow = has("snow");
    if (has("fog")) {
      fill(horizon - u * 0.2f, h, sky[2], 0, 0.5f);
    }
    Outline falling = new Outline();
    for (int i = 0; i < 240 && (snow || has("rain")); i++) {
      float x = w * random.nextFloat();
      float y = h * random.nextFloat();
      float size = u * between(0.0015f, 0.0055f);
      if (snow) {
        falling.ellipse(x, y, size, size);
      } else {
        falling.stroke(u * 0.0016f, x, y, x - size * 2.4f, y + size * 9);
      }
    }
    fill(falling, WHITE, snow ? 0.95f : 0.45f, snow ? 0.8f : 0.3f);
  }

  // indoors

  private void studio() {
    int other = choice("accent");
    int cream = has("white") ? WHITE : other == chosen.get("accent") ? 0xD8C9B0 : other;
    int wall = mix(mix(cream, 0xF7EFE3, 0.62f), sky[4], has("night") || has("dusk") ? 0.7f : 0);
    float table = h * 0.7f;
    fill(new Outline().rectangle(0, 0, w, table + 1), mix(wall, SHADOW, 0.16f), wall);
    fill(
        new Outline().rectangle(0, table, w, h - table),
        mix(wall, WHITE, 0.28f),
        mix(wall, SHADOW, 0.1f));
    glow(w * 0.42f, h * 0.4f, u * 0.75f, u * 0.62f, WHITE, 0.5f);
    float size = size() * 1.04f;
    stand(w / 2, h * 0.5f + size * 0.56f, size);
  }

  /** The subject, with its lowest point at a place. */
  private void stand(float x, float y, float size) {
    String place = place(subject);
    boolean indoors = place.equals("studio") || layers.isEmpty();
    float dark =
        indoors ? 0 : shade * (place.equals("bust") ? 0.2f : place.equals("sky") ? 0.4f : 0.5f);
    if (place.equals("studio")) {
      glow(x + size * 0.06f, y - size * 0.02f, size * 0.62f, size * 0.085f, SHADOW, 0.55f);
      glow(x, y - size * 0.025f, size * 0.4f, size * 0.045f, SHADOW, 0.6f);
    }
    for (JsonNode part : subject.path("parts")) {
      String name = part.path(0).asText();
      String fade = part.path(2).asText();
      Outline outline = new Outline().at(x - size / 2, y - size, size / 100);
      outline.draw(part.path(1).asText());
      boolean light = name.equals("lit") || name.equals("beam");
      float alpha = name.length() == 8 ? Integer.parseInt(name.substring(6), 16) / 255f : 1;
      if (name.equals("beam")) {
        alpha = shade > 0.6f && !layers.isEmpty() ? 0.55f : 0;
      }
      int colour =
          light ? shade > 0.45f || indoors ? 0xFFE9AE : 0x7E99A8 : mix(colour(name), sky[4], dark);
      boolean plain = light || alpha < 1;
      int bright = mix(colour, sky[3], plain ? 0 : 0.2f);
      int dim = mix(colour, mix(sky[4], SHADOW, 0.5f), plain ? 0 : 0.26f);
      boolean turned = fade.equals("<") || fade.isEmpty() && !indoors && sunX > x;
      Run run = fade.equals("v") ? Run.DOWN : Run.ACROSS;
      float end = fade.isEmpty() ? alpha : 0;
      fill(
          outline,
          run,
          turned ? dim : bright,
          turned ? end : alpha,
          turned ? bright : dim,
          turned ? alpha : end);
    }
  }

  private int colour(String name) {
    int[] fixed =
        chosen.containsKey(name) || name.equals("shade") ? null : hex(name.substring(0, 6));
    return fixed != null
        ? fixed[0]
        : name.equals("shade") ? mix(chosen.get("accent"), SHADOW, 0.4f) : chosen.get(name);
  }
}
