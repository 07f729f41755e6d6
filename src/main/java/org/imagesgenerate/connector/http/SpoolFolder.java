package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of this JVM's temporary image files. It is made on first use and deleted at shutdown;
 * what a crashed JVM left is deleted by the next one, which sees that nobody holds its lock.
 */
public final class SpoolFolder {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolFolder.class);
  private static final String PREFIX = "images-generate-";
  private static final String LOCK = "lock";

  private final Path parent;
  private Path folder;
  private FileLock lock;

  /**
   * @param parent where the folder is made, usually the system's temporary folder
   */
  public SpoolFolder(Path parent) {
    this.parent = parent;
  }

  synchronized Path newFile() throws IOException {
    if (folder == null || !Files.isDirectory(folder)) {
      deleteLeftovers();
      folder = Files.createTempDirectory(parent, PREFIX);
      lock = lock(folder);
      Runtime.getRuntime().addShutdownHook(new Thread(this::delete, "images-generate-spool"));
    }
    return Files.createTempFile(folder, "image-", null);
  }

  private synchronized void delete() {
    try {
      lock.acquiredBy().close();
    } catch (IOException e) {
      LOG.debug("The spool's lock could not be released", e);
    }
    deleteTree(folder);
  }

  private void deleteLeftovers() {
    try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path leftover : folders) {
        FileLock free = lock(leftover);
        if (free != null) {
          free.acquiredBy().close();
          deleteTree(leftover);
        }
      }
    } catch (IOException e) {
      LOG.debug("Leftovers of an earlier run could not be deleted", e);
    }
  }

  /** The folder's lock, or null if another JVM, or this one, holds it. */
  private static FileLock lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      LOG.trace("{} belongs to this JVM", folder);
    }
    if (lock == null) {
      channel.close();
    }
    return lock;
  }

  private static void deleteTree(Path folder) {
    try (var files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} could not be deleted", folder, e);
    }
  }
}
