package org.imagesgenerate.connector;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.delivery.Delivery;
import org.imagesgenerate.connector.delivery.ImageDownloader;
import org.imagesgenerate.connector.error.BackOff;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.ProxySettings;
import org.imagesgenerate.connector.purchase.InFlightPurchases;
import org.imagesgenerate.connector.purchase.JdbcPurchaseStore;
import org.imagesgenerate.connector.purchase.MemoryPurchaseStore;
import org.imagesgenerate.connector.purchase.PurchaseGuard;
import org.imagesgenerate.connector.purchase.PurchaseStore;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the functions are made of.
 *
 * @param catalog what each model takes
 * @param providers who speaks to whom
 * @param purchases one activation, one purchase: on all workers where there is a ledger, else on
 *     this one
 * @param collections the same for images that are bought already; on this worker only
 * @param delivery how images reach the process
 * @param backOff how long to wait between attempts
 * @param deadlines starts the budget of a job
 * @param cluster the operator's name for the Camunda cluster, or null
 * @param secrets the operator's passwords
 * @param wrongSettings what every job is rejected for
 */
record Components(
    Catalog catalog,
    Providers providers,
    PurchaseGuard purchases,
    PurchaseGuard collections,
    Delivery delivery,
    BackOff backOff,
    Function<Duration, Deadline> deadlines,
    String cluster,
    List<String> secrets,
    List<String> wrongSettings) {

  private static final Logger LOG = LoggerFactory.getLogger(Components.class);

  /** Shared by both functions of a JVM: connections, and the guard over purchases. */
  private static final class Shared {
    static final Components PARTS = of(Settings.ofEnvironment(), Sleeper.SLEEP);

    static {
      PARTS.wrongSettings().forEach(problem -> LOG.error("{}; every job is rejected", problem));
    }
  }

  static Components shared() {
    return Shared.PARTS;
  }

  static Components of(Settings settings, Sleeper pause) {
    return of(settings, pause, System::nanoTime);
  }

  /**
   * @param pause how to wait
   * @param nanoTime the clock of deadlines, which has to run on while paused
   */
  static Components of(Settings settings, Sleeper pause, LongSupplier nanoTime) {
    return of(settings, pause, nanoTime, UnaryOperator.identity());
  }

  /**
   * @param store stands before the store of purchases; for tests that cut a worker off
   */
  static Components of(
      Settings all, Sleeper pause, LongSupplier nanoTime, UnaryOperator<PurchaseStore> store) {
    // a class that fails to load takes the runtime's other connectors along
    Settings settings = Setting.valid(all);
    InstantSource clock = InstantSource.system();
    Http http = new Http(settings, new TempImageFolder(temporaryFolder(settings)));
    InFlightPurchases flights = new InFlightPurchases();
    MemoryPurchaseStore memory =
        new MemoryPurchaseStore(settings, flights::contains, System::nanoTime);
    PurchaseStore purchases =
        JdbcPurchaseStore.isOn(settings)
            ? new JdbcPurchaseStore(settings, http::newImage, memory)
            : memory;
    return new Components(
        Catalog.builtIn(),
        new Providers(http, clock, pause),
        new PurchaseGuard(store.apply(purchases), flights, clock, pause),
        new PurchaseGuard(memory, flights, clock, pause),
        new Delivery(new ImageDownloader(http, settings, pause), pause),
        new BackOff(Math::random),
        budget -> Deadline.in(budget, nanoTime),
        settings.text("IMAGES_GENERATE_CLUSTER"),
        Setting.secrets(all),
        Stream.of(Setting.problems(all), ProxySettings.problems(all))
            .flatMap(List::stream)
            .toList());
  }

  /**
   * @throws ImagesException INVALID_INPUT that names every setting that is wrong
   */
  void checkSettings() {
    if (!wrongSettings.isEmpty()) {
      throw ImagesException.invalidInput(
          String.join("\n", wrongSettings)
              + "\nThe operator of the connectors runtime has to correct this and restart it");
    }
  }

  private static Path temporaryFolder(Settings settings) {
    String set = settings.text(TempImageFolder.SETTING);
    return Path.of(set == null ? System.getProperty(TempImageFolder.SETTING) : set);
  }
}
