package org.imagesgenerate.template;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.Model;
import org.imagesgenerate.connector.input.Provider;

/** A provider's known models, as the form lists them. */
final class ModelList {

  /**
   * The date that "ends" and "ended" in the labels refer to. It is a constant, so that the same
   * sources always give the same template. Update it when the catalog changes.
   */
  static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  private static final Pattern VERSION = Pattern.compile("gpt-image-([0-9]+(?:\\.[0-9]+)?)");

  /**
   * Models without an end date first, then those that will end, then those that have ended. Within
   * each group the newest comes first.
   */
  static List<Model> of(Catalog catalog, String provider) {
    return catalog.models(provider).stream()
        .filter(Model::offered)
        .sorted(
            Comparator.comparing(ModelList::stage)
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

  /** The name, and the end date if there is one. */
  static String label(Model row) {
    return name(row)
        + row.shutdown()
            .map(end -> " (%s %s)".formatted(end.isAfter(TODAY) ? "ends" : "ended", end))
            .orElse("");
  }

  private static int stage(Model row) {
    return row.shutdown().map(end -> end.isAfter(TODAY) ? 1 : 2).orElse(0);
  }

  private static BigDecimal version(Model row) {
    Matcher version = VERSION.matcher(name(row));
    return version.find() ? new BigDecimal(version.group(1)) : BigDecimal.ZERO;
  }

  private ModelList() {}
}
