package org.imagesgenerate.benchmark;

import io.camunda.connector.api.document.Document;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentFactory;
import io.camunda.connector.runtime.core.document.DocumentFactoryImpl;
import io.camunda.connector.runtime.core.document.store.InMemoryDocumentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.purchase.CompletedPurchase;
import org.imagesgenerate.connector.purchase.Database;
import org.imagesgenerate.connector.purchase.InFlightPurchases;
import org.imagesgenerate.connector.purchase.JdbcPurchaseStore;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore;
import org.imagesgenerate.connector.purchase.PurchaseCall;
import org.imagesgenerate.connector.purchase.PurchaseGuard;
import org.imagesgenerate.connector.purchase.PurchaseStore;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * Many jobs at once whose images come as bytes, on one worker with the shared ledger in a
 * PostgreSQL of this machine. What counts is that no job fails and that every row is written; the
 * rate is compared with a peer in the same run: the same bytes, inserted by the JDBC driver alone
 * over as many connections, and never deleted.
 */
public final class LedgerLoad {

  private static final int CONNECTIONS = 8;
  private static final int PART_BYTES = 256 * 1024;
  private static final Duration BUDGET = Duration.ofMinutes(4);

  /** How many jobs there are for each one in flight. */
  private static final int JOBS_EACH = 2;

  private static final int ROUNDS = 3;

  /**
   * What is run.
   *
   * @param uploadMillis how long the document store takes for one image
   */
  private record Load(int inFlight, int images, int megabytes, int uploadMillis) {
    int jobs() {
      return JOBS_EACH * inFlight;
    }
  }

  private final Load load;
  private final byte[] image;
  private final Path parent;
  private final TempImageFolder folder;
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger warned = new AtomicInteger();
  private final List<Double> waits = new ArrayList<>();
  private final DocumentFactory documents = new DocumentFactoryImpl(InMemoryDocumentStore.INSTANCE);
  private final Document document =
      documents.create(DocumentCreationRequest.from(new byte[1]).fileName("a.png").build());

  private LedgerLoad(Load load, Path parent) {
    this.load = load;
    this.parent = parent;
    this.folder = new TempImageFolder(parent);
    image = new byte[load.megabytes() << 20];
    new Random(7).nextBytes(image);
  }

  // ---- one job

