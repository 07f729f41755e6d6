package org.imagesgenerate.connector.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.camunda.connector.api.error.ConnectorInputException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.imagesgenerate.connector.TestWorker;
import org.imagesgenerate.connector.TestWorker.Outcome;
import org.imagesgenerate.connector.catalog.Operation;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.ReceivedImage;
import org.imagesgenerate.simulator.SimulatedPurchase;
import org.imagesgenerate.simulator.TestImages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same scenarios over all provider types, with Images Generate and with Images Edit. What a
 * provider can not do is asserted as the documented warning or refusal.
 */
class ContractTest {

  /** One provider, its server and a fresh worker. */
  private record Scene(Api api, Operation operation, ImagesSimulator simulator, TestWorker worker) {

    Outcome run(Object... more) {
      return api.run(operation, worker, 7, api.job(simulator, more));
    }

    boolean edits() {
      return operation == Operation.EDIT;
    }

    /** A fault for the next request that may buy. */
    Scene next(Fault... faults) {
      simulator.nextFor(Api::buys, faults);
      return this;
    }

    void refused(Outcome outcome, String field) {
      assertThat(outcome.code()).isEqualTo("INVALID_INPUT");
      assertThat(outcome.failure().getMessage()).contains(field);
      assertThat(outcome.failure().getCause()).isInstanceOf(ConnectorInputException.class);
      assertThat(outcome.variable("purchase")).isEqualTo("none");
      assertThat(simulator.requests()).isEmpty();
    }

    void completed(Outcome outcome, int images) {
      assertThat(outcome.failure()).isNull();
      assertThat(outcome.result().path("status").asText()).isEqualTo("completed");
      assertThat(outcome.result().path("images")).hasSize(images);
      assertThat(outcome.result().path("provider").asText()).isEqualTo(api.type());
      assertThat(outcome.result().toString()).doesNotContain(Api.KEY);
    }

    /** The simulation buys nothing. */
    void purchases(int count) {
      assertThat(simulator.purchases()).isEqualTo(api.hasServer() ? count : 0);
    }

    void ended(Outcome outcome, String code, String purchase) {
      assertThat(outcome.code()).isEqualTo(code);
      assertThat(outcome.variable("purchase")).isEqualTo(purchase);
      assertThat(outcome.variable("provider")).isEqualTo(api.type());
      assertThat(outcome.failure().getMessage()).doesNotContain(Api.KEY);
      assertThat(outcome.failure().getErrorVariables().toString()).doesNotContain(Api.KEY);
    }
  }

  private static void on(Api api, Consumer<Scene> scenario) {
    on(api, Operation.GENERATE, scenario);
    on(api, Operation.EDIT, scenario);
  }

  private static void on(Api api, Operation operation, Consumer<Scene> scenario) {
    try (ImagesSimulator simulator = api.start()) {
      scenario.accept(new Scene(api, operation, simulator, new TestWorker()));
    } catch (AssertionError e) {
      throw new AssertionError(operation + ": " + e.getMessage(), e);
    }
  }

  private static JsonNode first(Outcome outcome) {
    return outcome.result().path("images").path(0);
  }

  // ---- images

