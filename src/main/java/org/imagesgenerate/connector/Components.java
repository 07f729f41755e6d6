package org.imagesgenerate.connector;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imagesgenerate.connector.delivery.Delivery;
import org.imagesgenerate.connector.delivery.ImageDownloader;
import org.imagesgenerate.connector.error.BackOff;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.ProxySettings;
import org.imagesgenerate.connector.input.DocumentCopier;
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

/**
 * The objects that all functions share.
 *
 * @param purchases makes one activation one purchase: on all workers that share a ledger, otherwise
 *     on this one
 * @param collections the same for Images Collect, which buys nothing; on this worker only
 * @param inputImages reads the documents of Images Edit
 * @param deadlines starts the budget of a job
 * @param cluster the operator's name for the Camunda cluster, or null
 * @param secrets the operator's passwords
 * @param wrongSettings what every job is rejected for
 * @param startupCheck for the start of the runtime
 */
record Components(
    LiveCatalog catalog,
    Providers providers,
    PurchaseGuard purchases,
    PurchaseGuard collections,
    InputImageReader inputImages,
    Delivery delivery,
    BackOff backOff,
    Function<Duration, Deadline> deadlines,
    String cluster,
    List<String> secrets,
    List<String> wrongSettings,
    StartupCheck startupCheck) {

  /** One per JVM: all functions share connections and purchases. */
  private static final class Shared {
    static final Components INSTANCE = of(Settings.ofEnvironment(), Sleeper.SLEEP);

    static {
      INSTANCE.startupCheck().start();
    }
  }

  static Components shared() {
    return Shared.INSTANCE;
  }

  static Components of(Settings settings, Sleeper sleeper) {
    return of(settings, sleeper, System::nanoTime);
  }

  /**
   * @param nanoTime the clock of deadlines; it has to advance while the sleeper waits
   */
  static Components of(Settings settings, Sleeper sleeper, LongSupplier nanoTime) {
    return of(settings, sleeper, nanoTime, UnaryOperator.identity());
  }

  /**
   * @param store wraps the store of purchases; for tests that kill a worker
   */
  static Components of(
      Settings all, Sleeper sleeper, LongSupplier nanoTime, UnaryOperator<PurchaseStore> store) {
    // if this class failed to load, the runtime would start without its other connectors, too
    Settings settings = Setting.valid(all);
    InstantSource clock = InstantSource.system();
    TempImageFolder folder = new TempImageFolder(temporaryFolder(settings));
    Http http = new Http(settings, folder);
    InFlightPurchases inFlight = new InFlightPurchases();
    MemoryPurchaseStore memory =
        new MemoryPurchaseStore(settings, inFlight::contains, System::nanoTime);
    Optional<JdbcPurchaseStore> ledger =
        JdbcPurchaseStore.isOn(settings)
            ? Optional.of(new JdbcPurchaseStore(settings, http::newImage, memory))
            : Optional.empty();
    PurchaseStore purchases = ledger.isPresent() ? ledger.get() : memory;
    List<String> wrong =
        Stream.of(Setting.problems(all), ProxySettings.problems(all))
            .flatMap(List::stream)
            .toList();
    Providers providers = new Providers(http, clock, sleeper);
    return new Components(
        new LiveCatalog(providers, http, settings, nanoTime),
        providers,
        new PurchaseGuard(store.apply(purchases), inFlight, clock, sleeper),
        new PurchaseGuard(memory, inFlight, clock, sleeper),
        new InputImageReader(new DocumentCopier(folder, sleeper)),
        new Delivery(new ImageDownloader(http, settings, sleeper), sleeper),
        new BackOff(Math::random),
        budget -> Deadline.in(budget, nanoTime),
        settings.text(Setting.CLUSTER.variable()),
        Setting.secrets(all),
        wrong,
        new StartupCheck(settings, wrong, folder, ledger));
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
