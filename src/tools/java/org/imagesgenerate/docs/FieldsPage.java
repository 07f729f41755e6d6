package org.imagesgenerate.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.AllowedSizes;
import org.imagesgenerate.connector.catalog.AllowedValues;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.FieldSchema;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.Provider;

/**
 * Writes {@code docs/fields.md}: what each model accepts, from the catalog that the input check
 * uses.
 */
public final class FieldsPage {

  private static final String HEAD =
      """
      # Fields

      Generated from the catalog by `mvn -q test-compile exec:exec@fields`; do not edit. Every field is an input of the tasks **Images Generate** and **Images Edit**, bound by
      `zeebe:input` to the name in the first column. Numbers may be given as text. Text that is empty or only whitespace means "not set".

      | input | meaning |
      | --- | --- |
      | `provider.type` | the service that generates the images: %s |
      | `provider.apiKey` | the API key as a secret: `{{secrets.OPENAI_API_KEY}}`, or from Camunda 8.10 on `=camunda.secrets.OPENAI_API_KEY`; optional for `openai-compatible` and `simulation` |
      | `provider.baseUrl` | base URL of the API; required for `azure-openai` and `openai-compatible` |
      | `provider.organization`, `provider.project` | `openai` only |
      | `provider.authentication`, `provider.apiVersion` | `azure-openai` only: `api-key` or `bearer`; without a version the v1 URL is used |
      | `provider.headers` | `openai-compatible` only: a context with additional request headers |
      | `model` | the provider's model ID; unknown IDs are sent unchanged |
      | `prompt` | describes the image |
      | `n` | number of images; default 1 |
      | `size` | `auto` or `WxH` in pixels, for every provider; `1024 x 1024` and `1024×1024` are read as `1024x1024` |
      | `aspect_ratio` | `W:H`, instead of a size |
      | `resolution` | `1K`, `2K`, `4K` or another value of the model, with or without `aspect_ratio` |
      | `seed` | a whole number, at least 0; several tasks get seed, seed + 1, … |
      | `negative_prompt` | describes what the image must not show |
      | `quality`, `style`, `background`, `output_format`, `moderation` | see the tables below |
      | `output_compression` | 0 to 100, with `jpeg` or `webp` |
      | `user`, `safety_identifier` | pseudonymous ID of your end user, such as a hash |
      | `response_format` | `document` (default), `url`, `b64_json` (up to 700,000 characters for all images together; larger images become documents) |
      | `documentName`, `documentTimeToLive` | file name without extension (default `image`), and how long the store keeps the document (ISO-8601, such as `P30D`) |
      | `delivery`, `webhookUrl` | `wait` (default) or `submit`, for `wavespeed` and `runware` |
      | `timeout` | time budget of the whole job, ISO-8601, default `PT4M`. Must be shorter than the job timeout of the worker and of the task (*Job timeout*, header `jobTimeout`) |
      | `extraBody` | a context that is merged last into the provider's request |
      | `providerOptions` | a context with options of this provider; see its page |

      **Images Edit** has these inputs too:

      | input | meaning |
      | --- | --- |
      | `images` | required: a document, or a list of up to %d documents, in the order the prompt refers to them; PNG, JPEG or WebP, up to 50 MB each |
      | `mask` | a document: a PNG with an alpha channel and the size of the first image, which may change where the mask is transparent |
      | `input_fidelity` | `low` or `high`: how closely the result keeps to the images |

      If a model has aspect ratios, a `size` becomes the nearest ratio (and resolution). If a model has sizes, an `aspect_ratio` becomes a size of that shape. A warning states differences.
      A **value** that the model does not accept is rejected before anything is sent. A **field** that the model does not have (–) is left out, with a warning in the
      result, so that a process works with several providers. "any" means that every text is sent unchanged. The second table of a provider lists the models of Images Edit.
      """;

  private static final int FORMATS = 3;
  private static final long MEGABYTES = 50;
  private static final long MEGABYTE = 1024L * 1024;