  private GenerationResult generate() {
    List<GenerationResult.Image> images = new ArrayList<>();
    for (int i = 0; i < load.images(); i++) {
      try (ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT)) {
        for (int offset = 0; offset < image.length; offset += PART_BYTES) {
          writer.write(image, offset, Math.min(PART_BYTES, image.length - offset));
        }
        images.add(GenerationResult.Image.of(new Source.Bytes(writer.finish())));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new GenerationResult(images, "req", Map.of(), null, null, List.of());
  }

  /** Reads each file as an upload does. */
  private Void deliver(CompletedPurchase purchase) {
    if (!purchase.warnings().isEmpty()) {
      warned.incrementAndGet();
    }
    for (CompletedPurchase.Image each : purchase.images()) {
      try (InputStream in = each.file().open()) {
        in.transferTo(OutputStream.nullOutputStream());
        Thread.sleep(load.uploadMillis());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      each.setFile(each.file(), new ImageFacts("image/png", "png", 1024, 1024));
      each.setDocument(document);
    }
    return null;
  }

  private void run(PurchaseGuard guard, int number) {
    long start = System.nanoTime();
    ImagesApi api =
        new ImagesApi() {
          @Override
          public Origin origin(ImageRequest request) {
            return null;
          }

          @Override
          public GenerationResult generate(GenerationRequest request) {
            synchronized (waits) {
              waits.add((System.nanoTime() - start) / 1e6);
            }
            return LedgerLoad.this.generate();
          }
        };
    GenerationRequest request =
        new GenerationRequest(
            null, new PurchaseKey(number, "%064x".formatted(number)), Deadline.in(BUDGET), null);
    try {
      guard.getOrBuy(
          new PurchaseCall(
              request, null, api, "openai", documents, new Redaction(List.of()), stage -> {}),
          this::deliver);
    } catch (ImagesException e) {
      failed.incrementAndGet();
      System.out.println(e.code() + ": " + e.getMessage());
    }
  }

  // ---- all of them

  private interface Job {
    void run(int number) throws SQLException;
  }

  /** Jobs per second. */
  private double rate(int atOnce, Job job) throws InterruptedException {
    long start = System.nanoTime();
    List<Future<Void>> jobs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
      for (int i = 1; i <= load.jobs(); i++) {
        int number = i;
        jobs.add(
            threads.submit(
                () -> {
                  job.run(number);
                  return null;
                }));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    for (Future<Void> done : jobs) {
      try {
        done.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    return load.jobs() / seconds;
  }

  private PurchaseGuard guard(Settings settings, boolean isShared) {
    InFlightPurchases inFlight = new InFlightPurchases();
    MemoryPurchaseStore memory =
        new MemoryPurchaseStore(settings, inFlight::contains, System::nanoTime);
    PurchaseStore store =
        isShared
            ? new JdbcPurchaseStore(
                settings, () -> new ImageFile.Writer(folder, Limits.DEFAULT), memory)
            : memory;
    return new PurchaseGuard(store, inFlight, InstantSource.system(), Sleeper.SLEEP);
  }

  private double withoutLedger() throws InterruptedException {
    PurchaseGuard guard = guard(new Settings(name -> null), false);
    return rate(load.inFlight(), number -> run(guard, number));
  }

  private double withLedger(Database.Settings database) throws InterruptedException {
    PurchaseGuard guard = guard(new Settings(database.map()::get), true);
    waits.clear();
    return rate(load.inFlight(), number -> run(guard, number));
  }

  /** The same bytes in the same parts, one transaction for each job. */
  private double peer(Database.Settings database) throws InterruptedException {
    database.execute(
        "CREATE TABLE peer (job INTEGER, image INTEGER, part INTEGER, bytes BYTEA,"
            + " PRIMARY KEY (job, image, part))");
    return rate(
        CONNECTIONS,
        number -> {
          try (Connection connection = DriverManager.getConnection(database.url())) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO peer VALUES (?, ?, ?, ?)")) {
              insert.setInt(1, number);
              for (int i = 0; i < load.images(); i++) {
                insert.setInt(2, i);
                for (int part = 0; part * PART_BYTES < image.length; part++) {
                  insert.setInt(3, part);
                  int from = part * PART_BYTES;
                  insert.setBytes(
                      4,
                      Arrays.copyOfRange(image, from, Math.min(from + PART_BYTES, image.length)));
                  insert.executeUpdate();
                }
              }
            }
            connection.commit();
          }
        });
  }

  /** Returns the ratio to the peer. */
  private double measure() throws InterruptedException {
    Database.Settings forPeer = Database.POSTGRESQL.empty(parent);
    double peer = peer(forPeer);
    forPeer.execute("DROP TABLE peer");
    double without = withoutLedger();
    failed.set(0);
    warned.set(0);
    Database.Settings database = Database.POSTGRESQL.empty(parent);
    double with = withLedger(database);
    String open =
        database.value("SELECT COUNT(*) FROM images_generate_purchases WHERE state <> 'BOUGHT'");
    int parts = database.count("images_generate_bytes");
    double[] sorted = waits.stream().mapToDouble(it -> it).sorted().toArray();
    System.out.printf(
        "%s: %.1f jobs/s, without ledger %.1f, inserts alone %.1f, ratio %.2f; jobs failed %d, with a warning %d, rows not BOUGHT %s, parts of images left %d; row before the request: median %.0f ms, longest %.0f ms; load of this machine %.1f%n",
        load,
        with,
        without,
        peer,
        with / peer,
        failed.get(),
        warned.get(),
        open,
        parts,
        sorted.length == 0 ? 0 : sorted[sorted.length / 2],
        sorted.length == 0 ? 0 : sorted[sorted.length - 1],
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    return with / peer;
  }

  /**
   * Prints one line for each round of each load, and the median of their ratios.
   *
   * @param arguments optionally one other load: jobs in flight, images of a job, megabytes of an
   *     image, milliseconds that the document store takes for an image
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path base = Files.createDirectories(Path.of("target", "benchmark"));
    int[] numbers = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
    List<Load> loads =
        numbers.length == 4
            ? List.of(new Load(numbers[0], numbers[1], numbers[2], numbers[3]))
            : List.of(new Load(64, 10, 3, 0), new Load(200, 10, 2, 0));
    for (Load load : loads) {
      double[] ratios = new double[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        ratios[i] = new LedgerLoad(load, Files.createTempDirectory(base, "ledger-load-")).measure();
      }
      Arrays.sort(ratios);
      System.out.printf("%s: median ratio to inserts alone %.2f%n", load, ratios[ROUNDS / 2]);
    }
  }
}
