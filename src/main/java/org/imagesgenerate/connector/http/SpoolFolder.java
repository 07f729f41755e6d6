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
  private static final String PREFIX = "images-generate-spool-";
  private static final String LOCK = "lock";
  private static final int MOST_TRIES = 10;

  private final Path parent;
  private Path folder;
  private FileChannel lock;

  /**
   * @param parent where the folder is made, usually the system's temporary folder
   */
  public SpoolFolder(Path parent) {
    this.parent = parent;
  }

  synchronized Path newFile() throws IOException {
    if (folder == null) {
      deleteLeftovers();
      Runtime.getRuntime().addShutdownHook(new Thread(this::delete, "images-generate-spool"));
    }
    if (folder == null || !Files.isDirectory(folder)) {
      release(lock);
      folder = newFolder();
    }
    return Files.createTempFile(folder, "image-", null);
  }

  /**
   * A folder with its lock held. Another JVM may look for leftovers just between the two steps,
   * take the new folder for one and delete it: then there is another one.
   */
  private Path newFolder() throws IOException {
    for (int i = 0; i < MOST_TRIES; i++) {
      Path candidate = Files.createTempDirectory(parent, PREFIX);
      System.setProperty(candidate.toString(), "");
      lock = lock(candidate);
      if (lock != null && Files.exists(candidate.resolve(LOCK))) {
        return candidate;
      }
      System.clearProperty(candidate.toString());
      release(lock);
    }
    throw new IOException("no folder for temporary images can be made in " + parent);
  }

  private synchronized void delete() {
    deleteTree(folder);
    release(lock);
  }

  private static void release(FileChannel lock) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      LOG.debug("The spool's lock could not be released", e);
    }
  }

  private void deleteLeftovers() {
    try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path leftover : folders) {
        // closing a second channel to a lock file would end this JVM's own lock on it (POSIX);
        // a property, because a second class loader may hold a second connector
        if (System.getProperty(leftover.toString()) == null && isOurs(leftover)) {
          deleteIfFree(leftover);
        }
      }
    } catch (IOException e) {
      LOG.debug("Leftovers of an earlier run could not be deleted", e);
    }
  }

  /** What has no lock may be anybody's, whatever its name. */
  private static boolean isOurs(Path folder) {
    return Files.isRegularFile(folder.resolve(LOCK));
  }

  private static void deleteIfFree(Path leftover) {
    FileChannel free = lock(leftover);
    if (free != null) {
      deleteTree(leftover);
      release(free);
    }
  }

  /** A channel that holds the folder's lock, or null if somebody else holds it. */
  private static FileChannel lock(Path folder) {
    FileChannel channel = null;
    FileLock lock = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock = channel.tryLock();
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("{} cannot be locked", folder, e);
    }
    if (lock == null) {
      release(channel);
      return null;
    }
    return channel;
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
