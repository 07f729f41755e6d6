package org.imagesgenerate.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table of limits in {@code docs/reliability.md} has the numbers of the code. */
class BoundsTest {

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (.+?) \\| (.+?) \\| (.+?) \\| .+ \\|$");
  private static final Pattern SETTING = Pattern.compile("`IMAGES_GENERATE_(\\w+)`");

  /** Which constant a row is about, and in which unit. */
  private static final Map<String, String> CONSTANTS =
      Map.ofEntries(
          Map.entry("time of a job", "input.ImagesGenerateInput.DEFAULT_TIMEOUT minutes"),
          Map.entry("open connections", "support.Setting.CONNECTIONS.defaultNumber"),
          Map.entry("headers of a response, in bytes", "http.HeadLimit.BYTES KB"),
          Map.entry("headers of a response, in lines", "http.HeadLimit.LINES"),
          Map.entry(
              "response, including images", "support.Setting.MAX_BODY_BYTES.defaultNumber GB"),
          Map.entry("text of a response, without images", "support.Limits.TEXT_BYTES MB"),
          Map.entry("one image", "support.Setting.MAX_IMAGE_BYTES.defaultNumber MB"),
          Map.entry("input images of Images Edit", "input.ImagesEditInput.MOST_IMAGES"),
          Map.entry("one input image", "catalog.FieldSchema.USUAL_MEGABYTES megabytes"),
          Map.entry("width of a mask that is converted", "image.PngMask.MAX_WIDTH pixels"),
          Map.entry("pixels of a mask that is converted", "image.PngMask.MAX_PIXELS"),
          Map.entry(
              "input documents whose content the worker remembers",
              "InputImageReader.MOST_REMEMBERED"),
          Map.entry("images of a response and of a result", "support.Limits.MOST_IMAGES"),
          Map.entry("redirects of an image's URL", "delivery.ImageDownloader.MAX_REDIRECTS"),
          Map.entry(
              "base64, or URLs, in a result",
              "input.ResponseFormat.MAX_BASE64_CHARACTERS characters"),
          Map.entry("result as JSON", "delivery.ResultLimit.MOST_CHARACTERS characters"),
          // a little less, for what the runtime puts around it
          Map.entry("failure, message and variables", "error.JobFailure.MOST_CHARACTERS 32,000"),
          Map.entry("a number as text", "input.JobText.LONGEST_NUMBER characters"),
          Map.entry("`model`", "catalog.InputValidator.LONGEST_MODEL characters"),
          Map.entry("levels of a map", "input.JobText.DEEPEST_MAP"),
          Map.entry("IDs of a task handle", "provider.TaskHandle.MOST_IDS"),
          Map.entry("one ID of a task handle", "provider.TaskHandle.LONGEST_ID characters"),
          Map.entry(
              "any other text of a task handle", "provider.TaskHandle.LONGEST_TEXT characters"),
          Map.entry("name of a document", "delivery.Delivery.MAX_NAME_LENGTH characters"),
          Map.entry(
              "free space for temporary files, at least",
              "support.TempImageFolder.LEAST_FREE_BYTES MB"),
          Map.entry(
              "purchases whose images are kept on the worker",
              "support.Setting.KEPT_RESULTS.defaultNumber"),
          Map.entry("disk space for kept images", "support.Setting.KEPT_BYTES.defaultNumber GB"),
          Map.entry(
              "time that images are kept after their last use",
              "support.Setting.KEPT_SECONDS.defaultNumber hours"),
          Map.entry(
              "purchases that the worker remembers", "purchase.MemoryPurchaseStore.BOUNDS.rows"),
          Map.entry(
              "time that the worker remembers a purchase",
              "purchase.MemoryPurchaseStore.BOUNDS.age days"),
          Map.entry(
              "heap for remembered results and failures",
              "purchase.MemoryPurchaseStore.BOUNDS.jsonBytes MB"),
          Map.entry(
              "time that the ledger remembers a purchase",
              "support.Setting.LEDGER_SECONDS.defaultNumber days"),
          Map.entry(
              "time of a request to a provider's own catalog",
              "LiveCatalog.LONGEST_LOOKUP seconds"),
          Map.entry("provider's own catalog", "provider.SchemaLookup.MOST_CHARACTERS characters"),
          Map.entry("one model in it", "provider.SchemaLookup.MOST_CHARACTERS_OF_MODEL characters"),
          Map.entry("models whose fields are remembered", "LiveCatalog.MOST_MODELS"),
          Map.entry("time that they are remembered", "LiveCatalog.AGE hours"),
          Map.entry(
              "connections to the ledger", "support.Setting.LEDGER_CONNECTIONS.defaultNumber"),
          Map.entry(
              "jobs whose end could not be written into the ledger yet",
              "purchase.LateWrites.MAX_WRITES"),
          Map.entry("back-off that a provider requests", "error.BackOff.MAX_RETRY_AFTER hour"));

