package org.imagesgenerate.connector.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.when;

import io.camunda.connector.api.document.DocumentCreationRequest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.RawServer;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.provider.Cost;
import org.imagesgenerate.connector.provider.FakeTime;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.GenerationResult.Image;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.purchase.TestGuard;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.Sleeper;
import org.imagesgenerate.connector.support.TempImageFiles;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was bought reaches the process, in another form if not in the requested one. */
class DeliveryTest {

  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir Path parent;

  private final Settings settings = new Settings(name -> null);
  private final RecordingStore store = new RecordingStore();
  private final FakeTime time = new FakeTime();
  private final List<String> warnings = new ArrayList<>();
  private final TestGuard guard = new TestGuard(settings);
  private final List<AutoCloseable> resources = new ArrayList<>();

  private Sleeper pause = time;
  private Deadline deadline = time.in(LONG);
  private ResponseFormat format = ResponseFormat.DOCUMENT;
  private String name = "image";
  private Duration timeToLive;
  private URI api = URI.create("https://api.example/v1/images/generations");
  private Cost cost;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : resources) {
      resource.close();
    }
  }

  // ---- what there is to deliver

  private static byte[] picture(String format, int width, int height) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A picture of exactly so many bytes. */
  private static byte[] picture(int length) {
    return Arrays.copyOf(picture("png", 30, 20), length);
  }

  private Image image(byte[] bytes) {
    try (ImageFile.Writer writer =
        new ImageFile.Writer(new TempImageFolder(parent), Limits.DEFAULT)) {
      writer.write(bytes);
      return Image.of(new Source.Bytes(writer.finish()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Image image(URI url) {
    return Image.of(new Source.RemoteUrl(url));
  }

  private Image[] images(byte[]... pictures) {
    return Stream.of(pictures).map(this::image).toArray(Image[]::new);
  }

  /** Delivers; the second call is the next attempt of the same job, which buys nothing. */
  private List<ImagesResult.Image> deliver(Image... images) {
    Http http = new Http(settings, new TempImageFolder(parent));
    resources.add(http);
    Delivery delivery = new Delivery(new ImageDownloader(http, settings, pause), pause);
    DeliveryRequest request =
        new DeliveryRequest(format, name, timeToLive, store, api, Map.of(), deadline);
    return guard.getOrBuy(
        new PurchaseKey(1, "request"),
        Deadline.in(LONG),
        () -> new GenerationResult(List.of(images), null, Map.of(), cost, null, List.of()),
        purchase -> delivery.deliver(purchase, request, warnings));
  }

  private ImagesException failure(Image... images) {
    return catchThrowableOfType(ImagesException.class, () -> deliver(images));
  }

  private List<ImagesResult.Image> again() {
    return deliver();
  }

  // ---- documents

  @Test
  void anImageBecomesADocumentWithTheFactsOfItsBytes() {
    timeToLive = Duration.ofDays(3);

    List<ImagesResult.Image> results = deliver(images(picture("png", 300, 70)));

    DocumentCreationRequest request = store.requests().getFirst();
    assertThat(request.fileName()).isEqualTo("image.png");
    assertThat(request.contentType()).isEqualTo("image/png");
    assertThat(request.timeToLive()).isEqualTo(Duration.ofDays(3));
    assertThat(store.contents().getFirst()).isEqualTo(picture("png", 300, 70));
    ImagesResult.Image result = results.getFirst();
    assertThat(result.index()).isEqualTo(1);
    assertThat(result.document().asByteArray()).isEqualTo(picture("png", 300, 70));
    assertThat(result.mimeType()).isEqualTo("image/png");
    assertThat(result.width()).isEqualTo(300);
    assertThat(result.height()).isEqualTo(70);
    assertThat(result.sizeInBytes()).isEqualTo(picture("png", 300, 70).length);
    assertThat(result.sha256()).matches("[0-9a-f]{64}");
    assertThat(result.url()).isNull();
    assertThat(result.b64Json()).isNull();
    assertThat(result.expiresAt()).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void withoutATimeToLiveTheStoreDecides() {
    deliver(images(picture("png", 3, 2)));

    assertThat(store.requests().getFirst().timeToLive()).isNull();
  }

  @Test
  void severalImagesAreNumberedAndNamedByTheirBytes() {
    name = "poster";

    List<ImagesResult.Image> results =
        deliver(images(picture("png", 3, 2), picture("jpg", 5, 4), picture("gif", 7, 6)));

    assertThat(store.names()).containsExactly("poster-1.png", "poster-2.jpg", "poster-3.gif");
    assertThat(results).extracting(ImagesResult.Image::index).containsExactly(1, 2, 3);
    assertThat(results).extracting(ImagesResult.Image::width).containsExactly(3, 5, 7);
  }

  @ParameterizedTest
  @CsvSource({"a/b\\c, a-b-c.png", "Plakat für Zoë, Plakat für Zoë.png", "'a\tb', a-b.png"})
  void aNameLeadsToNoOtherFolder(String requested, String fileName) {
    name = requested;

    deliver(images(picture("png", 3, 2)));

    assertThat(store.names()).containsExactly(fileName);
  }

  @Test
  void aLongNameIsCut() {
    name = "x".repeat(1000);

    deliver(images(picture("png", 3, 2)));

    assertThat(store.names()).containsExactly("x".repeat(200) + ".png");
  }

  @Test
  void whatTheProviderKnowsOfAnImageGoesWithIt() {
    Source source = image(picture("png", 3, 2)).source();

    ImagesResult.Image result =
        deliver(new Image("image-1", source, "a red dragon", 42L, true, Instant.EPOCH)).getFirst();

    assertThat(result.id()).isEqualTo("image-1");
    assertThat(result.revisedPrompt()).isEqualTo("a red dragon");
    assertThat(result.seed()).isEqualTo(42);
    assertThat(result.nsfw()).isTrue();
    assertThat(result.expiresAt()).as("of a URL only").isNull();
  }

  // ---- a store that is down

  @Test
  void anUploadIsTriedAgainFromTheFile() {
    store.failWhen(attempt -> attempt <= 3);

    deliver(images(picture(100_000)));

    assertThat(store.contents()).containsExactly(picture(100_000));
    assertThat(time.waits())
        .containsExactly(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(3));
  }

  @Test
  void aStoreThatStaysDownFailsTheDeliveryButNotTheImages() {
    store.failWhen(attempt -> attempt <= 4);

    ImagesException failure = failure(images(picture(100_000)));

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure)
        .hasMessageContaining("The next attempt stores them again and buys nothing more.")
        .hasMessageContaining("the document store failed 4 times")
        .hasMessageContaining("the store is down");
    assertThat(again()).hasSize(1);
    assertThat(store.contents()).containsExactly(picture(100_000));
  }

  @Test
  void whatIsInTheStoreIsNotUploadedAgain() {
    // the second of three fails as often as it is tried
    store.failWhen(attempt -> attempt >= 2 && attempt <= 5);

    failure(images(picture(1000), picture(2000), picture(3000)));
    assertThat(store.names()).containsExactly("image-1.png");
    List<ImagesResult.Image> results = again();

    assertThat(store.names()).containsExactly("image-1.png", "image-2.png", "image-3.png");
    assertThat(results)
        .extracting(result -> result.document().asByteArray().length)
        .containsExactly(1000, 2000, 3000);
  }

  @Test
  void afterABrokenResultExpressionTheSameDocumentsAreGivenAgain() {
    List<ImagesResult.Image> first = deliver(images(picture(100_000), picture(1000)));
    List<ImagesResult.Image> second = again();

    assertThat(store.attempts()).isEqualTo(2);
    assertThat(second).isEqualTo(first);
    assertThat(TempImageFiles.in(parent)).as("the bytes are in the store").isEmpty();
  }

  @Test
  void nobodyWaitsLongerThanTheBudget() {
    store.failWhen(attempt -> true);
    deadline = time.in(Duration.ofMillis(1250));

    ImagesException failure = failure(images(picture(1000)));

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(time.waits()).containsExactly(Duration.ofMillis(250));
    assertThat(store.attempts()).isEqualTo(2);
  }

  @Test
  void evenAfterTheBudgetWhatWasBoughtIsUploadedOnce() {
    deadline = time.in(Duration.ZERO);

    assertThat(deliver(images(picture(1000)))).hasSize(1);
  }

  @Test
  void aWorkerThatShutsDownDoesNotGoOnWaiting() {
    store.failWhen(attempt -> true);
    pause =
        wait -> {
          throw new InterruptedException();
        };

    ImagesException failure = failure(images(picture(1000)));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(failure).hasMessageContaining("this worker is shutting down");
    assertThat(store.attempts()).isEqualTo(1);
  }

  @Test
  void aFileThatSomebodyDeletedIsAFailedDeliveryAndNotAnEmptyDocument() throws IOException {
    Image[] images = images(picture(100_000));
    Files.delete(TempImageFiles.in(parent).getFirst());

    ImagesException failure = failure(images);

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(store.requests()).isEmpty();
  }

  // ---- base64

  @Test
  void smallImagesStayInTheVariable() {
    format = ResponseFormat.B64_JSON;

    List<ImagesResult.Image> results = deliver(images(picture("png", 3, 2), picture(100_000)));

    assertThat(Base64.getDecoder().decode(results.getFirst().b64Json()))
        .isEqualTo(picture("png", 3, 2));
    assertThat(Base64.getDecoder().decode(results.get(1).b64Json())).isEqualTo(picture(100_000));
    assertThat(results.getFirst().width()).isEqualTo(3);
    assertThat(results.getFirst().document()).isNull();
    assertThat(store.attempts()).isZero();
    assertThat(again()).isEqualTo(results);
  }

  @ParameterizedTest
  @CsvSource({
    "525000, 0, true",
    "525001, 0, false",
    "262500, 262500, true",
    "262501, 262499, false", // each is rounded up to four characters
    "524997, 3, true",
    "524998, 3, false"
  })
  void sevenHundredThousandCharactersOfAllImagesTogetherAreTheLimit(
      int first, int second, boolean fits) {
    format = ResponseFormat.B64_JSON;
    List<byte[]> pictures = new ArrayList<>(List.of(picture(first)));
    if (second > 0) {
      // too short for a picture of its own: a drawing in text
      pictures.add(second > 100 ? picture(second) : new byte[0]);
    }
    if (second > 0 && second <= 100) {
      pictures.set(0, picture(first - 21 + second));
      pictures.set(1, "<svg width=\"1\"></svg>".getBytes(StandardCharsets.US_ASCII));
    }

    List<ImagesResult.Image> results = deliver(images(pictures.toArray(byte[][]::new)));

    if (fits) {
      assertThat(results.stream().mapToLong(result -> result.b64Json().length()).sum())
          .isEqualTo(700_000);
      assertThat(warnings).isEmpty();
      assertThat(store.attempts()).isZero();
    } else {
      assertThat(results).allMatch(result -> result.b64Json() == null);
      assertThat(results).allMatch(result -> result.document() != null);
      assertThat(warnings)
          .containsExactly(
              "the images are 700,004 characters of base64 together; over 700,000 the runtime or the engine may reject the result, so they became documents");
    }
  }

  // ---- URLs

  private static final URI ONE = URI.create("https://files.example/1.png?sig=a%2Fb");
  private static final URI TWO = URI.create("https://files.example/2.png");

  @Test
  void aSignedUrlStatesWhenItExpires() {
    format = ResponseFormat.URL;
    URI signed =
        URI.create(
            "https://files.example/3.png?X-Amz-Date=20261121T093000Z&X-Amz-Expires=600&X-Amz-Signature=a");
    Instant usual = Instant.parse("2026-11-21T10:30:00Z");

    assertThat(deliver(new Image(new Source.RemoteUrl(signed), null, null, null, usual)))
        .extracting(ImagesResult.Image::expiresAt)
        .containsExactly("2026-11-21T09:40:00Z");
  }

  @Test
  void addressesThatWereAskedForAreGivenAsTheyAre() {
    format = ResponseFormat.URL;
    Instant end = Instant.parse("2026-11-21T10:00:00Z");

    List<ImagesResult.Image> results =
        deliver(new Image(new Source.RemoteUrl(ONE), "a red dragon", 42L, false, end), image(TWO));

    ImagesResult.Image first = results.getFirst();
    assertThat(first)
        .isEqualTo(
            new ImagesResult.Image(
                1,
                null,
                ONE.toString(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "a red dragon",
                42L,
                false,
                "2026-11-21T10:00:00Z"));
    assertThat(results.get(1).url()).isEqualTo(TWO.toString());
    assertThat(results.get(1).expiresAt()).isNull();
    assertThat(results.get(1).index()).isEqualTo(2);
    assertThat(results.get(1).expiresAt()).isNull();
    assertThat(store.attempts()).isZero();
    assertThat(warnings).isEmpty();
  }

  @Test
  void bytesInsteadOfTheRequestedUrlsBecomeDocuments() {
    format = ResponseFormat.URL;

    List<ImagesResult.Image> results = deliver(images(picture("png", 3, 2)));

    assertThat(results.getFirst().document()).isNotNull();
    assertThat(results.getFirst().url()).isNull();
    assertThat(warnings).containsExactly("the images came without URLs, so they became documents");
  }

  private RawServer serve(String... answers) {
    RawServer server =
        RawServer.start(
            connection -> {
              for (RawServer.Request request = connection.request();
                  request != null;
                  request = connection.request()) {
                int which = request.line().replaceAll("\\D*([0-9]).*", "$1").charAt(0) - '0';
                connection.send(answers[which]);
              }
            });
    resources.add(server);
    api = server.uri("/v1/images/generations");
    return server;
  }

  private static final String SVG = "<svg width=\"3\" height=\"2\"></svg>";

  @Test
  void addressesBecomeDocumentsAndAreFetchedOnce() {
    RawServer server =
        serve(RawServer.ok("text/plain", SVG), RawServer.ok("application/octet-stream", SVG + " "));
    store.failWhen(attempt -> attempt <= 4);

    failure(image(server.uri("/0.png")), image(server.uri("/1.png")));
    List<ImagesResult.Image> results = again();

    assertThat(server.requests()).hasSize(2);
    assertThat(store.names()).containsExactly("image-1.svg", "image-2.svg");
    assertThat(results).extracting(ImagesResult.Image::mimeType).containsOnly("image/svg+xml");
    assertThat(results).extracting(ImagesResult.Image::url).containsOnlyNulls();
  }

  @Test
  void aPageInsteadOfAnImageFailsTheDownloadAndNamesAllUrls() {
    RawServer server =
        serve(
            RawServer.ok("text/plain", SVG),
            RawServer.ok("image/png", "<html>" + "x".repeat(100_000)));
    List<String> urls =
        List.of(server.uri("/0.png?sig=x").toString(), server.uri("/1.png?sig=y").toString());

    ImagesException failure =
        failure(urls.stream().map(url -> image(URI.create(url))).toArray(Image[]::new));

    assertThat(failure.code()).isEqualTo(ErrorCode.DOWNLOAD_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(failure.variables()).containsEntry("url", urls.get(1)).containsEntry("urls", urls);
    assertThat(failure)
        .hasMessageContaining("did not return an image")
        .hasMessageNotContaining("sig=");
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }

  @Test
  void anImageOverTheLimitIsNamedByItsUrlAndStaysKept() {
    Settings small = new Settings(Map.of("IMAGES_GENERATE_MAX_IMAGE_BYTES", "10")::get);
    Http http = new Http(small, new TempImageFolder(parent));
    resources.add(http);
    RawServer server = serve(RawServer.ok("text/plain", SVG));
    Delivery delivery = new Delivery(new ImageDownloader(http, small, pause), pause);
    DeliveryRequest request =
        new DeliveryRequest(format, name, null, store, api, Map.of(), deadline);
    PurchaseKey key = new PurchaseKey(2, "request");

    for (int i = 0; i < 2; i++) {
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class,
              () ->
                  guard.getOrBuy(
                      key,
                      Deadline.in(LONG),
                      () ->
                          new GenerationResult(
                              List.of(image(server.uri("/0.png"))),
                              null,
                              Map.of(),
                              null,
                              null,
                              List.of()),
                      purchase -> delivery.deliver(purchase, request, warnings)));
      assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
      assertThat(failure.variables()).containsKey("url");
    }
    assertThat(server.requests()).hasSize(2);
  }

  // ---- bytes that are not an image

  private static final byte[] TEXT = "no image at all".getBytes(StandardCharsets.US_ASCII);

  @Test
  void bytesThatAreNotAnImageAreLeftOutWithAWarning() {
    List<ImagesResult.Image> results = deliver(images(TEXT, picture("png", 3, 2), TEXT));

    assertThat(results).hasSize(1);
    assertThat(results.getFirst().index()).isEqualTo(1);
    assertThat(store.names()).containsExactly("image.png");
    assertThat(warnings)
        .containsExactly("2 of 3 images were left out: their bytes are not an image");
  }

  @Test
  void onlyBytesThatAreNotAnImageAreAnInvalidResponse() {
    ImagesException failure = failure(images(TEXT, TEXT));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(store.attempts()).isZero();
  }

  @Test
  void withAReportedCostItWasAPurchase() {
    cost = new Cost(new BigDecimal("0.04"), "USD");

    assertThat(failure(images(TEXT)).purchase()).isEqualTo(PurchaseState.MADE);
  }

  @Test
  void aResultDoesNotShowThePicture() {
    format = ResponseFormat.B64_JSON;

    assertThat(deliver(images(picture(1000))).getFirst())
        .hasToString("image 1 (image/png, 1000 bytes)");
    assertThat(
            new DeliveryRequest(format, name, null, store, api, Map.of("key", "secret"), deadline))
        .hasToString("delivery as b64_json");
  }

  @Test
  void anSvgThatCanDoSomethingIsDeliveredWithAWarning() {
    byte[] plain = "<svg/>".getBytes(StandardCharsets.US_ASCII);
    byte[] active =
        "<svg onload='a()'><script>b()</script></svg>".getBytes(StandardCharsets.US_ASCII);

    List<ImagesResult.Image> results = deliver(images(plain, active));

    assertThat(results).hasSize(2);
    assertThat(results.get(1).mimeType()).isEqualTo("image/svg+xml");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("image 2 is an SVG with scripts, event handlers");

    warnings.clear();
    again();
    assertThat(warnings).as("the next attempt warns too").hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"198, 200", "199, 199", "200, 200"})
  void aNameIsNotCutWithinACharacter(int before, int length) {
    name = "n".repeat(before) + "\uD83D\uDE00" + "n".repeat(50);

    deliver(images(picture(1000)));

    String stored = store.names().getFirst();
    assertThat(stored).hasSize(length + ".png".length());
    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(stored)).isTrue();
  }

  @Test
  void aFileWhoseDimensionsCannotBeReadIsDeleted() throws Exception {
    Image bought = image(picture(100_000));
    ImageFile file = spy(((Source.Bytes) bought.source()).file());
    doThrow(new IOException("the disk is gone")).when(file).open();
    ImageDownloader downloads = mock(ImageDownloader.class);
    when(downloads.download(any(), any())).thenReturn(file);
    Delivery delivery = new Delivery(downloads, pause);
    DeliveryRequest request =
        new DeliveryRequest(format, name, null, store, api, Map.of(), deadline);

    ImagesException failure =
        catchThrowableOfType(
            ImagesException.class,
            () ->
                guard.getOrBuy(
                    new PurchaseKey(3, "request"),
                    Deadline.in(LONG),
                    () ->
                        new GenerationResult(
                            List.of(image(URI.create("https://a.example/b.png"))),
                            null,
                            Map.of(),
                            null,
                            null,
                            List.of()),
                    purchase -> delivery.deliver(purchase, request, warnings)));

    assertThat(failure.code()).isEqualTo(ErrorCode.DELIVERY_FAILED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.MADE);
    assertThat(TempImageFiles.in(parent)).isEmpty();
  }
}
