package org.imagesgenerate.connector;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.metrics.Metric;
import org.imagesgenerate.connector.purchase.JdbcPurchaseStore;
import org.imagesgenerate.connector.purchase.StoreException;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs when the runtime starts what an operator would otherwise learn from the first failed job. It
 * stops nothing: each job checks again, and a ledger may come up later.
 *
 * @param settings as they are in force
 * @param problems of settings that are wrong
 * @param ledger empty if there is none
 */
record StartupCheck(
    Settings settings,
    List<String> problems,
    TempImageFolder folder,
    Optional<JdbcPurchaseStore> ledger) {

  private static final Logger LOG = LoggerFactory.getLogger(StartupCheck.class);

  /** On a thread of its own: a ledger that does not answer must not delay the start. */
  void start() {
    Thread.ofPlatform().daemon().name("images-generate-startup-check").start(this::run);
  }

  void run() {
    registerAlerts();
    LOG.info("Settings in force: {}", inForce());
    problems.forEach(problem -> LOG.error("{}; every job is rejected", problem));
    checkFolder();
    ledger.ifPresentOrElse(
        StartupCheck::check,
        () -> LOG.info("The shared ledger is off: {} is not set", Setting.LEDGER_URL.variable()));
  }

  private String inForce() {
    return Arrays.stream(Setting.values())
        .map(setting -> setting.variable() + "=" + setting.shown(settings))
        .collect(Collectors.joining(", "));
  }

  private void checkFolder() {
    try {
      folder.check();
      LOG.info("Images can be stored in the temporary folder {}", folder);
    } catch (IOException e) {
      LOG.error("No job can buy: {}", e.getMessage());
    }
  }

  private static void check(JdbcPurchaseStore ledger) {
    try {
      ledger.check();
      LOG.info("The shared ledger can be reached");
    } catch (StoreException e) {
      LOG.error("No job can buy until this is corrected: {}", e.getMessage());
    }
  }

  /** Prometheus sees no increase in a series that begins with its first event. */
  private static void registerAlerts() {
    for (String provider : Provider.TYPES) {
      Metric.UNKNOWN_OUTCOMES.add(0, provider);
      Metric.COST.add(0, provider, "USD");
    }
  }
}
