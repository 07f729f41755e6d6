package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.util.Timeout;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.UnexpectedError;
import org.imagesgenerate.connector.http.HttpClientFactory.ConnectionPool;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.ValidatingDnsResolver.ForbiddenAddress;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.Setting;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.imagesgenerate.connector.support.TooLargeException;

/**
 * One HTTP exchange at a time over pooled connections. Never follows a redirect, never sends a
 * request twice, never outlives the deadline, ends soon after its thread was interrupted, and
 * always tells how far it came.
 *
 * <p>Thread-safe; one for the JVM.
 */
public final class Http implements AutoCloseable {

  static final String CONNECTIONS_SETTING = "IMAGES_GENERATE_CONNECTIONS";

  private final TempImageFolder folder;
  private final Limits limits;
  private final CloseableHttpClient client;
  private final CloseableHttpClient publicOnly;
  private final List<ConnectionPool> pools = new ArrayList<>();
  private final int connections;
  private final Watchdog watchdog = new Watchdog();

  /** For the real network. */
  public Http(Settings settings, TempImageFolder folder) {
    this(settings, folder, SystemDefaultDnsResolver.INSTANCE, connections(settings));
  }

  static int connections(Settings settings) {
    return (int) settings.number(Setting.CONNECTIONS);
  }

  /**
   * @param resolver finds the addresses of a host; they are checked, and then connected to
   * @param connections most connections at once
   */
  Http(Settings settings, TempImageFolder folder, DnsResolver resolver, int connections) {
    this.folder = folder;
    this.limits = Limits.of(settings);
    this.connections = connections;
    ProxySettings proxies = new ProxySettings(settings);
    this.client = client(new ValidatingDnsResolver(resolver, false), proxies);
    this.publicOnly = client(new ValidatingDnsResolver(resolver, true), proxies);
  }

  private CloseableHttpClient client(ValidatingDnsResolver resolver, ProxySettings proxies) {
    ConnectionPool pool = HttpClientFactory.pool(resolver, connections);
    pools.add(pool);
    return HttpClientFactory.client(pool, resolver, proxies);
  }

  /** Uses a custom client, which must record {@link RequestProgress}. */
  Http(Settings settings, TempImageFolder folder, CloseableHttpClient client) {
    this.folder = folder;
    this.limits = Limits.of(settings);
    this.connections = connections(settings);
    this.client = client;
    this.publicOnly = client;
  }

  /**
   * Sends once and reads the response to its end, with its images in files. If only a part can be
   * read, but an image was complete by then, that part is the response.
   *
   * @throws HttpFailure if there is no response; says how far the exchange came
   * @throws ImagesException INVALID_INPUT, with nothing sent, if an input image cannot be read
   */
  public HttpResponse send(HttpRequest request, Deadline deadline) throws HttpFailure {
    return exchange(client, request, deadline, response -> read(response, deadline));
  }

  private HttpResponse read(ClassicHttpResponse response, Deadline deadline) throws IOException {
    Base64ImageExtractor extractor = new Base64ImageExtractor(content(response), folder, limits);
    String interruption = null;
    try {
      extractor.read();
    } catch (IOException | RuntimeException | Error e) {
      if (!extractor.hasImages()) {
        throw e;
      }
      // what was bought is not thrown away, whatever happened to the rest
      interruption = reason(e, deadline);
    }
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    ResponseBody body = new ResponseBody(extractor, folder, limits, interruption);
    return new HttpResponse(response.getCode(), headers, body);
  }

  /**
   * The response to a download.
   *
   * @param status the HTTP status
   * @param location the target of a redirect, or null
   * @param file the bytes of a success, or null
   */
  public record Download(int status, String location, ImageFile file) {}

  /**
   * Downloads an image.
   *
   * @param publicHostOnly true to connect to public addresses only
   * @throws HttpFailure if no complete response arrives
   */
  public Download download(HttpRequest request, boolean publicHostOnly, Deadline deadline)
      throws HttpFailure {
    return exchange(publicHostOnly ? publicOnly : client, request, deadline, this::download);
  }

  private Download download(ClassicHttpResponse response) throws IOException {
    Header location = response.getFirstHeader("location");
    if (response.getCode() != HttpStatus.SC_OK) {
      return new Download(response.getCode(), location == null ? null : location.getValue(), null);
    }
    try (ImageFile.Writer writer = newImage()) {
      content(response).transferTo(writer);
      return new Download(response.getCode(), null, writer.finish());
    }
  }

  /** Reads the body of a success while it arrives. */
  public interface BodyReader<T> {
    T read(InputStream body) throws IOException;
  }

  /**
   * Gets a document that is neither an image nor contains one.
   *
   * @param publicHostOnly true to connect to public addresses only
   * @param reader has to stop at a limit
   * @throws HttpFailure if there is no success that the reader can read
   */
  public <T> T get(
      HttpRequest request, boolean publicHostOnly, BodyReader<T> reader, Deadline deadline)
      throws HttpFailure {
    return exchange(
        publicHostOnly ? publicOnly : client,
        request,
        deadline,
        response -> {
          if (response.getCode() != HttpStatus.SC_OK) {
            throw new IOException("HTTP status " + response.getCode());
          }
          return reader.read(content(response));
        });
  }

  /** A new image that does not come from the network: in the same folder, with the same limits. */
  public ImageFile.Writer newImage() {
    return new ImageFile.Writer(folder, limits);
  }

