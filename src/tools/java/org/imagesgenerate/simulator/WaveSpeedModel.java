package org.imagesgenerate.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model takes at WaveSpeedAI.
 *
 * @param path below {@code /api/v3/}
 * @param inputs the fields it takes, and of those with a list their values; an empty list takes any
 */
record WaveSpeedModel(String path, Map<String, List<String>> inputs) {

  private static final List<String> ANY = List.of();
  private static final List<String> RATIOS =
      List.of(
          "1:1", "1:2", "2:1", "1:3", "3:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16",
          "16:9", "9:21", "21:9");

  /** A model without published inputs. */
  static WaveSpeedModel loose(String path) {
    return new WaveSpeedModel(path, Map.of());
  }

  static Map<String, WaveSpeedModel> all() {
    Map<String, WaveSpeedModel> all = new LinkedHashMap<>();
    add(all, new WaveSpeedModel("openai/dall-e-2", inputs("prompt", "enable_base64_output")));
    Map<String, List<String>> third = inputs("prompt", "enable_base64_output", "enable_sync_mode");
    third.put("size", List.of("1024*1024", "1024*1792", "1792*1024"));
    third.put("quality", List.of("hd", "standard"));
    third.put("style", List.of("vivid", "natural"));
    add(all, new WaveSpeedModel("openai/dall-e-3", third));
    Map<String, List<String>> first = common();
    first.put("size", List.of("auto", "1024*1024", "1024*1536", "1536*1024"));
    first.put("quality", List.of("low", "medium", "high"));
    first.put("background", List.of("transparent", "opaque", "auto"));
    for (String path : List.of("gpt-image-1", "gpt-image-1-mini/text-to-image")) {
      add(all, new WaveSpeedModel("openai/" + path, first));
    }
    add(all, new WaveSpeedModel("openai/gpt-image-1.5/text-to-image", first));
    add(all, new WaveSpeedModel("openai/gpt-image-2/text-to-image", second("high")));
    for (String speed : List.of("flare", "sunburst")) {
      String path = "openai/gpt-image-%s-" + speed + "/text-to-image";
      add(all, new WaveSpeedModel(path.formatted("2.5"), second("max")));
      Map<String, List<String>> newest = second("max");
      newest.put("complexity", List.of("low", "medium", "high"));
      newest.put("output_format", List.of("png", "jpeg", "webp", "gif", "svg"));
      add(all, new WaveSpeedModel(path.formatted("2.6"), newest));
    }
    return all;
  }

  private static Map<String, List<String>> second(String best) {
    List<String> qualities = List.of("low", "medium", "high", "xhigh", "max");
    Map<String, List<String>> inputs = common();
    inputs.put("aspect_ratio", RATIOS);
    inputs.put("resolution", List.of("1k", "2k", "4k"));
    inputs.put("quality", qualities.subList(0, qualities.indexOf(best) + 1));
    return inputs;
  }

  private static Map<String, List<String>> common() {
    Map<String, List<String>> inputs = inputs("prompt", "enable_base64_output", "enable_sync_mode");
    inputs.put("output_format", List.of("png", "jpeg", "webp"));
    return inputs;
  }

  private static Map<String, List<String>> inputs(String... names) {
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    for (String name : names) {
      inputs.put(name, name.startsWith("enable_") ? List.of("true", "false") : ANY);
    }
    return inputs;
  }

  private static void add(Map<String, WaveSpeedModel> all, WaveSpeedModel model) {
    all.put(model.path(), model);
  }
}
