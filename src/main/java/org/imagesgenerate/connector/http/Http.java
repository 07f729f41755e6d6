package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.imagesgenerate.connector.http.HttpFailure.Stage;

/**
 * One HTTP exchange at a time over pooled connections. Never follows a redirect, never sends a
 * request twice, never outlives the deadline, and always tells how far it came.
 *
 * <p>Thread-safe; one for the JVM.
 */
public final class Http implements AutoCloseable {

  private static final int CONNECTIONS = 512;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final TimeValue IDLE = TimeValue.ofSeconds(30);
  private static final String DEPARTURE = Departure.class.getName();

  private final SpoolFolder folder;
  private final Limits limits;
  private final EnvironmentProxy proxies;
  private final CloseableHttpClient client;
  private final CloseableHttpClient publicOnly;
  private final ScheduledThreadPoolExecutor deadlines;

  /** For the real network. */
  public Http(Settings settings, SpoolFolder folder) {
    this(settings, folder, SystemDefaultDnsResolver.INSTANCE);
  }

  /**
   * @param resolver finds the addresses of a host; they are checked, and then connected to
   */
  Http(Settings settings, SpoolFolder folder, DnsResolver resolver) {
    this.folder = folder;
    this.limits = Limits.of(settings);
    this.proxies = new EnvironmentProxy(settings);
    this.client = client(new CheckedResolver(resolver, false));
    this.publicOnly = client(new CheckedResolver(resolver, true));
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("images-generate-deadline").factory());
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /**
   * Sends once and reads the answer to its end, with its images in spools.
   *
   * @throws HttpFailure if there is no whole answer; says how far the exchange came
   */
  public Answer send(Call call, Deadline deadline) throws HttpFailure {
    return exchange(
        client,
        call,
        deadline,
        response -> {
          ImageStrings strings = new ImageStrings(folder, limits);
          Map<String, String> headers = headers(response);
          try (InputStream in = content(response)) {
            strings.read(in);
            return new Answer(response.getCode(), headers, Body.whole(strings, folder, limits));
          } catch (TooLargeException | RuntimeException | Error e) {
            strings.discard();
            throw e;
          } catch (IOException e) {
            if (strings.found().stream().anyMatch(image -> image.spool() != null)) {
              return new Answer(response.getCode(), headers, Body.part(strings, folder, limits));
            }
            throw e;
          }
        });
  }

  /**
   * What a download answered.
   *
   * @param status the HTTP status
   * @param location where a redirect points, or null
   * @param spool the bytes of a success, or null
   */
  public record Download(int status, String location, Spool spool) {}

  /**
   * Fetches bytes.
   *
   * @param publicHostOnly true to connect to public addresses only
   * @throws HttpFailure if there is no whole answer
   */
  public Download download(Call call, boolean publicHostOnly, Deadline deadline)
      throws HttpFailure {
    return exchange(
        publicHostOnly ? publicOnly : client,
        call,
        deadline,
        response -> {
          Header location = response.getFirstHeader("location");
          if (response.getCode() != 200) {
            return new Download(
                response.getCode(), location == null ? null : location.getValue(), null);
          }
          try (InputStream in = content(response);
              Spool.Writer writer = new Spool.Writer(folder, limits)) {
            in.transferTo(writer);
            return new Download(response.getCode(), null, writer.finish());
          }
        });
  }

  /** Whether the server is reached through a proxy, which then finds its address itself. */
  public boolean isProxied(URI uri) {
    return proxies.of(uri.getScheme(), uri.getHost(), port(uri)).isPresent();
  }

  private static int port(URI uri) {
    return uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
  }

  private interface Reader<T> {
    T read(ClassicHttpResponse response) throws IOException;
  }

