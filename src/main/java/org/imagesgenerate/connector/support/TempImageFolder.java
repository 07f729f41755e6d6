package org.imagesgenerate.connector.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of this JVM's temporary image files. It is created on first use and deleted at
 * shutdown; the folder of a crashed JVM is deleted by the next one, which finds it unlocked.
 *
 * <p>The parent is usually shared with other users, who may set traps: only a real folder that
 * belongs to this user alone is cleaned up, and only files that this class creates are deleted.
 */
public final class TempImageFolder {

  /** The JVM's own setting of the parent. */
  public static final String SETTING = "java.io.tmpdir";

  private static final Logger LOG = LoggerFactory.getLogger(TempImageFolder.class);
  private static final String PREFIX = "images-generate-spool-";
  private static final String LOCK = "lock";
  private static final String IMAGE = "image-";
  private static final int MAX_TRIES = 10;

  /** Another user may have created endless folders; they must not delay the first job. */
  private static final int MAX_LEFTOVERS = 1000;

  /** Space for the images of a request: with less, what is bought could probably not be kept. */
  static final long LEAST_FREE_BYTES = 64L * 1024 * 1024;

  private final Path parent;
  private final long leastFreeBytes;
  private Path folder;
  private FileChannel lock;

  /**
   * @param parent where the folder is created, usually the system's temporary folder
   */
  public TempImageFolder(Path parent) {
    this(parent, LEAST_FREE_BYTES);
  }

  /**
   * @param leastFreeBytes what {@link #check()} requires
   */
  TempImageFolder(Path parent, long leastFreeBytes) {
    this.parent = parent;
    this.leastFreeBytes = leastFreeBytes;
  }

  /**
   * Checks that images can be kept, before anything is bought. Takes some microseconds, except for
   * the first time, when the folder is created.
   *
   * @throws IOException that says what is wrong, and which setting changes it
   */
  public synchronized void check() throws IOException {
    String problem = problem();
    if (problem != null) {
      throw new IOException(
          "an image could not be kept: the temporary folder %s %s. Set %s to a folder that this worker can write to, with at least %,d MB free"
              .formatted(parent, problem, SETTING, leastFreeBytes >> 20));
    }
  }

  /** Where it is. */
  @Override
  public String toString() {
    return parent.toString();
  }

  private String problem() {
    try {
      ready();
    } catch (IOException e) {
      LOG.debug("No folder can be created in {}", parent, e);
      return Files.isDirectory(parent)
          ? "cannot be written to"
          : Files.exists(parent) ? "is not a folder" : "does not exist";
    }
    if (!Files.isWritable(folder)) {
      return "cannot be written to";
    }
    long free = folder.toFile().getUsableSpace();
    // a file system that does not know its size reports 0 for everything
    boolean isFull = free < leastFreeBytes && folder.toFile().getTotalSpace() > 0;
    return isFull ? "has only %,d MB free".formatted(free >> 20) : null;
  }

  synchronized Path newFile() throws IOException {
    ready();
    return Files.createTempFile(folder, IMAGE, null);
  }

  /** Creates the folder if there is none, or if it was deleted. */
  private void ready() throws IOException {
    boolean isFirst = folder == null;
    if (isFirst || !Files.isDirectory(folder)) {
      release(lock);
      folder = newFolder();
    }
    if (isFirst) {
      deleteAtShutdown();
      deleteLeftovers();
    }
  }

  private void deleteAtShutdown() {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(this::delete, "images-generate-spool"));
    } catch (IllegalStateException e) {
      // the shutdown has begun; the next start deletes the folder
      LOG.debug("{} stays until the next start", folder, e);
    }
  }

  /**
   * A locked folder. Another JVM may look for leftovers between the two steps and delete the new
   * folder; then another one is created.
   */
  private Path newFolder() throws IOException {
    for (int i = 0; i < MAX_TRIES; i++) {
      Path candidate = Files.createTempDirectory(parent, PREFIX);
      System.setProperty(candidate.toString(), "");
      lock = lock(candidate, StandardOpenOption.CREATE);
      if (lock != null && Files.exists(candidate.resolve(LOCK))) {
        return candidate;
      }
      System.clearProperty(candidate.toString());
      release(lock);
      deleteFiles(candidate);
    }
    throw new IOException("no folder for temporary images can be created in " + parent);
  }

  private synchronized void delete() {
    deleteFiles(folder);
    release(lock);
  }

  private static void release(FileChannel lock) {
    try {
      if (lock != null) {
        lock.close();
      }
    } catch (IOException e) {
      LOG.debug("The folder's lock could not be released", e);
    }
  }

  private void deleteLeftovers() {
    int seen = 0;
    try (var folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      UserPrincipal self = Files.getOwner(folder);
      for (Path leftover : folders) {
        if (++seen > MAX_LEFTOVERS) {
          return;
        }
        // closing a second channel to a lock file would end this JVM's own lock on it (POSIX);
        // a property, because a second class loader may hold a second connector
        if (System.getProperty(leftover.toString()) == null && isOurs(leftover, self)) {
          deleteIfFree(leftover);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("Leftovers of an earlier run could not be deleted", e);
    }
  }

  /**
   * Whether a folder is one that this class created for the same user: real, not a symbolic link,
   * with access for its owner only, as temporary folders are created, and with a lock. Any other
   * folder of that name may belong to another user.
   */
  static boolean isOurs(Path folder, UserPrincipal self) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(self)
        && isPrivate(folder)
        && Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
  }

  /** Without such modes (Windows), the system's temporary folder belongs to the user. */
  private static boolean isPrivate(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return true;
    }
    return Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .permissions()
        .equals(PosixFilePermissions.fromString("rwx------"));
  }

  private static void deleteIfFree(Path leftover) {
    FileChannel free = lock(leftover);
    if (free != null) {
      deleteFiles(leftover);
      release(free);
    }
  }

  /** A channel that holds the folder's lock, or null if another process holds it. */
  private static FileChannel lock(Path folder, StandardOpenOption... more) {
    FileChannel channel = null;
    FileLock lock = null;
    try {
      Set<OpenOption> options = new HashSet<>(List.of(more));
      options.add(StandardOpenOption.WRITE);
      options.add(LinkOption.NOFOLLOW_LINKS);
      channel = FileChannel.open(folder.resolve(LOCK), options);
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

  /**
   * Deletes the files that this class creates, and the folder if nothing else is in it. One by one,
   * because there may be more names than fit into the heap.
   */
  private static void deleteFiles(Path folder) {
    try {
      try (var images = Files.newDirectoryStream(folder, IMAGE + "*")) {
        for (Path image : images) {
          deleteFile(image);
        }
      }
      deleteFile(folder.resolve(LOCK));
      Files.delete(folder);
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("{} could not be deleted", folder, e);
    }
  }

  private static void deleteFile(Path file) throws IOException {
    if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(file);
    }
  }
}