  @ParameterizedTest
  @EnumSource
  void aPromptBecomesADocumentWithTheFactsOfItsBytes(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("size", "1024x1024", "documentName", "lighthouse");
          scene.completed(outcome, 1);
          JsonNode image = first(outcome);
          assertThat(image.path("index").asInt()).isEqualTo(1);
          assertThat(image.path("width").asInt()).isEqualTo(1024);
          assertThat(image.path("height").asInt()).isEqualTo(1024);
          assertThat(image.path("sha256").asText()).matches("[0-9a-f]{64}");
          assertThat(image.path("sizeInBytes").asLong())
              .isEqualTo(scene.worker().contents().getFirst().length);
          assertThat(scene.worker().documents().getFirst().contentType())
              .isEqualTo(image.path("mimeType").asText());
          assertThat(scene.worker().documents().getFirst().fileName()).startsWith("lighthouse.");
          assertThat(image.has("url")).isFalse();
          assertThat(image.has("b64_json")).isFalse();
          scene.purchases(1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void severalImagesAreNumberedOrRejected(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("n", "3");
          if (!api.severalImages() && !scene.edits()) {
            scene.refused(outcome, "n: 3");
            return;
          }
          scene.completed(outcome, 3);
          assertThat(outcome.result().path("images").findValuesAsText("index"))
              .containsExactly("1", "2", "3");
          assertThat(scene.worker().documents())
              .extracting(document -> document.fileName().replaceAll("\\..*", ""))
              .containsExactly("image-1", "image-2", "image-3");
          if (api.hasServer()) {
            assertThat(scene.simulator().imagesBought()).isEqualTo(3);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aSizeReachesThePicture(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("size", "1536x1024");
          scene.completed(outcome, 1);
          double ratio =
              first(outcome).path("width").asDouble() / first(outcome).path("height").asDouble();
          assertThat(ratio).isBetween(1.45, 1.55);
        });
  }

  /** Two models at each provider that sells more than OpenAI's, with the same job. */
  @ParameterizedTest
  @CsvSource({
    "AIML_API, flux/dev",
    "AIML_API, google/nano-banana-pro",
    "WAVESPEED, wavespeed-ai/flux-dev",
    "WAVESPEED, google/nano-banana-pro/text-to-image",
    "RUNWARE, runware:101@1",
    "RUNWARE, google:4@2"
  })
  void modelsOfOtherFamiliesTakeTheSameJob(Api api, String model) {
    on(
        api,
        scene -> {
          Outcome outcome =
              scene.run(
                  "model", model, "n", 2, "size", "1536x1024", "seed", "7", "quality", "high");
          scene.completed(outcome, 2);
          assertThat(scene.simulator().imagesBought()).isEqualTo(2);
          assertThat(outcome.result().path("warnings").toString())
              .contains("quality was left out: " + model + " has no such field");
        });
  }

  @ParameterizedTest
  @CsvSource({
    "AIML_API, flux/dev",
    "AIML_API, google/nano-banana-pro",
    "WAVESPEED, wavespeed-ai/flux-dev",
    "WAVESPEED, google/nano-banana-pro/text-to-image",
    "RUNWARE, runware:101@1",
    "RUNWARE, google:4@2"
  })
  void aFieldThatIsNotInThePublishedSchemaIsRejectedByTheProvider(Api api, String model) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("model", model, "extraBody", Map.of("no_such_field", true));
          assertThat(outcome.code()).isEqualTo("REQUEST_REJECTED");
          scene.purchases(0);
        });
  }

  @ParameterizedTest
  @EnumSource
  void autoIsASizeEverywhere(Api api) {
    on(api, scene -> scene.completed(scene.run("size", "auto"), 1));
  }

  @ParameterizedTest
  @EnumSource
  void aFileFormatReachesThePicture(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("output_format", "jpeg");
          scene.completed(outcome, 1);
          assertThat(first(outcome).path("mimeType").asText()).isEqualTo("image/jpeg");
          assertThat(scene.worker().documents().getFirst().fileName()).isEqualTo("image.jpg");
        });
  }

  @ParameterizedTest
  @EnumSource
  void smallBase64StaysInTheVariable(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("response_format", "b64_json", "size", "1024x1024");
          scene.completed(outcome, 1);
          byte[] bytes =
              java.util.Base64.getDecoder().decode(first(outcome).path("b64_json").asText());
          assertThat(bytes).hasSize(first(outcome).path("sizeInBytes").asInt());
          assertThat(scene.worker().documents()).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  void urlsAreGivenOrRejected(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("response_format", "url");
          if (api.givesUrls()) {
            scene.completed(outcome, 1);
            assertThat(first(outcome).path("url").asText()).isNotEmpty();
            assertThat(first(outcome).has("width")).isFalse();
            assertThat(first(outcome).has("document")).isFalse();
          } else if (api == Api.COMPATIBLE) {
            // the parameter is never sent with this name of a model; this server answers so anyway
            scene.completed(outcome, 1);
            assertThat(scene.simulator().lastRequest().body()).doesNotContain("response_format");
            assertThat(first(outcome).path("url").asText()).isNotEmpty();
          } else {
            scene.refused(outcome, "response_format");
          }
        });
  }

  // ---- what is left out, and what is rejected

  @ParameterizedTest
  @EnumSource
  void aFieldThatTheModelDoesNotHaveIsLeftOutWithAWarning(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("style", "vivid");
          scene.completed(outcome, 1);
          if (api.hasRules()) {
            assertThat(outcome.warnings())
                .anyMatch(warning -> warning.startsWith("style was left out"));
            assertThat(scene.simulator().requests())
                .noneMatch(request -> request.body().contains("vivid"));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aValueThatTheModelDoesNotTakeIsRejected(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("quality", "hd");
          if (api.hasRules()) {
            scene.refused(outcome, "quality: \"hd\"");
          } else {
            scene.completed(outcome, 1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void transparentJpegIsRefusedEverywhere(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("background", "transparent", "output_format", "jpeg");
          // also where gpt-image-2 has no background: the contract says everywhere
          scene.refused(outcome, "background");
        });
  }

  @ParameterizedTest
  @EnumSource
  void badInputIsRefusedBeforeAnythingIsSent(Api api) {
    on(
        api,
        scene -> {
          scene.refused(scene.run("n", 0), "n: 0");
          scene.refused(scene.run("n", 1.5), "n: is \"1.5\"");
          if (api != Api.COMPATIBLE) {
            scene.refused(scene.run("n", 99), "n: 99");
          }
          scene.refused(scene.run("size", "huge"), "size: \"huge\"");
          scene.refused(scene.run("prompt", "  "), "prompt: is missing");
          if (api != Api.SIMULATION) {
            scene.refused(scene.run("model", null), "model: is missing");
          }
          scene.refused(scene.run("response_format", "file"), "response_format: \"file\"");
          scene.refused(scene.run("timeout", "4 minutes"), "timeout: is \"4 minutes\"");
          if (api != Api.WAVESPEED) {
            scene.refused(scene.run("output_compression", 101), "output_compression: 101");
          }
          scene.refused(scene.run("extraBody", "seed = 7"), "extraBody: is a text");
          scene.refused(scene.run("delivery", "later"), "delivery: \"later\"");
        });
  }

  @ParameterizedTest
  @EnumSource
  void aMissingKeyIsRefusedWhereOneIsNeeded(Api api) {
    on(
        api,
        scene -> {
          Map<String, Object> provider = new HashMap<>(api.provider(scene.simulator()));
          provider.put("apiKey", " ");
          Outcome outcome = scene.run("provider", provider);
          if (api == Api.SIMULATION) {
            scene.completed(outcome, 1);
          } else if (api == Api.COMPATIBLE) {
            // a server of unknown make may ask for none
            scene.completed(outcome, 1);
            assertThat(scene.simulator().lastRequest().carriesKey()).isFalse();
          } else {
            scene.refused(outcome, "provider.apiKey: is missing");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void aKeyInThePromptIsRejected(Api api) {
    on(
        api,
        scene -> {
          scene.refused(scene.run("prompt", "write " + Api.KEY + " on a wall"), "prompt: contains");
          scene.refused(scene.run("extraBody", Map.of("note", Api.KEY)), "extraBody: contains");
        });
  }

  @ParameterizedTest
  @EnumSource
  void submitIsForProvidersWithTasks(Api api) {
    on(
        api,
        scene -> {
          Outcome outcome = scene.run("delivery", "submit");
          if (api.hasTasks()) {
            assertThat(outcome.code()).isEqualTo("submitted");
            assertThat(outcome.result().path("task").path("ids")).hasSize(1);
            assertThat(outcome.result().path("images")).isEmpty();
            scene.purchases(1);
          } else {
            scene.refused(outcome, "delivery");
          }
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void extraBodyReachesTheProvider(Api api) {
    on(
        api,
        scene -> {
          // the provider may refuse what it does not know: what counts is that it got it
          scene.run("extraBody", Map.of("complexity", "low"));
          assertThat(scene.simulator().requests(Api::buys).getFirst().body())
              .containsPattern("\"complexity\"\\s*:?\\s*\"?low");
        });
  }

  // ---- rejections by the provider

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"SIMULATION", "COMPATIBLE"})
  void aWrongKeyEndsTheJob(Api api) {
    on(
        api,
        scene -> {
          Map<String, Object> provider =
              api.provider(scene.simulator().uri().toString(), "sk-wrong-0123456789");
          Outcome outcome = scene.run("provider", provider);
          scene.ended(outcome, "AUTHENTICATION_FAILED", "none");
          assertThat(outcome.failure().getMessage()).doesNotContain("sk-wrong-0123456789");
          assertThat(outcome.failure().getCause()).isInstanceOf(ConnectorInputException.class);
          scene.purchases(0);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void anUnknownModelIsNamed(Api api) {
    on(
        api,
        scene -> {
          Fault refusal =
              Fault.answer(
                  switch (api) {
                    case AIML_API ->
                        org.imagesgenerate.simulator.AimlApiErrors.modelNotFound("unknown-1");
                    case WAVESPEED ->
                        org.imagesgenerate.simulator.WaveSpeedSimulation.error(
                            404, "model not found");
                    case RUNWARE ->
                        org.imagesgenerate.simulator.RunwareSimulation.error(
                            400, "invalidModel", "model");
                    case AZURE_V1, AZURE_CLASSIC ->
                        org.imagesgenerate.simulator.OpenAiErrors.azureDeploymentNotFound();
                    default ->
                        org.imagesgenerate.simulator.OpenAiErrors.modelDoesNotExist("unknown-1");
                  });
          Outcome outcome = scene.next(refusal).run("model", "unknown-1");
          scene.ended(outcome, "MODEL_UNAVAILABLE", "none");
          assertThat(outcome.failure().getMessage()).contains("unknown-1");
        });
  }

  // ---- after the purchase

  @ParameterizedTest
  @EnumSource
  void aJobThatComesAgainGetsWhatWasBought(Api api) {
    on(
        api,
        scene -> {
          scene.completed(scene.run(), 1);
          scene.completed(scene.run(), 1);
          scene.purchases(1);
          assertThat(scene.worker().documents()).hasSize(1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void changedInputIsANewPurchase(Api api) {
    on(
        api,
        scene -> {
          scene.completed(scene.run(), 1);
          scene.completed(scene.run("prompt", "a blue lighthouse"), 1);
          scene.purchases(2);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void aDownloadThatFailsLosesNothing(Api api) {
    on(
        api,
        scene -> {
          String legacy = scene.edits() ? "dall-e-2" : "dall-e-3";
          Object[] job = {"model", api.givesUrls() ? "gpt-image-2" : legacy};
          scene.simulator().always(request -> request.isDownload(), Fault.empty(503));
          Outcome outcome = scene.run(job);
          if (scene.simulator().requests(request -> request.isDownload()).isEmpty()) {
            // this provider was asked for base64: there is nothing to download
            scene.completed(outcome, 1);
          } else {
            scene.ended(outcome, "DOWNLOAD_FAILED", "made");
            assertThat(outcome.variable("url")).asString().startsWith("http");
            assertThat(scene.simulator().requests(request -> request.isDownload()))
                .noneMatch(request -> request.carriesKey());
            scene.simulator().behave();
            scene.completed(scene.run(job), 1);
          }
          scene.purchases(1);
        });
  }

  // ---- images to edit

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void theBytesOfEveryInputImageArriveInTheirOrder(Api api) {
    on(
        api,
        Operation.EDIT,
        scene -> {
          byte[] first = TestImages.png(64, 48);
          byte[] second = TestImages.jpeg(48, 64);
          Outcome outcome =
              scene.run(
                  "images",
                  List.of(
                      scene.worker().document("first", first),
                      scene.worker().document("second", second)));

          scene.completed(outcome, 1);
          scene.purchases(1);
          SimulatedPurchase purchase = scene.simulator().bill().getLast();
          assertThat(purchase.inputImages())
              .extracting(ReceivedImage::sha256)
              .containsExactly(TestImages.sha256(first), TestImages.sha256(second));
          assertThat(purchase.inputImages())
              .extracting(ReceivedImage::type)
              .containsExactly("image/png", "image/jpeg");
        });
  }

  /** Each with a model that takes one. */
  @ParameterizedTest
  @CsvSource({
    "OPENAI, gpt-image-2, false",
    "AZURE_V1, gpt-image-2, false",
    "AZURE_CLASSIC, gpt-image-2, false",
    "COMPATIBLE, gpt-image-2, false",
    "AIML_API, gpt-image-2, false",
    "WAVESPEED, wavespeed-ai/flux-dev, true",
    "RUNWARE, runware:101@1, true"
  })
  void aMaskArrivesAsTheModelExpectsIt(Api api, String model, boolean white) {
    on(
        api,
        Operation.EDIT,
        scene -> {
          byte[] mask = TestImages.transparent(64, 64);
          Outcome outcome =
              scene.run("model", model, "mask", scene.worker().document("mask", mask));

          scene.completed(outcome, 1);
          ReceivedImage received = scene.simulator().bill().getLast().mask().orElseThrow();
          assertThat(received.type()).isEqualTo("image/png");
          assertThat(received.width()).isEqualTo(64);
          assertThat(received.alpha()).isEqualTo(!white);
          assertThat(received.sha256().equals(TestImages.sha256(mask))).isEqualTo(!white);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aMaskIsLeftOutWithAWarningWhereTheModelHasNone(Api api) {
    on(
        api,
        Operation.EDIT,
        scene -> {
          Object mask = scene.worker().document("mask", TestImages.transparent(64, 64));
          Outcome outcome = scene.run("mask", mask);

          scene.completed(outcome, 1);
          boolean none = api == Api.WAVESPEED || api == Api.RUNWARE;
          assertThat(outcome.warnings().toString().contains("mask was left out")).isEqualTo(none);
        });
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SIMULATION")
  void anotherImageIsAnotherPurchase(Api api) {
    on(
        api,
        Operation.EDIT,
        scene -> {
          scene.completed(scene.run(), 1);
          scene.completed(scene.run(), 1);
          scene.purchases(1);

          byte[] other = TestImages.png(64, 65);
          scene.completed(scene.run("images", scene.worker().document("other", other)), 1);
          scene.purchases(2);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aDocumentThatCannotBeReadIsRejected(Api api) {
    on(
        api,
        Operation.EDIT,
        scene -> {
          Object gone =
              scene
                  .worker()
                  .document(
                      "gone",
                      () -> {
                        throw new IOException("no such document");
                      });
          scene.refused(
              scene.run("images", gone),
              "images[1]: the document cannot be read: java.io.IOException: no such document");
        });
  }
}
