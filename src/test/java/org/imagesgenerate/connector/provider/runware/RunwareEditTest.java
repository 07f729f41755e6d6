package org.imagesgenerate.connector.provider.runware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.EditRequests;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.ReceivedRequest;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images to edit go to Runware in the submit, as data URIs, and nowhere else. */
class RunwareEditTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String UUID = TaskUuid.of(TestRequests.PURCHASE_KEY);
  private static final String REFERENCES =
      "'inputs.referenceImages': {'type': 'images'}, 'inputs.maskImage': {'type': 'mask'}";
  private static final String SEED =
      "'inputs.seedImage': {'type': 'image'}, 'inputs.maskImage': {'type': 'mask'}";

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();
  private ScriptedServer server;
  private Http http;
  private RunwareApi api;

  /** Whether Runware has the task. */
  private boolean submitted;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(this::answer);
    http = TestRequests.http(folder);
    api =
        new RunwareApi(
            new Provider.Runware("key-1234", server.url()), http, InstantSource.system(), time);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  private Reply answer(ReceivedRequest request) {
    if (isSubmit(request)) {
      submitted = true;
      return reply(200, "{'data':[{'taskType':'imageInference','taskUUID':'%s'}]}");
    }
    return submitted
        ? reply(
            200,
            "{'data':[{'taskUUID':'%s','status':'success','imageURL':'https://im.example/a.jpg'}]}")
        : reply(404, "{'errors':[{'code':'taskNotFound','taskUUID':'%s'}]}");
  }

  private static Reply reply(int status, String body) {
    return Reply.of(status, body.formatted(UUID).replace('\'', '"'));
  }

  private static boolean isSubmit(ReceivedRequest request) {
    return request.body().at("/0/taskType").asText().equals("imageInference");
  }

  private List<ReceivedRequest> submits() {
    return server.requests().stream().filter(RunwareEditTest::isSubmit).toList();
  }

  private InputImage image(String field, String format, int size) {
    return EditRequests.image(http, field, format, EditRequests.bytes(size));
  }

  private static String uri(String format, int size) {
    return "data:image/%s;base64,%s"
        .formatted(format, Base64.getEncoder().encodeToString(EditRequests.bytes(size)));
  }

  private GenerationResult generate(ImageRequest request) {
    return api.generate(EditRequests.first(request, time.in(Duration.ofMinutes(4))));
  }

  @Test
  void theSubmitHasTheImagesAndTheMask() throws IOException {
    InputImages images =
        new InputImages(
            List.of(image("images[1]", "png", 100_000), image("images[2]", "jpeg", 7)),
            Optional.of(image("mask", "png", 5)));

    generate(
        EditRequests.request("runware", "'prompt': 'Ein Fähnchen, \\\"rot\\\"'", REFERENCES)
            .with(images));

    assertThat(submits().getFirst().body())
        .isEqualTo(
            MAPPER.readTree(
                """
                [{"taskType": "imageInference", "taskUUID": "%s", "model": "acme:edit@1",
                  "positivePrompt": "Ein Fähnchen, \\"rot\\"", "includeCost": true,
                  "deliveryMethod": "async",
                  "inputs": {"referenceImages": ["%s", "%s"], "maskImage": "%s"}}]"""
                    .formatted(UUID, uri("png", 100_000), uri("jpeg", 7), uri("png", 5))));
  }

  @Test
  void aSingleImageIsNotAListAndExtraBodyWins() {
    generate(
        EditRequests.request(
                "runware",
                "'extraBody': {'strength': 0.6, 'inputs': {'maskImage': 'id', 'outpaint': 1}}",
                SEED)
            .with(
                new InputImages(
                    List.of(image("images", "webp", 20_000)),
                    Optional.of(image("mask", "png", 5)))));

    JsonNode task = submits().getFirst().body().path(0);
    assertThat(task.path("strength").asDouble()).isEqualTo(0.6);
    assertThat(task.at("/inputs/seedImage").asText()).isEqualTo(uri("webp", 20_000));
    assertThat(task.at("/inputs/maskImage").asText()).isEqualTo("id");
    assertThat(task.at("/inputs/outpaint").asInt()).isEqualTo(1);
  }

  @Test
  void lookupsHaveNoImages() {
    generate(
        EditRequests.request("runware", "", SEED)
            .with(EditRequests.images(image("images", "png", 9))));

    assertThat(submits()).hasSize(1);
    assertThat(server.requests())
        .filteredOn(it -> !isSubmit(it))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.body().path(0).has("inputs")).isFalse());
  }

  @Test
  void anAttemptThatFindsTheTaskSendsNoImage() {
    submitted = true;

    generate(
        EditRequests.request("runware", "", SEED)
            .with(EditRequests.images(image("images", "png", 9))));

    assertThat(submits()).isEmpty();
  }

  /** Warnings are needed before anything is sent, and the images may be gone by then. */
  @Test
  void warningsReadNoImage() {
    InputImage image = image("images", "png", 9);
    image.file().close();

    ImageRequest request =
        EditRequests.request("runware", "'providerOptions': {'x': 1}", REFERENCES);

    assertThat(api.warnings(request)).hasSize(1);
    assertThat(api.warnings(request.with(EditRequests.images(image)))).hasSize(1);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void anImageThatCannotBeReadIsNeverSentAndBuysNothing() {
    InputImage image = image("images", "png", 9);
    image.file().close();
    ImageRequest request =
        EditRequests.request("runware", "", SEED).with(EditRequests.images(image));

    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> generate(request));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining("the image was already closed");
    assertThat(submits()).isEmpty();
  }

  @Test
  void aDocumentThatIsGoneSincePreventsASubmitButNoLookup() {
    InputImage gone = EditRequests.gone("images", lifetime -> Optional.empty());
    ImageRequest request =
        EditRequests.request("runware", "", SEED).with(EditRequests.images(gone));

    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> generate(request));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure).hasMessage("images: the document cannot be read");
    assertThat(submits()).isEmpty();

    submitted = true;
    assertThat(generate(request).images()).hasSize(1);
  }
}
