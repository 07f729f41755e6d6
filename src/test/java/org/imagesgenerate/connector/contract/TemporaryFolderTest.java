package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.simulator.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that cannot keep an image buys none. */
class TemporaryFolderTest {

  private static final String SETTING = "java.io.tmpdir";

  @TempDir Path parent;

  private Path missing() {
    return parent.resolve("missing");
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSentWithoutATemporaryFolder(Api api) throws IOException {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      scene.setting(SETTING, missing().toString());
      Outcome outcome = scene.first();

      assertThat(outcome.code()).isEqualTo("CONNECTION_FAILED");
      assertThat(outcome.failure().getMessage())
          .contains(SETTING, missing().toString(), "does not exist", "purchase: none");
      assertThat(scene.simulator().requests()).isEmpty();

      Files.createDirectory(missing());
      assertThat(scene.next(outcome).code()).isEqualTo("completed");
      assertThat(scene.bought()).isEqualTo(api.hasServer() ? 1 : 0);
    }
  }

  /** Its task is not lost: the next attempt on a worker that can keep the image gets it. */
  @ParameterizedTest
  @EnumSource(names = {"WAVESPEED", "RUNWARE"})
  void aTaskThatRunsIsKept(Api api) throws IOException {
    try (FaultScene scene = new FaultScene(api, Operation.GENERATE)) {
      scene.begin("document");
      scene.shortBudget();
      scene.onEveryPoll(Fault.stall());
      Outcome pending = scene.first();
      assertThat(pending.code()).isEqualTo("TASK_PENDING");

      scene.nextElsewhere(SETTING, missing().toString());
      Outcome unkept = scene.next(pending);
      assertThat(unkept.code()).isEqualTo("TASK_PENDING");
      assertThat(unkept.variable("task")).isEqualTo(pending.variable("task"));

      scene.nextElsewhere();
      assertThat(scene.next(unkept).code()).isEqualTo("completed");
      assertThat(scene.bought()).isEqualTo(1);
    }
  }

  /** An image that was bought as a URL is downloaded later. */
  @Test
  void aUrlThatWasBoughtIsKept() throws IOException {
    Path folder = Files.createDirectory(missing());
    try (FaultScene scene = new FaultScene(Api.AIML_API, Operation.GENERATE)) {
      scene.begin("document");
      scene.setting(SETTING, folder.toString());
      scene.onPurchase(exchange -> delete(folder));
      Outcome outcome = scene.first();

      assertThat(outcome.code()).isEqualTo("DOWNLOAD_FAILED");
      assertThat(outcome.failure().getMessage()).contains(SETTING);
      assertThat(outcome.variable("purchase")).isEqualTo("made");

      Files.createDirectory(folder);
      assertThat(scene.next(outcome).code()).isEqualTo("completed");
      assertThat(scene.bought()).isEqualTo(1);
    }
  }
}
