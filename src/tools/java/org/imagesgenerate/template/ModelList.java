package org.imagesgenerate.template;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.Provider;

/** A provider's known models, as the form lists them. */
final class ModelList {

  private static final Pattern VERSION = Pattern.compile("gpt-image-([0-9]+(?:\\.[0-9]+)?)");

  /**
   * Models without an end date first, then those that will end. Within each group the newest comes
   * first. The catalog does not offer models that have ended; nothing here depends on today's date,
   * so that the same sources always give the same template.
   */
  static List<Model> of(List<Model> entries) {
    return entries.stream()
        .filter(Model::offered)
        .sorted(
            Comparator.comparing((Model row) -> row.shutdown().isPresent())
                .thenComparing(ModelList::version, Comparator.reverseOrder()))
        .toList();
  }

  /** The name that the maker of the model uses, whatever the provider calls it. */
  static String name(Model row) {
    Catalog catalog = Catalog.builtIn();
    return row.ids().stream()
        .filter(id -> !catalog.model(Provider.OPENAI, id).isUnknown())
        .findFirst()
        .or(row::title)
        .orElse(row.id());
  }

  /**
   * The name, the end date if there is one, and how many images the model edits at once if it is
   * fewer than usual.
   */
  static String label(Model row) {
    return name(row)
        + row.request()
            .field("images")
            .map(it -> it.isList() ? it.maximum() : 1)
            .filter(most -> most < ImagesEditInput.MOST_IMAGES)
            .map(
                most -> most == 1 ? " (1 input image)" : " (up to %d input images)".formatted(most))
            .orElse("")
        + row.shutdown().map(" (ends %s)"::formatted).orElse("");
  }

  private static BigDecimal version(Model row) {
    Matcher version = VERSION.matcher(name(row));
    return version.find() ? new BigDecimal(version.group(1)) : BigDecimal.ZERO;
  }

  private ModelList() {}
}
