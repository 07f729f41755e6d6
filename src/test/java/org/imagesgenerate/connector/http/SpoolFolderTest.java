package org.imagesgenerate.connector.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other JVMs are real ones here: only a process that dies shows what is left of it. */
class SpoolFolderTest {

  @TempDir Path parent;

  private Process other;

  @AfterEach
  void end() {
    if (other != null) {
      other.destroyForcibly();
    }
  }

  /** Another JVM with an image in the same parent. It says so, and then waits for a word. */
  static final class OtherJvm {
    public static void main(String[] arguments) throws IOException {
      Path file = new SpoolFolder(Path.of(arguments[0])).newFile();
      System.out.println(file);
      if (System.in.read() == 'c') {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private Path startOther() throws IOException {
    other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherJvm.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    // loggers may say something first
    for (String line = other.inputReader().readLine();
        line != null;
        line = other.inputReader().readLine()) {
      if (line.startsWith(parent.toString())) {
        return Path.of(line);
      }
    }
    throw new IOException("the other JVM said nothing");
  }

  private void endOther(char how) throws Exception {
    other.getOutputStream().write(how);
    other.getOutputStream().flush();
    assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
  }

  private static Path newFile(SpoolFolder folder) {
    try {
      return folder.newFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> folders() throws IOException {
    try (var folders = Files.list(parent)) {
      return folders.toList();
    }
  }

  @Test
  void nothingIsMadeBeforeItIsNeeded() {
    new SpoolFolder(parent);

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void allFilesOfAJvmAreInOneFolder() throws IOException {
    SpoolFolder folder = new SpoolFolder(parent);

    Path one = newFile(folder);
    Path two = newFile(folder);

    assertThat(one).exists().isNotEqualTo(two);
    assertThat(one.getParent()).isEqualTo(two.getParent());
    assertThat(folders()).hasSize(1);
  }

  @Test
  void whatACrashedJvmLeftIsDeleted() throws Exception {
    Path left = startOther();
    endOther('c');
    assertThat(left).exists();

    newFile(new SpoolFolder(parent));

    assertThat(left.getParent()).doesNotExist();
    assertThat(folders()).hasSize(1);
  }

  @Test
  void whatALivingJvmHasIsNotDeleted() throws Exception {
    Path living = startOther();

    newFile(new SpoolFolder(parent));

    assertThat(living).exists();
    assertThat(folders()).hasSize(2);
  }

  @Test
  void aJvmThatEndsDeletesItsOwn() throws Exception {
    Path own = startOther();

    endOther('e');

    assertThat(own.getParent()).doesNotExist();
  }

  @Test
  void aSecondConnectorInTheSameJvmNeitherDeletesNorUnlocksTheFirst() throws Exception {
    Path first = newFile(new SpoolFolder(parent));

    Path second = newFile(new SpoolFolder(parent));
    startOther();

    assertThat(first).exists();
    assertThat(second).exists();
    assertThat(folders()).hasSize(3);
  }

  @Test
  void aFolderThatATidyOperatorDeletedIsMadeAgain() throws IOException {
    SpoolFolder folder = new SpoolFolder(parent);
    Path file = newFile(folder);
    try (var files = Files.list(file.getParent())) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(file.getParent());

    assertThat(newFile(folder)).exists();
  }

  @Test
  void whatIsNoFolderOfOursIsLeftAloneAndStopsNothing() throws Exception {
    Path stranger = Files.createFile(parent.resolve("images-generate-spool-0"));
    Path backup = Files.createDirectory(parent.resolve("images-generate-spool-backup"));
    Path database = Files.createDirectory(parent.resolve("images-generate-ledger"));
    Path left = startOther();
    endOther('c');

    newFile(new SpoolFolder(parent));

    assertThat(stranger).exists();
    assertThat(backup).exists();
    assertThat(database).exists();
    assertThat(left.getParent()).doesNotExist();
  }
}
