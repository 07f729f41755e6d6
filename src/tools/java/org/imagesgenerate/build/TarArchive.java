package org.imagesgenerate.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks programs that the tests need, on machines without the program tar too. */
public final class TarArchive {

  /** Unpacks all of it, with links and with the right to execute. */
  public static void unpack(InputStream archive, Path folder) throws IOException {
    try (TarArchiveInputStream entries = new TarArchiveInputStream(archive)) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path path = entry.resolveIn(folder);
        Files.createDirectories(entry.isDirectory() ? path : path.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
          Files.copy(entries, path, StandardCopyOption.REPLACE_EXISTING);
          path.toFile().setExecutable((entry.getMode() & 0100) != 0, false);
        }
      }
    }
  }

  private TarArchive() {}
}