  /** The whole page. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            HEAD.formatted(
                Provider.TYPES.stream().map(it -> "`" + it + "`").collect(Collectors.joining(", ")),
                ImagesEditInput.MOST_IMAGES));
    for (String provider : Provider.TYPES) {
      page.append("\n## ").append(provider).append("\n\n");
      page.append(table(GENERATE, Catalog.builtIn().models(provider)));
      page.append("\nImages Edit:\n\n");
      page.append(table(EDIT, Catalog.builtIn().models(provider, Operation.EDIT)));
    }
    return page.toString();
  }

  private static String table(Map<String, Function<Model, String>> columns, List<Model> models) {
    StringBuilder table = new StringBuilder();
    table.append("| ").append(String.join(" | ", columns.keySet())).append(" |\n");
    table.append("| --- ".repeat(columns.size())).append("|\n");
    for (Model model : models) {
      table.append(
          columns.values().stream()
              .map(column -> column.apply(model))
              .collect(Collectors.joining(" | ", "| ", " |\n")));
    }
    return table.toString();
  }

  private static final Map<String, Function<Model, String>> GENERATE = new LinkedHashMap<>();
  private static final Map<String, Function<Model, String>> EDIT = new LinkedHashMap<>();

  static {
    GENERATE.put("model", model -> model.id().equals("*") ? "any other" : ids(model));
    GENERATE.put("n", model -> number(model.mostImages()));
    GENERATE.put("prompt", model -> number(model.longestPrompt()));
    GENERATE.put("size", model -> sizes(model.request().sizes()));
    GENERATE.put("aspect_ratio", model -> choices(model, "aspect_ratio"));
    GENERATE.put("resolution", model -> choices(model, "resolution"));
    GENERATE.put("seed", model -> yes(model, "seed"));
    GENERATE.put("negative_prompt", model -> yes(model, "negative_prompt"));
    GENERATE.put("quality", model -> choices(model, "quality"));
    GENERATE.put("background", model -> choices(model, "background"));
    GENERATE.put("output_format", model -> choices(model, "output_format"));
    GENERATE.put("compression", model -> yes(model, "output_compression"));
    GENERATE.put("moderation", model -> choices(model, "moderation"));
    GENERATE.put("style", model -> choices(model, "style"));
    GENERATE.put("URLs", model -> model.givesUrls() ? "yes" : "no");
    GENERATE.put("user", FieldsPage::users);
    GENERATE.put("ends", FieldsPage::end);
    EDIT.put("model", GENERATE.get("model"));
    EDIT.put("images", model -> image(model, "images"));
    EDIT.put("mask", model -> image(model, "mask"));
    EDIT.put("input_fidelity", model -> choices(model, "input_fidelity"));
    GENERATE.forEach(EDIT::putIfAbsent);
  }

  /** How many images, or whether a mask, with limits that are below the usual ones. */
  private static String image(Model model, String input) {
    return model
        .request()
        .field(input)
        .map(
            it ->
                Stream.of(
                        input.equals("mask") ? "yes" : String.valueOf(mostImages(it)),
                        it.formats().size() < FORMATS && !input.equals("mask")
                            ? it.formats().stream().sorted().collect(Collectors.joining(" "))
                            : "",
                        it.maxBytes() < MEGABYTES * MEGABYTE
                            ? it.maxBytes() / MEGABYTE + " MB"
                            : "")
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(", ")))
        .orElse("–");
  }

  static long mostImages(FieldSchema images) {
    return images.isList() ? Math.min(images.maximum(), ImagesEditInput.MOST_IMAGES) : 1;
  }

  private static String ids(Model model) {
    return model.ids().stream().map(id -> "`" + id + "`").collect(Collectors.joining("<br>"))
        + model.title().map(it -> "<br>" + it).orElse("");
  }

  private static String number(int number) {
    return number == Integer.MAX_VALUE ? "any" : String.valueOf(number);
  }

  private static String sizes(Optional<AllowedSizes> allowed) {
    if (allowed.isEmpty()) {
      return "–";
    }
    AllowedSizes sizes = allowed.get();
    String auto = sizes.auto() ? "auto " : "";
    if (!sizes.listed().isEmpty()) {
      return auto
          + sizes.listed().stream().map(Object::toString).collect(Collectors.joining(" "))
          + (sizes.nearest() ? " ¹" : "");
    }
    return auto
        + (sizes.any() ? "any `WxH`" : "`WxH`: " + sizes.rule())
        + (sizes.nearest() ? " ¹" : "");
  }

  private static String choices(Model model, String input) {
    Optional<AllowedValues> values = model.request().values(input);
    if (values.isEmpty()) {
      return "–";
    }
    return values.get().anyText()
        ? "any"
        : values.get().values().stream()
            .map(it -> values.get().uncertain().contains(it) ? it + " ²" : it)
            .collect(Collectors.joining(" "));
  }

  private static String yes(Model model, String input) {
    return model.request().field(input).isPresent() ? "yes" : "–";
  }

  private static String users(Model model) {
    String users =
        Stream.of("user", "safety_identifier")
            .filter(it -> model.request().field(it).isPresent())
            .collect(Collectors.joining(" "));
    return users.isEmpty() ? "–" : users;
  }

  private static String end(Model model) {
    return model.shutdown().map(Object::toString).orElse("")
        + model.successor().map(it -> ", then `" + it + "`").orElse("");
  }

  private static final String FOOT =
      """

      ¹ Other sizes become the nearest size of the same shape, with a warning.
      ² Sent, with a warning: the provider has changed this several times.
      """;

  /** Writes this page, {@link ModelsPage} and the tables of {@link OperationsPage}. */
  public static void main(String[] arguments) throws IOException {
    Path docs = Path.of(arguments[0], "docs");
    Files.writeString(docs.resolve("fields.md"), page() + FOOT);
    Files.writeString(docs.resolve("models.md"), ModelsPage.page());
    OperationsPage.write(Path.of(arguments[0]));
    EditPictures.write(docs);
  }

  static String whole() {
    return page() + FOOT;
  }

  private FieldsPage() {}
}
