package org.imagesgenerate.connector.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.contract.FaultMatrix.Cell;
import org.imagesgenerate.connector.contract.FaultMatrix.Column;
import org.imagesgenerate.connector.contract.FaultMatrix.Row;
import org.imagesgenerate.connector.contract.FaultMatrix.Section;

/**
 * Writes the section "Fault matrix" of {@code docs/reliability.md} from the rows that are tested.
 * The rest of the page is written by hand.
 */
public final class ReliabilityPage {

  private static final Pattern SECTION = Pattern.compile("(?s)## Fault matrix\n.*?(?=\n## |\\z)");

  private static final String HEAD =
      """
      ## Fault matrix

      Made by `mvn -q test-compile exec:exec@reliability` from the rows that `FaultMatrixTest` runs; do not edit this section. Each cell is run for every
      provider of its column and every response format: a job meets the fault, and after a code that is retried the job runs again without it, as the engine would
      run it.

      A cell says how the attempt ends (a code, or images), whether the engine runs the job again, what `purchase` says, and how often the provider has been paid: after this
      attempt, and, where the job runs again, after the next one, which brings the images. – means that it does not occur there.

      *Same job again* is the same job on the same worker after the fault is gone, without the variable `error`: the runtime may lose it, or an error expression may overwrite it. *The same
      failure* sends nothing that buys. With that variable, an incident that names an `attempt` allows one more purchase, and not two; each row is run for that, too.

      Images reach this connector in three ways. *Inline*: as base64 in the answer, for `b64_json`, and for `document` at OpenAI and Azure OpenAI. *Fetched*: from an address that the
      answer names, for `document` at the other providers (WaveSpeedAI: with models of which no base64 input is known). *Handed*: the address goes into the result unread, for `url`.
      *Stored* are images that become documents.
      """;

  static String section() {
    return HEAD
        + FaultMatrix.read().sections().stream()
            .map(ReliabilityPage::table)
            .collect(Collectors.joining());
  }

  private static String table(Section section) {
    List<Column> columns =
        List.of(Column.values()).stream().filter(it -> isUsed(section, it)).toList();
    StringBuilder table = new StringBuilder("\n### " + section.title() + "\n\n");
    table.append("| what happens | images |");
    columns.forEach(it -> table.append(" ").append(it.title).append(" |"));
    table.append(" same job again |");
    table.append("\n").append("| --- ".repeat(columns.size() + 3)).append("|\n");
    for (Row row : section.rows()) {
      table.append("| ").append(row.happens()).append(" | ").append(row.images()).append(" |");
      columns.forEach(it -> table.append(" ").append(text(row, it)).append(" |"));
      table.append(" ").append(row.sameJobAgain().text()).append(" |\n");
    }
    return table.toString();
  }

  private static boolean isUsed(Section section, Column column) {
    return section.rows().stream().anyMatch(row -> !text(row, column).equals("–"));
  }

  private static String text(Row row, Column column) {
    Cell cell = row.cells().get(column.ordinal());
    return cell.text();
  }

  /** The page with this section made anew. */
  static String renewed(String page) {
    // the text is no pattern of a replacement
    return SECTION.matcher(page).replaceFirst(found -> quoted(section().stripTrailing() + "\n"));
  }

  private static String quoted(String text) {
    return java.util.regex.Matcher.quoteReplacement(text);
  }

  /** Writes the page in the folder {@code docs} of a project. */
  public static void main(String[] arguments) throws IOException {
    Path page = Path.of(arguments[0], "docs", "reliability.md");
    Files.writeString(page, renewed(Files.readString(page)));
  }

  private ReliabilityPage() {}
}
