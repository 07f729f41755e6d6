package org.imagesgenerate.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Choices;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Sizes;
import org.imagesgenerate.connector.input.Provider;

/** Writes {@code docs/fields.md}: what each model takes, from the same rows as the checks. */
public final class FieldsPage {

  private static final String HEAD =
      """
      # Fields

      Made from the catalog by `mvn -q test-compile exec:exec@fields`; do not edit. Every field is an input of the task **Images Generate**, bound by
      `zeebe:input` to the name in the first column. Text for a number is accepted, blank means not set.

      | input | meaning |
      | --- | --- |
      | `provider.type` | who makes the images: %s |
      | `provider.apiKey` | the key's secret: `{{secrets.OPENAI_API_KEY}}`, or from Camunda 8.10 on `=camunda.secrets.OPENAI_API_KEY`; not needed for `openai-compatible` and `simulation` |
      | `provider.baseUrl` | where the API is reached; required for `azure-openai` and `openai-compatible` |
      | `provider.organization`, `provider.project` | `openai` only |
      | `provider.authentication`, `provider.apiVersion` | `azure-openai` only: `api-key` or `bearer`; unset version = v1 address |
      | `provider.headers` | `openai-compatible` only: extra request headers, a context |
      | `model` | the provider's model id; any text goes through |
      | `prompt` | what the images shall show |
      | `n` | how many images; unset means 1 |
      | `size` | `auto` or `WxH` in pixels, for every provider |
      | `quality`, `style`, `background`, `output_format`, `moderation` | as the tables below say |
      | `output_compression` | 0 to 100, with `jpeg` or `webp` |
      | `user`, `safety_identifier` | your end user, as a hash |
      | `response_format` | `document` (default), `url`, `b64_json` (up to 700,000 characters of all images together, beyond that documents) |
      | `documentName`, `documentTimeToLive` | file name without ending (`image`), and how long the store keeps it (ISO-8601, such as `P30D`) |
      | `delivery`, `webhookUrl` | `wait` (default) or `submit`, for `wavespeed` and `runware` |
      | `timeout` | budget of the whole job, ISO-8601, `PT4M` if unset; shorter than the job timeout: the worker's, and the task's *Job timeout* (header `jobTimeout`) if set |
      | `extraBody` | a context merged last into the provider's request |
      | `providerOptions` | a context for what only this provider knows; see its page |

      A **value** that the model does not take is refused before anything is sent. A **field** that the model does not have (–) is left out, with a warning in the
      result, so that a process stays portable. "any" means that every text goes through.
      """;

  /** The whole page. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            HEAD.formatted(
                Provider.TYPES.stream()
                    .map(it -> "`" + it + "`")
                    .collect(Collectors.joining(", "))));
    for (String provider : Provider.TYPES) {
      page.append("\n## ").append(provider).append("\n\n");
      page.append(
          "| model | n | prompt | size | quality | background | output_format | compression | moderation | style | URLs | user | ends |\n");
      page.append("| --- ".repeat(13)).append("|\n");
      Catalog.builtIn().models(provider).forEach(model -> page.append(row(model)));
    }
    return page.toString();
  }

  private static String row(Model model) {
    List<String> cells =
        List.of(
            model.isUnknown() ? "any other" : ids(model),
            number(model.mostImages()),
            number(model.longestPrompt()),
            sizes(model.size()),
            choices(model.quality()),
            choices(model.background()),
            choices(model.outputFormat()),
            model.outputCompression() ? "yes" : "–",
            choices(model.moderation()),
            choices(model.style()),
            model.givesUrls() ? "yes" : "no",
            choices(model.user()),
            end(model));
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String ids(Model model) {
    return model.ids().stream().map(id -> "`" + id + "`").collect(Collectors.joining("<br>"));
  }

  private static String number(int number) {
    return number == Integer.MAX_VALUE ? "any" : String.valueOf(number);
  }

  private static String sizes(Sizes sizes) {
    if (!sizes.exists()) {
      return "–";
    }
    String listed = String.join(" ", sizes.listed());
    return switch (sizes.rule()) {
      case LISTED_ONLY -> listed;
      case ANY -> listed + " any `WxH`";
      case FREE -> listed + " free ¹";
      case GRID ->
          "%s `WxH` in steps of %d, %d to %d"
              .formatted(
                  listed, sizes.grid().step(), sizes.grid().shortest(), sizes.grid().longest());
    };
  }

  private static String choices(Choices choices) {
    return !choices.exists()
        ? "–"
        : choices.anyText()
            ? "any"
            : choices.values().stream()
                .map(it -> choices.doubtful().contains(it) ? it + " ²" : it)
                .collect(Collectors.joining(" "));
  }

  private static String end(Model model) {
    return model.shutdown().map(Object::toString).orElse("")
        + model.successor().map(it -> ", then `" + it + "`").orElse("");
  }

  private static final String FOOT =
      """

      ¹ Any `WxH` with both edges a multiple of 16, none over 3840, no ratio over 3:1, and 655,360 to 8,294,400 pixels in all; presets: 1024x1024, 1536x1024, 1024x1536,
      2048x2048, 2048x1152, 3840x2160, 2160x3840.
      ² Sent, with a warning: the provider's own word on it has changed more than once.
      """;

  /** Writes the page into the folder {@code docs} of a project. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0], "docs", "fields.md"), page() + FOOT);
  }

  static String whole() {
    return page() + FOOT;
  }

  private FieldsPage() {}
}
