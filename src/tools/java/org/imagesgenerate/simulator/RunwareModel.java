package org.imagesgenerate.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model takes at Runware.
 *
 * @param air the model's id
 * @param sizes {@code WxH}; an empty list takes any multiple of 16 between the edges
 * @param sizeNeeded whether width and height must be there
 * @param place where the settings stand: {@code providerSettings}, {@code settings} or nowhere
 * @param settings names and values
 * @param price of one image, in dollars
 * @param references how many reference images at most
 */
record RunwareModel(
    String air,
    int promptLeast,
    int promptMost,
    List<String> sizes,
    int edgeLeast,
    boolean sizeNeeded,
    String place,
    Map<String, List<String>> settings,
    double price,
    int references) {

  static final String PROVIDER = "providerSettings";
  static final String OWN = "settings";
  private static final String NOWHERE = "";

  private static final List<String> GPT_SIZES = List.of("1024x1024", "1536x1024", "1024x1536");
  private static final List<String> QUALITIES = List.of("auto", "low", "medium", "high");
  private static final List<String> BACKGROUNDS = List.of("auto", "opaque", "transparent");

  /** A model without published rules. */
  static RunwareModel loose(String air) {
    return new RunwareModel(air, 1, 32_000, List.of(), 16, false, "*", Map.of(), 0.01, 16);
  }

  boolean isLoose() {
    return place.equals("*");
  }

  static Map<String, RunwareModel> all() {
    Map<String, RunwareModel> all = new LinkedHashMap<>();
    List<String> squares = List.of("256x256", "512x512", "1024x1024");
    add(
        all,
        new RunwareModel("openai:2@2", 1, 1_000, squares, 256, false, NOWHERE, Map.of(), 0.02, 0));
    add(
        all,
        new RunwareModel(
            "openai:2@3",
            1,
            4_000,
            List.of("1024x1024", "1792x1024", "1024x1792"),
            1024,
            false,
            PROVIDER,
            Map.of("quality", List.of("hd", "standard"), "style", List.of("vivid", "natural")),
            0.04,
            0));
    for (String air : List.of("openai:1@1", "openai:1@2", "openai:4@1")) {
      add(
          all,
          new RunwareModel(
              air,
              1,
              32_000,
              GPT_SIZES,
              1024,
              false,
              PROVIDER,
              Map.of("quality", QUALITIES, "background", BACKGROUNDS),
              0.042,
              16));
    }
    add(
        all,
        new RunwareModel(
            "openai:gpt-image@2",
            2,
            32_000,
            List.of(),
            480,
            true,
            PROVIDER,
            Map.of("quality", QUALITIES, "moderation", List.of("auto", "low")),
            0.053,
            16));
    List<String> more = List.of("auto", "low", "medium", "high", "xhigh", "max");
    for (String speed : List.of("flare", "sunburst")) {
      add(
          all,
          new RunwareModel(
              "openai:gpt-image@2.5-" + speed,
              2,
              32_000,
              List.of(),
              16,
              true,
              OWN,
              Map.of("quality", more, "background", BACKGROUNDS),
              0.006,
              16));
    }
    return all;
  }

  private static void add(Map<String, RunwareModel> all, RunwareModel model) {
    all.put(model.air(), model);
  }
}
