package org.imagesgenerate.connector.provider.wavespeed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.ScriptedServer;
import org.imagesgenerate.connector.provider.ScriptedServer.ReceivedRequest;
import org.imagesgenerate.connector.provider.ScriptedServer.Reply;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WaveSpeedAI gets URLs of the images to edit: links of their documents, or of uploads. */
class WaveSpeedEditTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String UPLOAD = "/api/v3/media/upload/binary";
  private static final String OLDER_UPLOAD = "/api/v3/upload";
  private static final String SUBMIT = "/api/v3/acme%3Aedit%401";
  private static final String LIST = "'images': {'type': 'images'}, 'mask_image': {'type': 'mask'}";
  private static final String SINGLE = "'image': {'type': 'image'}";

  @TempDir Path folder;
  private final FakeTime time = new FakeTime();
  private final AtomicInteger uploads = new AtomicInteger();
  private final AtomicInteger tasks = new AtomicInteger();

  /** The response to each upload. */
  private Function<Integer, Reply> upload =
      number -> ok("{'code':200,'data':{'download_url':'https://cdn.example/%d'}}", number);

  /** The response to each upload to the older path. */
  private Function<Integer, Reply> older =
      number -> reply(404, "{'code':404,'message':'no such path'}");

  /** The response to each submit. */
  private Function<Integer, Reply> submit =
      number -> ok("{'code':200,'data':{'id':'task%d','status':'created'}}", number);

  private ScriptedServer server;
  private Http http;
  private WaveSpeedApi api;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(this::answer);
    http = TestRequests.http(folder);
    api = api(server.url());
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  private WaveSpeedApi api(String url) {
    return new WaveSpeedApi(new Provider.WaveSpeed("key", url), http, InstantSource.system(), time);
  }

  private Reply answer(ReceivedRequest request) {
    return switch (request.target()) {
      case UPLOAD -> upload.apply(uploads.incrementAndGet());
      case OLDER_UPLOAD -> older.apply(uploads.get());
      case SUBMIT -> submit.apply(tasks.incrementAndGet());
      default ->
          ok(
              "{'code':200,'data':{'id':'%s','status':'completed','outputs':['https://cdn.example/a.png']}}",
              request.target().split("/")[4]);
    };
  }

  private static Reply ok(String body, Object... values) {
    return reply(200, body, values);
  }

  private static Reply reply(int status, String body, Object... values) {
    return Reply.of(status, body.formatted(values).replace('\'', '"'));
  }

  private List<ReceivedRequest> requests(String target) {
    return server.requests().stream().filter(it -> it.target().equals(target)).toList();
  }

  private List<String> targets() {
    return server.requests().stream().map(ReceivedRequest::target).toList();
  }

  private List<JsonNode> submitted() {
    return requests(SUBMIT).stream().map(ReceivedRequest::body).toList();
  }

  private InputImage image(String field, String format, int size) {
    return EditRequests.image(http, field, format, EditRequests.bytes(size));
  }

  private InputImage linked(String field, String link) {
    return EditRequests.image(
        http, field, "png", EditRequests.bytes(9), lifetime -> Optional.of(URI.create(link)));
  }

  private GenerationRequest request(String variables, String fields, InputImage... images) {
    return request(EditRequests.request("wavespeed", variables, fields), images);
  }

  private GenerationRequest request(ImageRequest request, InputImage... images) {
    return EditRequests.first(
        request.with(EditRequests.images(images)), time.in(Duration.ofMinutes(4)));
  }

  private ImagesException failure(GenerationRequest request) {
    return catchThrowableOfType(ImagesException.class, () -> api.generate(request));
  }

  // ---- what is sent

  @Test
  void imagesAreUploadedAndTheTaskGetsTheirUrls() throws IOException {
    ImageRequest edit = EditRequests.request("wavespeed", "'prompt': 'a \\\"red\\\" ü'", LIST);

    api.generate(
        EditRequests.first(
            edit.with(
                new InputImages(
                    List.of(image("images[1]", "jpeg", 100_000), image("images[2]", "png", 3)),
                    Optional.of(image("mask", "png", 5)))),
            time.in(Duration.ofMinutes(4))));

    assertThat(targets())
        .containsExactly(UPLOAD, UPLOAD, UPLOAD, SUBMIT, "/api/v3/predictions/task1/result");
    assertThat(requests(UPLOAD))
        .extracting(ReceivedRequest::bytes)
        .containsExactly(
            form(requests(UPLOAD).get(0), "images-1.jpeg", "image/jpeg", 100_000),
            form(requests(UPLOAD).get(1), "images-2.png", "image/png", 3),
            form(requests(UPLOAD).get(2), "mask.png", "image/png", 5));
    assertThat(requests(UPLOAD))
        .allSatisfy(it -> assertThat(it.authorization()).isEqualTo("Bearer key"));
    assertThat(submitted())
        .containsExactly(
            MAPPER.readTree(
                """
                {"prompt": "a \\"red\\" ü",
                 "images": ["https://cdn.example/1", "https://cdn.example/2"],
                 "mask_image": "https://cdn.example/3"}"""));
  }

  /** The only form that the API documents: one file. */
  private static byte[] form(ReceivedRequest request, String name, String type, int size) {
    String boundary = request.contentType().replaceFirst("multipart/form-data; boundary=", "");
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, name, type)
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(EditRequests.bytes(size));
    form.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return form.toByteArray();
  }

  @Test
  void aSingleImageIsNotAListAndExtraBodyWins() throws IOException {
    api.generate(
        request(
            "'extraBody': {'strength': 0.5, 'prompt': 'else'}",
            SINGLE,
            image("images", "webp", 9)));

    assertThat(submitted())
        .containsExactly(
            MAPPER.readTree(
                "{\"prompt\": \"else\", \"image\": \"https://cdn.example/1\", \"strength\": 0.5}"));
  }

  @Test
  void theOlderFormOfTheResponseIsReadToo() {
    upload = number -> ok("{'code':200,'data':{'url':'http://cdn.example/old'}}");

    api.generate(request("", SINGLE, image("images", "png", 9)));

    assertThat(submitted().getFirst().path("image").asText()).isEqualTo("http://cdn.example/old");
  }

  // ---- links

  @Test
  void aPublicLinkOfTheDocumentIsUsedAndOutlivesTheJob() {
    List<Duration> lifetimes = new ArrayList<>();
    InputImage image =
        EditRequests.image(
            http,
            "images[1]",
            "png",
            EditRequests.bytes(9),
            lifetime -> {
              lifetimes.add(lifetime);
              return Optional.of(URI.create("https://bucket.s3.amazonaws.com/a?X-Amz-Signature=1"));
            });

    api.generate(request("", LIST, image, image("images[2]", "png", 9)));

    assertThat(lifetimes).containsExactly(Duration.ofMinutes(64));
    assertThat(requests(UPLOAD)).hasSize(1);
    assertThat(submitted().getFirst().path("images"))
        .extracting(JsonNode::asText)
        .containsExactly(
            "https://bucket.s3.amazonaws.com/a?X-Amz-Signature=1", "https://cdn.example/1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:9000/a", "http://10.0.0.5/a", "s3://bucket/a"})
  void aLinkThatOnlyThisNetworkReachesIsNotUsed(String link) {
    api.generate(request("", SINGLE, linked("images", link)));

    assertThat(requests(UPLOAD)).hasSize(1);
    assertThat(submitted().getFirst().path("image").asText()).isEqualTo("https://cdn.example/1");
  }

  /** A store signs links of documents that it has deleted, too. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDocumentThatIsGoneSincePreventsASubmit(boolean hasLink) {
    Optional<URI> link =
        hasLink ? Optional.of(URI.create("https://bucket.example.com/a")) : Optional.empty();

    ImagesException failure =
        failure(request("", SINGLE, EditRequests.gone("images", lifetime -> link)));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure).hasMessage("images: the document cannot be read");
    assertThat(requests(SUBMIT)).isEmpty();
  }

  // ---- how often

  @Test
  void allTasksUseTheSameUploads() {
    submit =
        number ->
            number == 2
                ? reply(429, "{'code':429,'message':'slow down'}")
                : ok("{'code':200,'data':{'id':'task%d','status':'created'}}", number);

    assertThat(api.generate(request("'n': 3", LIST, image("images", "png", 9))).images())
        .hasSize(3);

    assertThat(requests(UPLOAD)).hasSize(1);
    assertThat(submitted())
        .hasSize(4)
        .allSatisfy(
            it ->
                assertThat(it.path("images").path(0).asText()).isEqualTo("https://cdn.example/1"));
  }

  @Test
  void anAttemptThatContinuesUploadsNothing() {
    GenerationRequest request = request("", SINGLE, image("images", "png", 9));
    TaskHandle task = request.task("wavespeed", List.of("task7"));
    JsonNode error = MAPPER.valueToTree(Map.of("variables", Map.of("task", task)));

    api.generate(TestRequests.again(request, time.in(Duration.ofMinutes(4)), error));

    assertThat(targets()).containsExactly("/api/v3/predictions/task7/result");
  }

  @Test
  void aSubmitWithoutWaitingUploadsToo() {
    TaskHandle task =
        api.submit(request("'delivery': 'submit'", SINGLE, image("images", "png", 9)));

    assertThat(task.ids()).containsExactly("task1");
    assertThat(targets()).containsExactly(UPLOAD, SUBMIT);
  }

  @Test
  void warningsSendNothing() {
    ImageRequest request =
        EditRequests.request("wavespeed", "'providerOptions': {'safety': true}", SINGLE);

    assertThat(api.warnings(request)).hasSize(1);
    assertThat(api.warnings(request.with(EditRequests.images(image("images", "png", 9)))))
        .hasSize(1);
    assertThat(server.requests()).isEmpty();
  }

  // ---- uploads that fail

  @ParameterizedTest
  @CsvSource({
    "400,REQUEST_REJECTED",
    "401,AUTHENTICATION_FAILED",
    "402,QUOTA_EXHAUSTED",
    "403,PERMISSION_DENIED",
    "408,PROVIDER_UNAVAILABLE",
    "413,REQUEST_REJECTED",
    "429,RATE_LIMITED",
    "500,PROVIDER_UNAVAILABLE",
    "502,PROVIDER_UNAVAILABLE",
    "503,PROVIDER_UNAVAILABLE",
    "504,PROVIDER_UNAVAILABLE"
  })
  void aRejectedUploadBuysNothing(int status, ErrorCode code) {
    for (String body : List.of("{'code':%d,'message':'no'}".formatted(status), "<html>no</html>")) {
      upload = number -> number % 2 == 0 ? reply(status, body) : start(number);

      ImagesException failure =
          failure(request("", LIST, image("images[1]", "png", 9), image("images[2]", "png", 9)));

      assertThat(failure.code()).as(body).isEqualTo(code);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
      assertThat(failure.variables()).containsEntry("httpStatus", status).doesNotContainKey("task");
      assertThat(requests(SUBMIT)).isEmpty();
    }
  }

  /** Two versions of the documentation have different paths, and different names for the URL. */
  @Test
  void theOlderPathIsUsedIfThereIsNoNewerOne() {
    upload = number -> reply(404, "{'code':404,'message':'no such path'}");
    older = number -> ok("{'code':200,'data':{'url':'https://cdn.example/%d'}}", number);

    api.generate(request("", LIST, image("images[1]", "png", 9)));

    assertThat(targets()).startsWith(UPLOAD, OLDER_UPLOAD, SUBMIT);
  }

  @Test
  void withoutAnyPathTheUploadIsRejected() {
    upload = number -> reply(404, "{'code':404,'message':'no such path'}");

    ImagesException failure = failure(request("", LIST, image("images[1]", "png", 9)));

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(targets()).containsExactly(UPLOAD, OLDER_UPLOAD);
  }

  private static Reply start(int number) {
    return ok("{'code':200,'data':{'download_url':'https://cdn.example/%d'}}", number);
  }

  @Test
  void aRejectionNamesTheImageAndTheWait() {
    upload = number -> reply(413, "{'code':413,'message':'too large'}");
    assertThat(failure(request("", SINGLE, image("images", "png", 9))))
        .hasMessageStartingWith(
            "WaveSpeedAI rejected the field images (HTTP status 413: \"too large\").");

    upload = number -> new Reply(429, "{}", Map.of("Retry-After", "7"));
    assertThat(failure(request("", SINGLE, image("images", "png", 9))).retryAfter())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aRejectionInsideASuccessIsARejection() {
    upload =
        number -> ok("{'code':401,'message':'no','data':{'download_url':'https://cdn.example/1'}}");

    assertThat(failure(request("", SINGLE, image("images", "png", 9))).code())
        .isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(requests(SUBMIT)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>login</html>",
        "{'code':200,'data':{}}",
        "{'code':200,'data':{'download_url':''}}",
        "{'code':200,'data':{'download_url':7}}",
        "{'code':200,'data':{'download_url':'file:///etc/passwd'}}",
        "{'code':200,'data':{'download_url':'//cdn.example/a'}}",
        "{'code':200,'data':{'download_url':'https://'}}",
        "{'code':200,'data':{'download_url':'not a URL'}}"
      })
  void anUploadWithoutUrlEndsTheJobAndBuysNothing(String body) {
    upload = number -> ok(body);

    ImagesException failure = failure(request("", SINGLE, image("images", "png", 9)));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure)
        .hasMessageContaining("the upload of images has no URL")
        .hasMessageEndingWith("Nothing was bought: add a retry to try again.");
    assertThat(requests(UPLOAD)).hasSize(1);
    assertThat(requests(SUBMIT)).isEmpty();
  }

  @Test
  void aLostResponseToAnUploadIsTriedAgainByTheNextAttempt() {
    upload = number -> number == 1 ? Reply.hangUp() : start(number);

    ImagesException failure = failure(request("", SINGLE, image("images", "png", 9)));

    assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining("the upload of images failed");
    assertThat(failure.variables()).doesNotContainKey("task");
    assertThat(requests(SUBMIT)).isEmpty();
    assertThat(api.generate(request("", SINGLE, image("images", "png", 9))).images()).hasSize(1);
  }

  @Test
  void anUploadThatCannotBeSentIsAConnectionProblem() {
    String gone = server.url();
    server.close();

    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class,
            () -> api(gone).generate(request("", SINGLE, image("images", "png", 9))));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining("the upload of images failed");
  }

  @Test
  void uploadsLeaveTheSubmitItsTime() {
    upload =
        number -> {
          time.pause(Duration.ofSeconds(50));
          return start(number);
        };

    ImagesException failure =
        failure(
            request(
                "",
                LIST,
                image("images[1]", "png", 9),
                image("images[2]", "png", 9),
                image("images[3]", "png", 9)));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure)
        .hasMessageContaining(
            "ran out of time: 60 % of the input timeout of PT4M are reserved for the task");
    assertThat(requests(SUBMIT)).isEmpty();
  }

  @Test
  void uploadsWithinTheirTimeAreFollowedByTheSubmit() {
    upload =
        number -> {
          time.pause(Duration.ofSeconds(90));
          return start(number);
        };

    assertThat(api.generate(request("", SINGLE, image("images", "png", 9))).images()).hasSize(1);
  }

  @Test
  void aRedirectedUploadIsNotFollowed() throws IOException {
    try (ScriptedServer other = new ScriptedServer(it -> ok("{}"))) {
      upload = number -> new Reply(307, "", Map.of("Location", other.url() + "/upload"));

      ImagesException failure = failure(request("", SINGLE, image("images", "png", 9)));

      assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
      assertThat(other.requests()).isEmpty();
      assertThat(requests(SUBMIT)).isEmpty();
    }
  }

  @Test
  void anInterruptedWorkerUploadsAndBuysNothing() {
    Thread.currentThread().interrupt();
    ImagesException failure = failure(request("", SINGLE, image("images", "png", 9)));
    boolean stillInterrupted = Thread.interrupted();

    assertThat(stillInterrupted).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure).hasMessageContaining("this worker is shutting down");
    assertThat(server.requests()).isEmpty();
  }
}