  private <T> T exchange(CloseableHttpClient client, Call call, Deadline deadline, Reader<T> reader)
      throws HttpFailure {
    HttpUriRequestBase request = request(call, deadline);
    HttpClientContext context = HttpClientContext.create();
    Departure departure = new Departure();
    context.setAttribute(DEPARTURE, departure);
    ScheduledFuture<?> end =
        deadlines.schedule(request::cancel, deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    try {
      return client.execute(
          request,
          context,
          response -> {
            departure.answered(response.getCode());
            return reader.read(response);
          });
    } catch (Throwable e) {
      throw failure(e, call, deadline, departure);
    } finally {
      end.cancel(false);
    }
  }

  /** Everything, even an Error: whatever it was, the request may have left. */
  private static HttpFailure failure(
      Throwable e, Call call, Deadline deadline, Departure departure) {
    String server = call.uri().getAuthority();
    if (e instanceof TooLargeException) {
      return new HttpFailure(Stage.TOO_LARGE, departure.status, e.getMessage(), e);
    }
    if (e instanceof CheckedResolver.ForbiddenAddress) {
      return new HttpFailure(Stage.FORBIDDEN, 0, e.getMessage(), e);
    }
    String reason =
        deadline.isOver() ? "the time budget of %s ended".formatted(deadline.budget()) : reason(e);
    if (!departure.left) {
      return new HttpFailure(
          Stage.NOT_SENT, 0, "%s was not reached: %s".formatted(server, reason), e);
    }
    if (departure.status == 0 || deadline.isOver()) {
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

  private static String reason(Throwable e) {
    return switch (e) {
      case UnknownHostException unknown -> "its name is not known: " + unknown.getMessage();
      case InterruptedIOException interrupted -> "the exchange was cut short";
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private static HttpUriRequestBase request(Call call, Deadline deadline) {
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.uri());
    call.headers().forEach(request::setHeader);
    if (call.json() != null) {
      request.setEntity(new ByteArrayEntity(call.json(), ContentType.APPLICATION_JSON));
    }
    Timeout left = Timeout.of(deadline.left().plusMillis(1));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(left)
            .setResponseTimeout(left)
            .setRedirectsEnabled(false)
            .build());
    return request;
  }

  private static InputStream content(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  private static Map<String, String> headers(ClassicHttpResponse response) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.getHeaders()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    return headers;
  }

  private CloseableHttpClient client(CheckedResolver resolver) {
    BasicCredentialsProvider credentials = new BasicCredentialsProvider();
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(CONNECT))
                        // a connection that the server closed meanwhile must not swallow a request
                        .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                        .build())
                .build())
        .setRequestExecutor(new DepartureExecutor())
        .setDefaultCredentialsProvider(credentials)
        .setRoutePlanner(
            new DefaultRoutePlanner(null) {
              @Override
              protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                return proxy(target, resolver, credentials).orElse(null);
              }
            })
        .evictIdleConnections(IDLE)
        .evictExpiredConnections()
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .setUserAgent("connector-images-generate/" + Version.VALUE)
        .build();
  }

  private Optional<HttpHost> proxy(
      HttpHost target, CheckedResolver resolver, BasicCredentialsProvider credentials) {
    int port =
        target.getPort() > 0 ? target.getPort() : target.getSchemeName().equals("https") ? 443 : 80;
    return proxies
        .of(target.getSchemeName(), target.getHostName(), port)
        .map(
            uri -> {
              HttpHost proxy =
                  new HttpHost(
                      uri.getScheme(), uri.getHost(), uri.getPort() > 0 ? uri.getPort() : 80);
              resolver.trust(proxy.getHostName());
              if (uri.getUserInfo() != null) {
                String[] login = uri.getUserInfo().split(":", 2);
                credentials.setCredentials(
                    new AuthScope(proxy),
                    new UsernamePasswordCredentials(
                        login[0], (login.length > 1 ? login[1] : "").toCharArray()));
              }
              return proxy;
            });
  }

  /** Resolves the addresses of a host for a check that is made before a proxy is asked. */
  public boolean isPublic(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!Addresses.isPublic(address)) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    deadlines.shutdownNow();
    client.close();
    publicOnly.close();
  }
}
