package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.RawServer;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A success: every image in it was paid for, so every image that can be had is taken. */
class OpenAiAnswersTest {

  private static final String SMALL = "aGVsbG8="; // hello

  @TempDir Path folder;

  private OpenAiServer server;

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private GenerationResult generated(String body) {
    return generated("'model': 'gpt-image-2'", body);
  }

  private GenerationResult generated(String variables, String body) {
    server =
        OpenAiServer.answering(
            folder, 200, "X-Request-Id: req_1\r\nContent-Type: application/json\r\n", body);
    return server.generate("openai", variables);
  }

  private ImagesException failure(String body) {
    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> generated(body));
    assertThat(failure).isNotNull();
    assertThat(TempImageFiles.in(folder)).isEmpty();
    return failure;
  }

  private static byte[] picture(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String base64(int length) {
    return Base64.getEncoder().encodeToString(picture(length));
  }

  private static byte[] content(Image image) {
    Source.Bytes bytes = (Source.Bytes) image.source();
    try (var file = bytes.file();
        InputStream in = file.open()) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(Image image) {
    return ((Source.RemoteUrl) image.source()).uri().toString();
  }

  // ---- what there is

  @Test
  void base64BecomesBytes() {
    GenerationResult generated =
        generated(
            "'model': 'gpt-image-2', 'n': 2",
            "{'created':1,'data':[{'b64_json':'%s'},{'b64_json':'%s'}]}"
                .formatted(base64(100_000), SMALL));

    assertThat(generated.images()).hasSize(2);
    assertThat(content(generated.images().getFirst())).isEqualTo(picture(100_000));
    assertThat(content(generated.images().get(1))).asString().isEqualTo("hello");
    assertThat(generated.warnings()).isEmpty();
    assertThat(generated.requestId()).isEqualTo("req_1");
    assertThat(generated.task()).isNull();
    assertThat(generated.cost()).isNull();
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  @Test
  void urlsStayUrls() {
    GenerationResult generated =
        generated(
            "{'data':[{'url':'https://files.example/a.png?sig=x%2Fy&b=c','b64_json':null,"
                + "'revised_prompt':'a red dragon'}]}");

    assertThat(url(generated.images().getFirst()))
        .isEqualTo("https://files.example/a.png?sig=x%2Fy&b=c");
    assertThat(generated.images().getFirst().revisedPrompt()).isEqualTo("a red dragon");
  }

  /** The smallest PNG, JPEG's beginning, and SVG. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
        "\\/9j\\/4AAQSkZJRgABAQAAAQABAAD\\/2wBDAAgGBgcGBQgHBw==",
        "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="
      })
  void aSmallImageSurvivesAnAnswerThatBreaksOff(String base64) {
    String cut =
        RawServer.answer(
                200,
                "Content-Type: application/json\r\n",
                "{'data':[{'b64_json':'%s'},{'b64_json':'iVBORw0"
                    .formatted(base64)
                    .replace('\'', '"'))
            .replaceFirst("(?i)Content-Length: [0-9]+", "Content-Length: 9999");
    server =
        new OpenAiServer(
            folder,
            connection -> {
              connection.request();
              connection.send(cut);
            });

    GenerationResult generated = server.generate("openai", "'model': 'gpt-image-2', 'n': 2");

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings()).anyMatch(warning -> warning.contains("ended early"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai,2026-11-21T09:00:00Z",
    "azure-openai,2026-11-22T08:00:00Z",
    "openai-compatible,",
  })
  void aUrlExpiresWhenItsProviderSays(String provider, Instant end) {
    server =
        OpenAiServer.answering(folder, 200, "{'data':[{'url':'https://files.example/a.png'}]}");

    assertThat(server.generate(provider, "'model': 'dall-e-3'").images().getFirst().expiresAt())
        .isEqualTo(end);
  }

  @ParameterizedTest
  @CsvSource({
    "/generated-images/a.png, /generated-images/a.png",
    "a.png, /v1/images/a.png",
    "../files/a.png?b=c, /v1/files/a.png?b=c"
  })
  void relativeUrlsAreThoseOfTheServer(String url, String path) {
    GenerationResult generated = generated("{'data':[{'url':'%s'}]}".formatted(url));

    assertThat(url(generated.images().getFirst())).isEqualTo(server.url() + path);
  }

  @ParameterizedTest
  @CsvSource({
    "https://f.example/my picture.png, https://f.example/my%20picture.png",
    "https://f.example/bär.png, https://f.example/b%C3%A4r.png",
    "https://f.example/a|b{c}.png, https://f.example/a%7Cb%7Bc%7D.png",
    "https://f.example/100%.png, https://f.example/100%25.png",
    "https://f.example/a%20b.png, https://f.example/a%20b.png",
    "' https://f.example/a.png ', https://f.example/a.png"
  })
  void aMalformedUrlIsRepairedAndNotLost(String url, String mended) {
    GenerationResult generated = generated("{'data':[{'url':'%s'}]}".formatted(url));

    assertThat(url(generated.images().getFirst())).isEqualTo(mended);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'b64_json':'data:image/png;base64,aGVsbG8='}]}",
        "{'data':[{'url':'data:image/png;base64,aGVsbG8='}]}",
        "{'data':[{'b64_json':'aGVs\\nbG8='}]}",
        "{'data':[{'b64_json':'aGVsbG8','url':null,'revised_prompt':null,'index':0}]}",
        "{'data':[{'b64_json':'','url':'data:;base64,aGVsbG8='}]}",
        "{'data':[{'b64_json':'!','url':'data:;base64,aGVsbG8='}]}",
        "{'data':[{},null,{'b64_json':'aGVsbG8='}],'error':null,'usage':null}"
      })
  void allFormsOfAnImageAreRead(String body) {
    assertThat(content(generated(body).images().getFirst())).asString().isEqualTo("hello");
  }

  @Test
  void aLongDataUriInTheUrlIsBytes() {
    GenerationResult generated =
        generated("{'data':[{'url':'data:image/png;base64,%s'}]}".formatted(base64(100_000)));

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(100_000));
  }

  @Test
  void countsAreHandedOnInCamelCase() {
    GenerationResult generated =
        generated(
            """
            {'data':[{'b64_json':'aGVsbG8='}],
             'usage':{'total_tokens':12,'input_tokens_details':{'text_tokens':3}}}""");

    assertThat(generated.usage())
        .isEqualTo(Map.of("totalTokens", 12, "inputTokensDetails", Map.of("textTokens", 3)));
  }

  @Test
  void settingsThatTheResponseStatesAreInTheResult() {
    GenerationResult generated =
        generated(
            """
            {'data':[{'b64_json':'aGVsbG8='}],'size':'1024x1024','quality':'high',
             'background':null,'output_format':'webp','created':1}""");

    assertThat(generated.settings())
        .isEqualTo(Map.of("size", "1024x1024", "quality", "high", "outputFormat", "webp"));
    assertThat(generated("{'data':[{'b64_json':'aGVsbG8='}],'size':1024}").settings()).isEmpty();
  }

  @Test
  void anAnswerWithoutRequestIdHasNone() {
    server = OpenAiServer.answering(folder, 201, "{'data':[{'b64_json':'aGVsbG8='}]}");

    assertThat(server.generate().requestId()).isNull();
  }

  // ---- what is missing

  @Test
  void fewerOrMoreImagesThanAskedForAreSaid() {
    assertThat(
            generated("'model': 'gpt-image-2', 'n': 3", "{'data':[{'b64_json':'aGVsbG8='}]}")
                .warnings())
        .containsExactly("received 1 of 3 images");
  }

  @Test
  void oneImageThatCannotBeReadDoesNotTakeTheOthersWithIt() {
    GenerationResult generated =
        generated(
            "'model': 'gpt-image-2', 'n': 3",
            "{'data':[{'b64_json':'%s*'},{'b64_json':'%s'},{'url':'http://['}]}"
                .formatted(base64(100_000), base64(90_000)));

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(90_000));
    assertThat(generated.warnings())
        .containsExactly(
            "an image cannot be read: a character that is not base64",
            "the URL of an image is invalid: http://[",
            "received 1 of 3 images");
  }

  @Test
  void imagesThatCameBeforeTheAnswerBrokeOffAreKeptWithAWarning() {
    server =
        new OpenAiServer(
            folder,
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n{\"data\":[{\"b64_json\":\"%s\"},{\"b64_json\":\"%s"
                      .formatted(base64(100_000), base64(90_000)));
            });

    GenerationResult generated = server.generate("openai", "'model': 'gpt-image-2', 'n': 2");

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(100_000));
    assertThat(generated.warnings()).hasSize(2).contains("received 1 of 2 images");
    assertThat(generated.warnings().getFirst())
        .startsWith("the response ended early; its complete images were kept: ");
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  @Test
  void imagesOfATruncatedBodyAreKeptWithAWarning() {
    GenerationResult generated =
        generated(
            "'model': 'gpt-image-2', 'n': 2",
            "{'data':[{'b64_json':'%s'},{'b64_json':'%s".formatted(base64(100_000), base64(5000)));

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(100_000));
    assertThat(generated.warnings().getFirst()).contains("its JSON is not complete");
  }

  @Test
  void imagesInAFieldOfAnotherNameAreNotLost() {
    GenerationResult generated = generated("{'images':['%s']}".formatted(base64(100_000)));

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(100_000));
    assertThat(generated.warnings())
        .containsExactly("the images were in a field that this API does not have");
  }

  @Test
  void imagesBesideAnErrorAreTakenAndTheErrorIsSaid() {
    GenerationResult generated =
        generated(
            """
            {'data':[{'b64_json':'aGVsbG8='}],
             'error':{'code':'content_filter','message':'one image was withheld'}}""");

    assertThat(generated.images()).hasSize(1);
    assertThat(generated.warnings())
        .containsExactly("the response has images and an error: one image was withheld");
  }

  // ---- no image at all

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{}",
        "[]",
        "{'data':[]}",
        "{'data':null}",
        "{'data':[{}]}",
        "{'data':[{'b64_json':''}]}",
        "{'data':[{'b64_json':null,'url':null}]}",
        "{'data':'none','created':1}",
        "{'id':'task_1','status':'queued'}"
      })
  void aSuccessWithoutAnImageMayHaveBeenPaidFor(String body) {
    ImagesException failure = failure(body);

    assertThat(failure.code()).isEqualTo(ErrorCode.NO_IMAGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables())
        .containsEntry("httpStatus", 200)
        .containsEntry("requestId", "req_1");
    assertThat(failure)
        .hasMessageStartingWith(
            "OpenAI reported success, but returned no image (HTTP status 200, request req_1: ")
        .hasMessageEndingWith("You may have been billed: check the usage page, then add a retry.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'data':[{'b64_json':'aGVs",
        "<html><body>Welcome to the hotel</body></html>",
        "OK",
        "'aGVsbG8='",
        "null",
        "{'data':[{'b64_json':'no base64!'}]}",
        "{'data':[{'url':':'},{'url':'http://['}]}"
      })
  void aSuccessThatCannotBeReadMayHaveBeenPaidFor(String body) {
    ImagesException failure = failure(body);

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure)
        .hasMessageStartingWith(
            "OpenAI returned a response that cannot be read (HTTP status 200, request req_1: ");
  }

  @Test
  void thePictureOnALoginPageIsNotDelivered() {
    assertThat(
            failure("<html><img src='data:image/png;base64,%s'></html>".formatted(base64(100_000)))
                .code())
        .isEqualTo(ErrorCode.RESPONSE_INVALID);
  }

  @ParameterizedTest
  @CsvSource({
    "content_policy_violation, CONTENT_POLICY",
    "contentFilter, CONTENT_POLICY",
    "insufficient_quota, QUOTA_EXHAUSTED",
    "rate_limit_exceeded, RATE_LIMITED",
    "model_not_found, MODEL_UNAVAILABLE"
  })
  void aRejectionWithTheStatusOfASuccessIsARejection(String code, ErrorCode expected) {
    ImagesException failure =
        failure("{'error':{'code':'%s','message':'no'},'data':[]}".formatted(code));

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
  }

  @Test
  void azuresFilterOfAnImageWithTheStatusOfASuccessMayHaveBeenPaidFor() {
    ImagesException failure =
        failure("{'created':1,'error':{'code':'contentFilter','message':'withheld'}}");

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @Test
  void anImageOverTheLimitIsTooLarge() {
    server =
        new OpenAiServer(
            folder,
            Map.of("IMAGES_GENERATE_MAX_IMAGE_BYTES", "50000"),
            connection -> {
              connection.request();
              connection.send(
                  RawServer.ok(
                      "application/json",
                      "{\"data\":[{\"b64_json\":\"%s\"}]}".formatted(base64(100_000))));
            });

    ImagesException failure = catchThrowableOfType(ImagesException.class, server::generate);

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure).hasMessageContaining("IMAGES_GENERATE_MAX_IMAGE_BYTES");
    assertThat(TempImageFiles.in(folder)).isEmpty();
  }

  @Test
  void aHeadWithoutEndMayHaveBeenPaidFor() {
    server =
        new OpenAiServer(
            folder,
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(200_000) + "\r\n");
            });

    ImagesException failure = catchThrowableOfType(ImagesException.class, server::generate);

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @Test
  void whatFindsNoConnectionInTimeBuysNothing() throws Exception {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    server =
        new OpenAiServer(
            folder,
            Map.of("IMAGES_GENERATE_CONNECTIONS", "1"),
            connection -> {
              connection.request();
              holding.countDown();
              release.await();
            });
    Thread slow =
        Thread.ofVirtual()
            .start(() -> catchThrowableOfType(ImagesException.class, server::generate));
    assertThat(holding.await(1, TimeUnit.MINUTES)).isTrue();
    server.within(Duration.ofSeconds(1));

    ImagesException failure = catchThrowableOfType(ImagesException.class, server::generate);

    assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining("raise IMAGES_GENERATE_CONNECTIONS");
    assertThat(server.requests()).isEqualTo(1);
    release.countDown();
    slow.join();
  }

  @Test
  void theOtherImagesAreKeptWhenOneIsTooLarge() {
    server =
        new OpenAiServer(
            folder,
            Map.of("IMAGES_GENERATE_MAX_IMAGE_BYTES", "50000"),
            connection -> {
              connection.request();
              connection.send(
                  RawServer.ok(
                      "application/json",
                      "{\"data\":[{\"b64_json\":\"%s\"},{\"b64_json\":\"%s\"}]}"
                          .formatted(base64(100_000), base64(40_000))));
            });

    GenerationResult generated = server.generate("openai", "'model': 'gpt-image-2', 'n': 2");

    assertThat(content(generated.images().getFirst())).isEqualTo(picture(40_000));
    assertThat(generated.warnings())
        .isEqualTo(
            List.of(
                "an image cannot be read: an image is larger than 50,000 bytes; IMAGES_GENERATE_MAX_IMAGE_BYTES raises the limit",
                "received 1 of 2 images"));
  }

  @Test
  void theApisOriginIsWhereItsImagesMayBe() {
    server = OpenAiServer.answering(folder, 200, "{}");
    var input =
        org.imagesgenerate.connector.provider.TestRequests.input(
            "{'provider':{'type':'openai','apiKey':'sk-secret','baseUrl':'http://h:1'},'model':'gpt-image-2'}");
    var origin =
        new OpenAiApi(OpenAiServer.dialect(input.provider()), null, null)
            .origin(org.imagesgenerate.connector.catalog.Catalog.builtIn().translate(input));

    assertThat(origin.uri()).isEqualTo(URI.create("http://h:1/v1/images/generations"));
    assertThat(origin.headers()).containsEntry("Authorization", "Bearer sk-secret");
    assertThat(origin).hasToString("h:1");
  }
}
