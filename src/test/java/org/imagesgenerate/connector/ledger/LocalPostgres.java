package org.imagesgenerate.connector.ledger;

import java.io.IOException;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server of this JVM's own, on a free port of this machine and in a temporary
 * folder; needs its programs, and no service. It stops with the JVM.
 */
public final class LocalPostgres {

  public static final String USER = "images";
  private static final String MISSING =
      "PostgreSQL is not installed: install the package \"postgresql\" (Debian: apt-get install postgresql),"
          + " or leave its tests out with -DskipPostgres";

  private static final class Shared {
    static final LocalPostgres SERVER = start();
  }

  private final Path programs;
  private final Path folder;
  private final String account;
  private final int port;

  private LocalPostgres(Path programs, Path folder, String account, int port) {
    this.programs = programs;
    this.folder = folder;
    this.account = account;
    this.port = port;
  }

  /** Whether somebody asked to leave PostgreSQL out. */
  static boolean isLeftOut() {
    String property = System.getProperty("skipPostgres");
    return property != null && !property.equals("false");
  }

  /**
   * The one server of this JVM.
   *
   * @throws AssertionError that says what to install
   */
  public static LocalPostgres shared() {
    return Shared.SERVER;
  }

  /** The JDBC address of its one database; anyone from this machine is let in. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
  }

  /** Whether its programs are on this machine. */
  public static boolean isInstalled() {
    return programs().isPresent();
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
    Path programs = programs().orElseThrow(() -> new AssertionError(MISSING));
    try {
      // not the prefix of the connector's own folders: it deletes those that nobody holds
      Path folder = Files.createTempDirectory("ledger-postgres-");
      String account = account(folder);
      LocalPostgres server = new LocalPostgres(programs, folder, account, freePort());
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop-postgres"));
      server.run(
          "initdb", "-D", server.data(), "-A", "trust", "-U", USER, "-E", "UTF8", "--no-sync");
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

  /** A folder that holds the server itself, not scripts that only call one. */
  private static Optional<Path> programs() {
    List<Path> folders = new ArrayList<>();
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions
            .sorted(Comparator.reverseOrder())
            .map(version -> version.resolve("bin"))
            .forEach(folders::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    for (String entry : System.getenv().getOrDefault("PATH", "").split(":")) {
      folders.add(Path.of(entry));
    }
    return folders.stream().filter(LocalPostgres::holdsPrograms).findFirst();
  }

  private static boolean holdsPrograms(Path folder) {
    return Stream.of("initdb", "pg_ctl", "postgres")
        .map(folder::resolve)
        .allMatch(program -> Files.isExecutable(program) && !isScript(program));
  }

  private static boolean isScript(Path program) {
    try (var in = Files.newInputStream(program)) {
      byte[] start = in.readNBytes(2);
      return start.length == 2 && start[0] == '#' && start[1] == '!';
    } catch (IOException e) {
      return true;
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
    command.add(programs.resolve(program).toString());
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
