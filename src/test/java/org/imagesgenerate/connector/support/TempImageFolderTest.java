package org.imagesgenerate.connector.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other JVMs are real ones here: only a process that dies shows what is left of it. */
class TempImageFolderTest {

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
      Path file = new TempImageFolder(Path.of(arguments[0])).newFile();
      System.out.println(file);
      if (System.in.read() == 'c') {
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Another JVM whose first image comes when it is shutting down. */
  static final class ShuttingDownJvm {
    public static void main(String[] arguments) {
      TempImageFolder folder = new TempImageFolder(Path.of(arguments[0]));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(keep(folder))));
    }

    private static Path keep(TempImageFolder folder) {
      try {
        return Files.writeString(folder.newFile(), "kept");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Path startOther() throws IOException {
    other = start(OtherJvm.class);
    return said();
  }

  private Process start(Class<?> main) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName(),
            parent.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private Path said() throws IOException {
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

  private static Path newFile(TempImageFolder folder) {
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
    new TempImageFolder(parent);

    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void allFilesOfAJvmAreInOneFolder() throws IOException {
    TempImageFolder folder = new TempImageFolder(parent);

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

    newFile(new TempImageFolder(parent));

    assertThat(left.getParent()).doesNotExist();
    assertThat(folders()).hasSize(1);
  }

  @Test
  void whatALivingJvmHasIsNotDeleted() throws Exception {
    Path living = startOther();

    newFile(new TempImageFolder(parent));

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
    Path first = newFile(new TempImageFolder(parent));

    Path second = newFile(new TempImageFolder(parent));
    startOther();

    assertThat(first).exists();
    assertThat(second).exists();
    assertThat(folders()).hasSize(3);
  }

  @Test
  void aFolderThatATidyOperatorDeletedIsMadeAgain() throws IOException {
    TempImageFolder folder = new TempImageFolder(parent);
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
  void whatIsNotAFolderOfOursIsLeftAloneAndStopsNothing() throws Exception {
    Path stranger = Files.createFile(parent.resolve("images-generate-spool-0"));
    Path backup = Files.createDirectory(parent.resolve("images-generate-spool-backup"));
    Path database = Files.createDirectory(parent.resolve("images-generate-ledger"));
    Path left = startOther();
    endOther('c');

    newFile(new TempImageFolder(parent));

    assertThat(stranger).exists();
    assertThat(backup).exists();
    assertThat(database).exists();
    assertThat(left.getParent()).doesNotExist();
  }

  private static Path file(Path folder, String name) throws IOException {
    return Files.writeString(folder.resolve(name), "x");
  }

  /** A folder as a crashed JVM leaves it. */
  private Path leftover(String name) throws IOException {
    Path folder =
        Files.createDirectory(
            parent.resolve("images-generate-spool-" + name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    file(folder, "lock");
    file(folder, "image-1.tmp");
    return folder;
  }

  @Test
  void aSymbolicLinkIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path victim = Files.createDirectory(elsewhere.resolve("victim"));
    Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rwx------"));
    file(victim, "lock");
    Path image = file(victim, "image-1.tmp");
    Path link = Files.createSymbolicLink(parent.resolve("images-generate-spool-planted"), victim);

    newFile(new TempImageFolder(parent));

    assertThat(image).exists();
    assertThat(victim.resolve("lock")).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aLinkInALeftoverIsNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path folder = leftover("linked");
    Path target = file(elsewhere, "precious");
    Files.delete(folder.resolve("lock"));
    Files.createSymbolicLink(folder.resolve("lock"), target);

    newFile(new TempImageFolder(parent));

    assertThat(target).exists();
    assertThat(folder.resolve("image-1.tmp")).exists();
  }

  @Test
  void aFolderThatOthersMayWriteToIsLeftAlone() throws IOException {
    Path planted = leftover("planted");
    Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString("rwxrwxrwx"));

    newFile(new TempImageFolder(parent));

    assertThat(planted.resolve("image-1.tmp")).exists();
  }

  @Test
  void aFolderOfAnotherUserIsLeftAlone() throws IOException {
    Path folder = leftover("theirs");

    assertThat(TempImageFolder.isOurs(folder, Files.getOwner(folder))).isTrue();
    assertThat(TempImageFolder.isOurs(folder, () -> "somebody else")).isFalse();
  }

  @Test
  void onlyImagesAndTheLockAreDeleted() throws IOException {
    Path folder = leftover("mixed");
    Path notes = file(folder, "notes.txt");
    Path below = Files.createDirectory(folder.resolve("image-album"));
    Path picture = file(below, "image-2.tmp");
    Path link = Files.createSymbolicLink(folder.resolve("image-link"), notes);

    newFile(new TempImageFolder(parent));

    assertThat(folder.resolve("image-1.tmp")).doesNotExist();
    assertThat(folder.resolve("lock")).doesNotExist();
    assertThat(notes).exists();
    assertThat(picture).exists();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void manyLeftoversAreDeletedOneAfterTheOther() throws IOException {
    Path folder = leftover("many");
    for (int i = 0; i < 3000; i++) {
      file(folder, "image-many-" + i);
    }

    newFile(new TempImageFolder(parent));

    assertThat(folder).doesNotExist();
  }

  @Test
  void plantedFoldersWithoutEndDoNotHoldUpTheFirstImage() throws IOException {
    for (int i = 0; i < 1500; i++) {
      Files.createDirectory(parent.resolve("images-generate-spool-planted-" + i));
    }

    assertThat(newFile(new TempImageFolder(parent))).exists();
    assertThat(folders()).hasSize(1501);
  }

  // ---- before anything is bought

  @Test
  void aFolderWithRoomIsUsable() throws IOException {
    TempImageFolder folder = new TempImageFolder(parent);

    folder.check();
    Path file = newFile(folder);
    folder.check();

    assertThat(file).exists();
    assertThat(folders()).hasSize(1);
  }

  @Test
  void aFullFolderIsNamedWithItsSetting() {
    long all = parent.toFile().getTotalSpace() + 1;

    assertThatThrownBy(() -> new TempImageFolder(parent, all).check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("java.io.tmpdir")
        .hasMessageContaining(parent.toString())
        .hasMessageContaining("MB free");
  }

  @Test
  void aParentThatIsNotAFolderIsNamedWithItsSetting() throws IOException {
    Path file = file(parent, "file");

    assertThatThrownBy(() -> new TempImageFolder(file).check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("java.io.tmpdir")
        .hasMessageContaining(file + " is not a folder");
  }

  /** Where even root may not write: a folder of the kernel, if there is one. */
  @Test
  void aParentThatCannotBeWrittenToIsNamedWithItsSetting() throws IOException {
    Path kernel = Path.of("/proc/self");
    Path readOnly = Files.isDirectory(kernel) ? kernel : Files.createDirectory(parent.resolve("x"));
    if (!readOnly.equals(kernel)) {
      Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-x------"));
    }

    assertThatThrownBy(() -> new TempImageFolder(readOnly).check())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("java.io.tmpdir")
        .hasMessageContaining(readOnly + " cannot be written to");
  }

  @Test
  void aFolderThatBecomesUsableIsUsed() throws IOException {
    Path later = parent.resolve("later");
    TempImageFolder folder = new TempImageFolder(later);
    assertThatThrownBy(folder::check).hasMessageContaining("does not exist");

    Files.createDirectory(later);

    folder.check();
    assertThat(newFile(folder)).exists();
  }

  /** A hook can no longer be registered then. */
  @Test
  void theFirstImageDuringAShutdownIsKept() throws Exception {
    other = start(ShuttingDownJvm.class);

    Path kept = said();

    assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(kept).hasContent("kept");
  }
}