  private static Map<String, MatchResult> rows() throws IOException {
    String page = Files.readString(Path.of("docs/reliability.md"));
    int start = page.indexOf("\n## Limits\n");
    Matcher row = ROW.matcher(page.substring(start, page.indexOf("\n## ", start + 1)));
    Map<String, MatchResult> rows = new LinkedHashMap<>();
    while (row.find()) {
      rows.put(row.group(1), row.toMatchResult());
    }
    rows.remove("what");
    rows.remove("---");
    return rows;
  }

  @Test
  void everyRowHasTheNumberOfTheCode() throws Exception {
    Map<String, MatchResult> rows = rows();

    assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(CONSTANTS.keySet());
    for (Map.Entry<String, MatchResult> row : rows.entrySet()) {
      assertThat(row.getValue().group(2))
          .as(row.getKey())
          .isEqualTo(text(CONSTANTS.get(row.getKey())));
    }
  }

  private static String text(String constant) throws ReflectiveOperationException {
    String[] words = constant.split(" ", 2);
    Object value = value(words[0]);
    String unit = words.length < 2 ? "" : words[1];
    if (unit.equals("32,000")) {
      assertThat((int) value).isBetween(31_000, 32_000);
      return "32,000 characters";
    }
    long number =
        value instanceof Duration duration ? duration.toSeconds() : ((Number) value).longValue();
    long one =
        switch (unit) {
          case "KB" -> 1L << 10;
          case "MB" -> 1L << 20;
          case "GB" -> 1L << 30;
          case "minutes" -> 60;
          case "hour", "hours" -> 3600;
          case "days" -> 86_400;
          default -> 1;
        };
    assertThat(number % one).as(constant).isZero();
    return "%,d %s".formatted(number / one, unit).strip();
  }

  private static Object value(String constant) throws ReflectiveOperationException {
    // a class in the root package has no package in front
    String[] names =
        (Character.isUpperCase(constant.charAt(0)) ? "." + constant : constant).split("\\.");
    String root = "org.imagesgenerate.connector";
    Class<?> owner =
        Class.forName(root + (names[0].isEmpty() ? "" : "." + names[0]) + "." + names[1]);
    Field field = owner.getDeclaredField(names[2]);
    field.setAccessible(true);
    Object value = field.get(null);
    if (names.length < 4) {
      return value;
    }
    Method part = value.getClass().getDeclaredMethod(names[3]);
    part.setAccessible(true);
    return part.invoke(value);
  }

  @Test
  void everySettingOfARowIsOne() throws IOException {
    String operations = Files.readString(Path.of("docs/operations.md"));
    for (MatchResult row : rows().values()) {
      Matcher setting = SETTING.matcher(row.group(3));
      while (setting.find()) {
        assertThat(operations).contains("| `IMAGES_GENERATE_" + setting.group(1) + "` |");
      }
    }
  }
}