  /**
   * Like {@link #newImage()}, before the image is made.
   *
   * @throws IOException if it could not be kept
   */
  public ImageFile.Writer newImageIfItCanBeKept() throws IOException {
    folder.check();
    return newImage();
  }

  /** The port, or the default of the scheme. */
  static int port(String scheme, int port) {
    return port > 0 ? port : scheme.equalsIgnoreCase("https") ? 443 : 80;
  }

  private interface Reader<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private <T> T exchange(
      CloseableHttpClient client, HttpRequest request, Deadline deadline, Reader<T> reader)
      throws HttpFailure {
    RequestProgress progress = new RequestProgress(deadline, request.purchase());
    HttpUriRequestBase message = message(request, deadline, progress);
    Runnable endOfWatch = watchdog.watch(deadline, message::cancel);
    try {
      if (progress.isAbandoned()) {
        throw new InterruptedIOException();
      }
      folder.check();
      HttpClientContext context = HttpClientContext.create();
      context.setAttribute(RequestProgress.NAME, progress);
      ClassicHttpResponse response = client.executeOpen(null, message, context);
      if (!progress.sent) {
        // the response of a proxy that did not open the way is not the server's
        throw new IOException("the proxy refused with HTTP status " + response.getCode());
      }
      return reader.read(response);
    } catch (Throwable e) {
      throw failure(e, request, deadline, progress);
    } finally {
      // closes a connection whose response was not read to its end, instead of reading on
      message.cancel();
      endOfWatch.run();
    }
  }

  private static HttpUriRequestBase message(
      HttpRequest request, Deadline deadline, RequestProgress progress) {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.uri());
    request.headers().forEach(message::setHeader);
    if (request.body() != null) {
      message.setEntity(new BodyEntity(request.body(), progress));
    }
    message.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(timeout(progress.timeToSend()))
            .setResponseTimeout(timeout(deadline.left()))
            .setRedirectsEnabled(false)
            .build());
    return message;
  }

  /** Never zero, which would mean forever. */
  private static Timeout timeout(Duration duration) {
    return Timeout.ofMilliseconds(Math.max(0, duration.toMillis()) + 1);
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  /** For everything, even an Error: whatever it was, the request may have been sent. */
  private HttpFailure failure(
      Throwable e, HttpRequest request, Deadline deadline, RequestProgress progress) {
    String server = request.uri().getAuthority();
    Optional<ForbiddenAddress> forbidden = cause(e, ForbiddenAddress.class);
    if (forbidden.isPresent()) {
      return new HttpFailure(Stage.FORBIDDEN, 0, forbidden.get().getMessage(), e);
    }
    String reason = reason(e, deadline);
    if (!progress.sent) {
      String wait = waitForConnection(e, deadline, progress).orElse(reason);
      return new HttpFailure(Stage.NOT_SENT, 0, "%s: %s".formatted(server, wait), e);
    }
    if (e instanceof TooLargeException) {
      return new HttpFailure(Stage.TOO_LARGE, progress.status, e.getMessage(), e);
    }
    if (progress.status == 0 || progress.isAbandoned()) {
      String sentence = "the request was sent to %s, but no complete response arrived: %s";
      return new HttpFailure(
          Stage.NO_RESPONSE, progress.status, sentence.formatted(server, reason), e);
    }
    return new HttpFailure(
        Stage.INTERRUPTED,
        progress.status,
        "the response of %s was interrupted: %s".formatted(server, reason),
        e);
  }

  /** HttpClient wraps an exception twice if it asks a proxy. */
  private static <T> Optional<T> cause(Throwable e, Class<T> type) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }

  /** What to say if it was the wait for a connection that used up the time. */
  private Optional<String> waitForConnection(
      Throwable e, Deadline deadline, RequestProgress progress) {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.empty();
    }
    if (gaveUpWaiting(e)) {
      return Optional.of(
          "%s while all %d connections were in use; raise %s"
              .formatted(
                  deadline.isOver() ? reason(e, deadline) : "it waited too long",
                  connections,
                  CONNECTIONS_SETTING));
    }
    if (e instanceof ProgressTrackingExecutor.TooLate) {
      return Optional.of(
          "too little time is left for a request that buys: %s of the input timeout of %s are reserved for the provider; raise timeout, pass smaller images or, if many jobs wait for connections, raise %s (%d)"
              .formatted(progress.reserve(), deadline.budget(), CONNECTIONS_SETTING, connections));
    }
    return Optional.empty();
  }

  /** Whether the pool gave up, or the wait for it was cancelled. */
  private static boolean gaveUpWaiting(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof ConnectionRequestTimeoutException
        || cause instanceof TimeoutException
        || cause instanceof CancellationException;
  }

  private static String reason(Throwable e, Deadline deadline) {
    if (deadline.isOver()) {
      return "the input timeout of %s ended".formatted(deadline.budget());
    }
    if (Thread.currentThread().isInterrupted()) {
      return "this worker is shutting down";
    }
    if (e instanceof RuntimeException || e instanceof Error) {
      return UnexpectedError.describe(e);
    }
    if (e instanceof UnknownHostException) {
      return "unknown host " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public void close() throws IOException {
    watchdog.close();
    client.close();
    publicOnly.close();
    pools.forEach(ConnectionPool::shutDown);
  }
}
