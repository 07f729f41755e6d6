package org.imagesgenerate.connector.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/**
 * The table of models, {@code models.txt}, which explains its own columns and names its sources.
 */
public final class Catalog {

  private static final String NONE = "-";
  private static final int COLUMNS = 16;
  private static final Catalog BUILT_IN = new Catalog(readResource());

  private final List<Model> rows;

  /**
   * @param table rows in the form of {@code models.txt}, its heading included
   * @throws IllegalArgumentException if a row has not the right number of cells
   */
  public Catalog(String table) {
    rows =
        table
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .skip(1)
            .map(Catalog::row)
            .toList();
  }

  /** The table that the connector ships. */
  public static Catalog builtIn() {
    return BUILT_IN;
  }

  /** All rows of one provider, known models first. */
  public List<Model> models(String provider) {
    return rows.stream().filter(row -> row.providers().contains(provider)).toList();
  }

  /**
   * The row of a model; of a model without one, the provider's loosest row.
   *
   * @param provider a value of {@code provider.type}
   * @param name the model's id or another name of it, in any case
   */
  public Model model(String provider, String name) {
    List<Model> models = models(provider);
    return models.stream()
        .filter(row -> row.ids().stream().anyMatch(name::equalsIgnoreCase))
        .findFirst()
        .or(() -> models.stream().filter(Model::isUnknown).findFirst())
        .orElseThrow(() -> new IllegalArgumentException("no rows for provider " + provider));
  }

  /** What to use instead of a model that its maker ended, for the message of a refusal. */
  public Optional<String> successor(String provider, String name) {
    return model(provider, name).successor();
  }

  /**
   * Checks what a process asks for.
   *
   * @throws org.imagesgenerate.connector.error.ImagesException INVALID_INPUT that names every
   *     field, its value and what would be right
   */
  public ImageRequest check(ImagesGenerateInput input) {
    return new InputCheck(input, model(input.provider().type(), input.model())).request();
  }

  private static Model row(String line) {
    String[] cells = Arrays.stream(line.split("\\|")).map(String::strip).toArray(String[]::new);
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException(
          "%d cells instead of %d: %s".formatted(cells.length, COLUMNS, line));
    }
    String prompt = cells[3];
    int range = prompt.indexOf('-', 1);
    return new Model(
        List.of(cells[0].split(",")),
        List.of(cells[1].split(" +")),
        number(cells[2]),
        range < 0 ? 1 : number(prompt.substring(0, range)),
        number(prompt.substring(range + 1)),
        Sizes.parse(cells[4]),
        Choices.parse(cells[5]),
        Choices.parse(cells[6]),
        Choices.parse(cells[7]),
        cells[8].equals("yes"),
        Choices.parse(cells[9]),
        Choices.parse(cells[10]),
        Choices.parse(cells[11]),
        Choices.parse(cells[12]),
        optional(cells[13]).map(LocalDate::parse),
        optional(cells[14]),
        cells[15]);
  }

  private static int number(String cell) {
    return cell.equals(NONE) ? Integer.MAX_VALUE : Integer.parseInt(cell);
  }

  private static Optional<String> optional(String cell) {
    return cell.equals(NONE) ? Optional.empty() : Optional.of(cell);
  }

  private static String readResource() {
    try (InputStream in = Catalog.class.getResourceAsStream("models.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
