package org.imagesgenerate.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The {@link PublicNames} of the last release and what was added since, in a committed file. The
 * program adds lines to it. It never removes one: who removes a name deletes its line by hand,
 * where a reviewer sees it.
 *
 * @param head the comments on top
 * @param names the lines
 */
record Snapshot(List<String> head, Set<String> names) {

  private static final String UPDATE = "mvn -q test-compile exec:exec@compatibility";

  static Path file(Path project) {
    return project.resolve("src/test/resources/org/imagesgenerate/compatibility/compatibility.txt");
  }

  static Snapshot of(List<String> lines) {
    return new Snapshot(
        lines.stream().filter(it -> it.startsWith("#")).toList(),
        lines.stream()
            .filter(it -> !it.startsWith("#") && !it.isBlank())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** How the names of today differ from the snapshot, as a message for the developer. */
  Optional<String> problem(Collection<String> today) {
    String removed = missing(names, today);
    String added = missing(today, names);
    if (!removed.isEmpty()) {
      return Optional.of(
          """
          Removed or changed, although users rely on it:
          %sKeep it: a breaking change is a new task type, and a setting or metric keeps its name. If it was never released, \
          delete its line in compatibility.txt.
          %s"""
              .formatted(removed, added.isEmpty() ? "" : "New:\n" + added));
    }
    return added.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "New, and not listed yet:\n%sUsers will rely on these names. If they are final, run: %s\n"
                .formatted(added, UPDATE));
  }

  private static String missing(Collection<String> of, Collection<String> in) {
    return of.stream()
        .filter(it -> !in.contains(it))
        .map(it -> "  " + it + "\n")
        .collect(Collectors.joining());
  }

  /** The lines of the file with those of today that it does not have. */
  List<String> with(Collection<String> today) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(today);
    List<String> lines = new ArrayList<>(head);
    lines.addAll(all);
    return lines;
  }

  public static void main(String[] arguments) throws IOException {
    Path project = Path.of(arguments[0]);
    Snapshot snapshot = of(Files.readAllLines(file(project)));
    Files.write(file(project), snapshot.with(PublicNames.of(project)));
  }
}
