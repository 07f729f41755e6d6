package org.imagesgenerate.connector.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.imagesgenerate.connector.catalog.Operation;

/** How a job must end for every fault, read from {@code fault-matrix.txt}. */
record FaultMatrix(List<Section> sections) {

  static final List<String> FORMATS = List.of("document", "url", "b64_json");

  private static final int FIRST_CELL = 3;

  /** A group of rows with a title. */
  record Section(String title, List<Row> rows) {

    /** Whether the rows are of this task: all are of Images Edit, some of it only. */
    boolean isOf(Operation operation) {
      return operation == Operation.EDIT || !title.startsWith("Images Edit");
    }
  }

  /**
   * One fault.
   *
   * @param happens what happens
   * @param images all, the word of a {@link Way}, or stored
   * @param cells one for each {@link Column}
   * @param sameJobAgain how the same job ends when it runs again on the same worker, without the
   *     fault and without the variable {@code error}
   */
  record Row(String id, String happens, String images, List<Cell> cells, Cell sameJobAgain) {

    /** The expected ending, or null if this fault does not occur here. */
    Ending ending(Api api, String format) {
      return images.equals("all")
              || images.equals(Way.of(api, format).word())
              || images.equals("stored") && format.equals("document")
          ? cells.get(Column.of(api).ordinal()).ending(api, format)
          : null;
    }

    /** The response formats in which this fault occurs, of those that the task has there. */
    List<String> formats(Api api, Operation operation) {
      return FORMATS.stream()
          .filter(it -> operation == Operation.GENERATE || !it.equals("url") || api.editsToUrls())
          .filter(it -> ending(api, it) != null)
          .toList();
    }

    /** How the job ends when it runs again; {@code first} is how the first attempt ended. */
    Ending again(Api api, String format, Ending first) {
      Ending again = sameJobAgain.ending(api, format);
      return again.isSameFailure()
          ? new Ending(first.code, first.warned, first.purchase, again.bought, again.bought, false)
          : again;
    }
  }

  /** Providers that share a column. */
  enum Column {
    OPENAI("OpenAI, Azure OpenAI, compatible servers, AI/ML API"),
    WAVESPEED("WaveSpeedAI"),
    RUNWARE("Runware"),
    SIMULATION("simulation");

    final String title;

    Column(String title) {
      this.title = title;
    }

    static Column of(Api api) {
      return switch (api) {
        case WAVESPEED -> WAVESPEED;
        case RUNWARE -> RUNWARE;
        case SIMULATION -> SIMULATION;
        default -> OPENAI;
      };
    }
  }

  /** How a provider returns images for a response format. */
  enum Way {
    INLINE,
    DOWNLOADED,
    URL,
    SIMULATED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Way of(Api api, String format) {
      if (api == Api.SIMULATION) {
        return SIMULATED;
      }
      boolean base64 =
          format.equals("b64_json")
              || format.equals("document")
                  && List.of(Api.OPENAI, Api.AZURE_V1, Api.AZURE_CLASSIC).contains(api);
      return base64 ? INLINE : format.equals("url") ? URL : DOWNLOADED;
    }
  }

  /** Endings for certain providers or images, and one for all others. */
  record Cell(List<Choice> choices) {

    private static final Map<String, String> NAMES =
        Map.of("aiml-api", "AI/ML API", "wavespeed", "WaveSpeedAI", "runware", "Runware");

    private record Choice(String of, Ending ending) {}

    static Cell parse(String text) {
      List<Choice> choices = new ArrayList<>();
      for (String choice : text.split(";")) {
        int colon = choice.indexOf(':');
        choices.add(
            new Choice(
                colon < 0 ? null : choice.substring(0, colon).strip(),
                Ending.parse(choice.substring(colon + 1).strip())));
      }
      return new Cell(choices);
    }

    Ending ending(Api api, String format) {
      return choices.stream()
          .filter(
              it ->
                  it.of == null
                      || it.of.equals(api.type())
                      || it.of.equals(Way.of(api, format).word()))
          .findFirst()
          .orElseThrow()
          .ending;
    }

