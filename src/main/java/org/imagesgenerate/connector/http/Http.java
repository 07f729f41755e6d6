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
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.imagesgenerate.connector.error.Unexpected;
import org.imagesgenerate.connector.http.HttpFailure.Stage;
import org.imagesgenerate.connector.http.ValidatingDnsResolver.ForbiddenAddress;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
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

  /** One for each job of a worker that runs 4,000 at once. */
  private static final int DEFAULT_CONNECTIONS = 4096;

  private final TempImageFolder folder;
  private final Limits limits;
  private final CloseableHttpClient client;
  private final CloseableHttpClient publicOnly;
  private final List<ConnectionPool> pools = new ArrayList<>();
  private final int connections;
  private final Watchdog watch = new Watchdog();

  /** For the real network. */
  public Http(Settings settings, TempImageFolder folder) {
    this(settings, folder, SystemDefaultDnsResolver.INSTANCE, connections(settings));
  }

  static int connections(Settings settings) {
    return (int) settings.number(CONNECTIONS_SETTING, DEFAULT_CONNECTIONS);
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

  /** Over a client of another make, which has to note the {@link RequestProgress} as ours does. */
  Http(Settings settings, TempImageFolder folder, CloseableHttpClient client) {
    this.folder = folder;
    this.limits = Limits.of(settings);
    this.connections = connections(settings);
    this.client = client;
    this.publicOnly = client;
  }

  /**
   * Sends once and reads the answer to its end, with its images in spools. If only a part of it can
   * be read, but an image was complete by then, that part is the answer.
   *
   * @throws HttpFailure if there is no answer; says how far the exchange came
   */
  public HttpResponse send(HttpRequest call, Deadline deadline) throws HttpFailure {
    return exchange(client, call, deadline, response -> answer(response, deadline));
  }

  private HttpResponse answer(ClassicHttpResponse response, Deadline deadline) throws IOException {
    Base64ImageExtractor strings = new Base64ImageExtractor(content(response), folder, limits);
    try {
      strings.read();
      return answer(response, ResponseBody.whole(strings, folder, limits));
    } catch (IOException | RuntimeException | Error e) {
      if (!strings.hasImages()) {
        throw e;
      }
      // what was bought is not thrown away, whatever happened to the rest
      return answer(response, ResponseBody.part(strings, folder, limits, reason(e, deadline)));
    }
  }

  private static HttpResponse answer(ClassicHttpResponse response, ResponseBody body) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    return new HttpResponse(response.getCode(), headers, body);
  }

  /**
   * What a download answered.
   *
   * @param status the HTTP status
   * @param location where a redirect points, or null
   * @param spool the bytes of a success, or null
   */
  public record Download(int status, String location, ImageFile spool) {}

  /**
   * Fetches bytes.
   *
   * @param publicHostOnly true to connect to public addresses only
   * @throws HttpFailure if there is no whole answer
   */
  public Download download(HttpRequest call, boolean publicHostOnly, Deadline deadline)
      throws HttpFailure {
    return exchange(publicHostOnly ? publicOnly : client, call, deadline, this::download);
  }

  /** For an image that comes from nowhere: the same folder, the same limits. */
  public ImageFile.Writer spool() {
    return new ImageFile.Writer(folder, limits);
  }

  /**
   * For an image that is still to be made.
   *
   * @throws IOException if it could not be kept
   */
  public ImageFile.Writer checkedSpool() throws IOException {
    folder.check();
    return spool();
  }

  private Download download(ClassicHttpResponse response) throws IOException {
    Header location = response.getFirstHeader("location");
    if (response.getCode() != HttpStatus.SC_OK) {
      return new Download(response.getCode(), location == null ? null : location.getValue(), null);
    }
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, limits)) {
      content(response).transferTo(writer);
      return new Download(response.getCode(), null, writer.finish());
    }
  }

  /** The port, or the scheme's usual one. */
  static int port(String scheme, int port) {
    return port > 0 ? port : scheme.equalsIgnoreCase("https") ? 443 : 80;
  }

  private interface Reader<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private <T> T exchange(
      CloseableHttpClient client, HttpRequest call, Deadline deadline, Reader<T> reader)
      throws HttpFailure {
    RequestProgress departure = new RequestProgress(deadline, call.purchase());
    HttpUriRequestBase request = request(call, deadline, departure.patience());
    Runnable endOfWatch = watch.over(deadline, request::cancel);
    try {
      if (departure.isTooLate()) {
        throw new InterruptedIOException();
      }
      folder.check();
      HttpClientContext context = HttpClientContext.create();
      context.setAttribute(RequestProgress.NAME, departure);
      ClassicHttpResponse response = client.executeOpen(null, request, context);
      if (!departure.left) {
        // what a proxy says instead of opening the way is not the server's answer
        throw new IOException("the proxy refused with HTTP status " + response.getCode());
      }
      return reader.read(response);
    } catch (Throwable e) {
      throw failure(e, call, deadline, departure);
    } finally {
      // gives up a connection whose answer was not read to its end, instead of reading on
      request.cancel();
      endOfWatch.run();
    }
  }

  /** Everything, even an Error: whatever it was, the request may have left. */
  private HttpFailure failure(
      Throwable e, HttpRequest call, Deadline deadline, RequestProgress departure) {
    String server = call.uri().getAuthority();
    Optional<ForbiddenAddress> forbidden = forbidden(e);
    if (forbidden.isPresent()) {
      return new HttpFailure(Stage.FORBIDDEN, 0, forbidden.get().getMessage(), e);
    }
    if (!departure.left) {
      String reason = wait(e, deadline, departure).orElseGet(() -> reason(e, deadline));
      return new HttpFailure(
          Stage.NOT_SENT, 0, "%s was not reached: %s".formatted(server, reason), e);
    }
    if (e instanceof TooLargeException) {
      return new HttpFailure(Stage.TOO_LARGE, departure.status, e.getMessage(), e);
    }
    String reason = reason(e, deadline);
    if (departure.status == 0 || wasEnded(deadline)) {
      return new HttpFailure(
          Stage.NO_ANSWER,
          departure.status,
          "the request went to %s, but no whole answer came: %s".formatted(server, reason),
          e);
    }
    return new HttpFailure(
        Stage.BROKEN_OFF,
        departure.status,
        "the answer of %s broke off: %s".formatted(server, reason),
        e);
  }

  /** By the resolver itself, or before a proxy was asked, which HttpClient wraps twice. */
  private static Optional<ForbiddenAddress> forbidden(Throwable e) {
    return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
        .filter(ForbiddenAddress.class::isInstance)
        .map(ForbiddenAddress.class::cast)
        .findFirst();
  }

  /** What to say if it was the wait for a connection that used up the time. */
  private Optional<String> wait(Throwable e, Deadline deadline, RequestProgress departure) {
    if (Thread.currentThread().isInterrupted()) {
      return Optional.empty();
    }
    if (wasWaitingForConnection(e)) {
      return Optional.of(
          "%s while all %d connections were in use; raise %s"
              .formatted(
                  deadline.isOver() ? reason(e, deadline) : "it waited too long",
                  connections,
                  CONNECTIONS_SETTING));
    }
    if (e instanceof ProgressTrackingExecutor.TooLate) {
      return Optional.of(
          "it is too late for a request that buys, since %s of the time budget of %s are kept for the provider; raise timeout or, if many jobs wait for connections, %s (%d)"
              .formatted(departure.reserve(), deadline.budget(), CONNECTIONS_SETTING, connections));
    }
    return Optional.empty();
  }

  /** Whether the pool gave up, or the wait for it was ended from outside. */
  private static boolean wasWaitingForConnection(Throwable e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause instanceof ConnectionRequestTimeoutException
        || cause instanceof TimeoutException
        || cause instanceof CancellationException;
  }

  private static boolean wasEnded(Deadline deadline) {
    return deadline.isOver() || Thread.currentThread().isInterrupted();
  }

  private static String reason(Throwable e, Deadline deadline) {
    if (deadline.isOver()) {
      return "the time budget of %s ended".formatted(deadline.budget());
    }
    if (Thread.currentThread().isInterrupted()) {
      return "this worker is shutting down";
    }
    if (e instanceof RuntimeException || e instanceof Error) {
      return Unexpected.sentence(e);
    }
    if (e instanceof UnknownHostException) {
      return "its name is not known: " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static HttpUriRequestBase request(
      HttpRequest call, Deadline deadline, Duration patience) {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
    call.headers().forEach(request::setHeader);
    if (call.json() != null) {
      request.setEntity(new ByteArrayEntity(call.json(), ContentType.APPLICATION_JSON));
    }
    Timeout left = Timeout.of(deadline.left().plusMillis(1));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(patience.plusMillis(1)))
            .setResponseTimeout(left)
            .setRedirectsEnabled(false)
            .build());
    return request;
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  @Override
  public void close() throws IOException {
    watch.close();
    client.close();
    publicOnly.close();
    pools.forEach(ConnectionPool::shutDown);
  }
}
