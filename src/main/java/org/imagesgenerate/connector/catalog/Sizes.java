package org.imagesgenerate.connector.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sizes a model takes.
 *
 * @param exists false when the model has no size
 * @param rule what is taken beside the listed sizes
 * @param listed sizes by name, {@code auto} among them where it is taken
 * @param grid the model's own steps where the rule is {@link Rule#GRID}, or else null
 */
public record Sizes(boolean exists, Rule rule, List<String> listed, Grid grid) {

  /** What sizes beside the listed ones are taken. */
  public enum Rule {
    /** None. */
    LISTED_ONLY,
    /**
     * OpenAI's rule for gpt-image-2 and later (image guide, 2026-10; a probe saw 640,000 pixels
     * refused and 665,856 taken).
     */
    FREE,
    /** Both edges multiples of a step between two limits. */
    GRID,
    /** Any width and height. */
    ANY
  }

  /**
   * Edges in steps, in pixels.
   *
   * @param step both edges are a multiple of it
   * @param shortest no edge is shorter
   * @param longest no edge is longer
   */
  public record Grid(int step, int shortest, int longest) {

    private static final Pattern FORM = Pattern.compile("([0-9]+):([0-9]+)-([0-9]+)");

    private static Optional<Grid> of(String word) {
      Matcher matcher = FORM.matcher(word);
      return matcher.matches()
          ? Optional.of(
              new Grid(
                  Integer.parseInt(matcher.group(1)),
                  Integer.parseInt(matcher.group(2)),
                  Integer.parseInt(matcher.group(3))))
          : Optional.empty();
    }

    private boolean takes(ImageSize size) {
      return size.width() % step == 0
          && size.height() % step == 0
          && Math.min(size.width(), size.height()) >= shortest
          && Math.max(size.width(), size.height()) <= longest;
    }
  }

  private static final int STEP = 16;
  private static final int LONGEST_EDGE = 3840;
  private static final int WIDEST_RATIO = 3;
  private static final long FEWEST_PIXELS = 655_360;
  private static final long MOST_PIXELS = 8_294_400;
  private static final String FREE_RULE =
      "both edges multiples of 16, none over 3840, no ratio over 3:1, and 655360 to 8294400 pixels in all";

  static Sizes parse(String cell) {
    if (cell.equals("-")) {
      return new Sizes(false, Rule.LISTED_ONLY, List.of(), null);
    }
    List<String> listed = new ArrayList<>();
    Rule rule = Rule.LISTED_ONLY;
    Grid grid = null;
    for (String word : cell.split(" +")) {
      Optional<Grid> steps = Grid.of(word);
      if (steps.isPresent()) {
        rule = Rule.GRID;
        grid = steps.get();
      } else if (word.equals("free") || word.equals("any")) {
        rule = word.equals("free") ? Rule.FREE : Rule.ANY;
      } else {
        listed.add(word);
      }
    }
    return new Sizes(true, rule, List.copyOf(listed), grid);
  }

  /** Why a size is not taken; empty when it is. */
  Optional<String> refuse(String size) {
    if (listed.contains(size)) {
      return Optional.empty();
    }
    Optional<ImageSize> pixels = ImageSize.of(size);
    boolean taken =
        pixels.isPresent()
            && switch (rule) {
              case LISTED_ONLY -> false;
              case ANY -> true;
              case FREE -> isFree(pixels.get());
              case GRID -> grid.takes(pixels.get());
            };
    return taken ? Optional.empty() : Optional.of(sentence());
  }

  private String sentence() {
    return switch (rule) {
      case LISTED_ONLY -> "use one of " + String.join(", ", listed);
      case ANY -> "use auto, or WxH in pixels, such as 1024x1024";
      case FREE -> "use auto, or WxH such as 1536x1024: " + FREE_RULE;
      case GRID ->
          "use auto, or WxH such as 1024x1024: both edges multiples of %d, from %d to %d"
              .formatted(grid.step(), grid.shortest(), grid.longest());
    };
  }

  private static boolean isFree(ImageSize size) {
    int longest = Math.max(size.width(), size.height());
    int shortest = Math.min(size.width(), size.height());
    return size.width() % STEP == 0
        && size.height() % STEP == 0
        && longest <= LONGEST_EDGE
        && longest <= WIDEST_RATIO * shortest
        && size.pixels() >= FEWEST_PIXELS
        && size.pixels() <= MOST_PIXELS;
  }
}