    /** The text on the page. */
    String text() {
      List<String> texts = new ArrayList<>();
      for (Choice choice : choices) {
        String who = choice.of == null ? "" : NAMES.getOrDefault(choice.of, choice.of) + ": ";
        String other = choices.size() > 1 && choice.of == null ? "else " : "";
        texts.add(who + other + (choice.ending == null ? "–" : choice.ending.text()));
      }
      return String.join("<br>", texts);
    }
  }

  /**
   * How the attempt that meets the fault ends, and the next one.
   *
   * @param code a code of the contract, null for images, or SAME_FAILURE
   * @param warned whether the images come with a warning about the fault
   * @param purchase what the failure says about billing
   * @param bought how often the provider bills the first attempt
   * @param inAll how often it has billed after the next attempt, if there is one
   * @param again whether the next attempt ends in the same way, instead of completing
   */
  record Ending(
      String code, boolean warned, String purchase, int bought, int inAll, boolean again) {

    private static final String SAME_FAILURE = "same";

    static Ending parse(String text) {
      if (text.equals("–")) {
        return null;
      }
      String[] words = text.split(" ");
      if (words.length == 2) {
        int bought = Integer.parseInt(words[1]);
        String code = words[0].equals(SAME_FAILURE) ? SAME_FAILURE : null;
        return new Ending(code, words[0].equals("warned"), null, bought, bought, false);
      }
      String[] counts = words[2].split(">");
      return new Ending(
          words[0],
          false,
          words[1],
          Integer.parseInt(counts[0]),
          Integer.parseInt(counts[counts.length - 1]),
          words.length > 3);
    }

    /** Whether the job ends in the same way as the first attempt. */
    boolean isSameFailure() {
      return SAME_FAILURE.equals(code);
    }

    /** The text on the page. */
    String text() {
      if (isSameFailure()) {
        return "the same failure; bought %d".formatted(bought);
      }
      if (code == null) {
        return (warned ? "images, with a warning" : "images") + "; bought " + bought;
      }
      if (!Contract.isRetried(code)) {
        return "`%s`, no retry; `%s`, bought %d".formatted(code, purchase, bought);
      }
      return again
          ? "`%s`, retried, ends the same way; `%s`, bought %d".formatted(code, purchase, bought)
          : "`%s`, retried; `%s`, bought %d, then %d".formatted(code, purchase, bought, inAll);
    }
  }

  /** The error codes that the engine retries, according to the contract. */
  static final class Contract {

    private static final List<String> AFTER_BACK_OFF =
        List.of("RATE_LIMITED", "PROVIDER_UNAVAILABLE", "CONNECTION_FAILED");
    private static final List<String> BY_JOB =
        List.of("TASK_PENDING", "DOWNLOAD_FAILED", "DELIVERY_FAILED");

    static boolean isRetried(String code) {
      return hasBackOff(code) || BY_JOB.contains(code);
    }

    static boolean hasBackOff(String code) {
      return AFTER_BACK_OFF.contains(code);
    }

    private Contract() {}
  }

  static FaultMatrix read() {
    List<Section> sections = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("== ")) {
        sections.add(new Section(line.substring(3), new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        String[] fields = line.split("\\|");
        sections
            .getLast()
            .rows()
            .add(
                new Row(
                    fields[0].strip(),
                    fields[1].strip(),
                    fields[2].strip(),
                    Arrays.stream(fields)
                        .skip(FIRST_CELL)
                        .limit(Column.values().length)
                        .map(String::strip)
                        .map(Cell::parse)
                        .toList(),
                    Cell.parse(fields[FIRST_CELL + Column.values().length].strip())));
      }
    }
    return new FaultMatrix(sections);
  }

  private static List<String> lines() {
    try (InputStream in = FaultMatrix.class.getResourceAsStream("fault-matrix.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
