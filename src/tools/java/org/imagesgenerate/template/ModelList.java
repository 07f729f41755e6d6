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

/** The list of a provider's known models, as a form shows it. */
final class ModelList {

  /**
   * The day the labels speak of: a constant, so that the same sources always give the same
   * template. Move it when the catalog changes.
   */
  static final LocalDate TODAY = LocalDate.of(2026, 11, 21);

  private static final Pattern VERSION = Pattern.compile("gpt-image-([0-9]+(?:\\.[0-9]+)?)");

  /**
   * The models that are sold longest first: no end, then an end to come, then ended; the newest of
   * each first.
   */
  static List<Model> of(Catalog catalog, String provider) {
    return catalog.models(provider).stream()
        .filter(Model::offered)
        .sorted(
            Comparator.comparing(ModelList::stage)
                .thenComparing(ModelList::version, Comparator.reverseOrder()))
        .toList();
  }

  /** The name its maker gives a model, whatever the provider calls it. */
  static String name(Model row) {
    Catalog catalog = Catalog.builtIn();
    return row.ids().stream()
        .filter(id -> !catalog.model(Provider.OPENAI, id).isUnknown())
        .findFirst()
        .or(row::title)
        .orElse(row.id());
  }

  /** The name, and the end if there is one. */
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
