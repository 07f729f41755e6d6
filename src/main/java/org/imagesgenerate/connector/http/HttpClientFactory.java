package org.imagesgenerate.connector.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.URIScheme;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.imagesgenerate.connector.metrics.Metric;

/** Makes the Apache client that {@link Http} needs: no redirects, no cookies, no retries. */
final class HttpClientFactory {

  private static final Timeout CONNECT = Timeout.ofSeconds(10);

  /**
   * A connection that was idle longer is not used again. Servers close theirs after five seconds
   * (Node, uvicorn) or more, and a request that meets the closing is lost with its outcome unknown.
   */
  private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(4);

  private static final TimeValue SAFETY = TimeValue.ofSeconds(1);

  /**
   * HttpClient closes its connection manager for good when an {@code Error} passes through it, for
   * instance because the heap is full for a moment: every exchange under way would be lost, and no
   * later one could begin. So HttpClient cannot close this one; only {@link #shutDown()} does.
   */
  static final class ConnectionPool extends PoolingHttpClientConnectionManager {

    private ConnectionPool(ValidatingDnsResolver resolver, int maxConnections) {
      super(
          new DefaultHttpClientConnectionOperator(
              null,
              resolver,
              RegistryBuilder.<TlsSocketStrategy>create()
                  .register(URIScheme.HTTPS.id, DefaultClientTlsStrategy.createSystemDefault())
                  .build()),
          PoolConcurrencyPolicy.STRICT,
          PoolReusePolicy.LIFO,
          null,
          NonLoggingConnection::of);
      setMaxTotal(maxConnections);
      setDefaultMaxPerRoute(maxConnections);
      setDefaultConnectionConfig(
          ConnectionConfig.custom()
              .setConnectTimeout(CONNECT)
              // a connection that the server closed meanwhile must not swallow a request
              .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
              .build());
    }

    @Override
    public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, Object state) {
      long start = System.nanoTime();
      LeaseRequest lease = super.lease(id, route, timeout, state);
      return new LeaseRequest() {
        @Override
        public ConnectionEndpoint get(Timeout timeout)
            throws InterruptedException, ExecutionException, TimeoutException {
          String outcome = "failed";
          try {
            ConnectionEndpoint endpoint = lease.get(timeout);
            outcome = "ok";
            return endpoint;
          } finally {
            Metric.CONNECTION_WAIT.timeSince(start, outcome);
          }
        }

        @Override
        public boolean cancel() {
          return lease.cancel();
        }
      };
    }

    @Override
    public void close() {
      // see above
    }

    @Override
    public void close(CloseMode mode) {
      // see above
    }

    void shutDown() {
      super.close(CloseMode.GRACEFUL);
    }
  }

  /**
   * @param maxConnections most connections at once; an unused one takes no memory
   */
  static ConnectionPool pool(ValidatingDnsResolver resolver, int maxConnections) {
    return new ConnectionPool(resolver, maxConnections);
  }

  /**
   * @param pool stays open when the client is closed
   * @param resolver the pool's
   */
  static CloseableHttpClient client(
      ConnectionPool pool, ValidatingDnsResolver resolver, ProxySettings proxies) {
    BasicCredentialsProvider logins = new BasicCredentialsProvider();
    return HttpClients.custom()
        .setConnectionManager(pool)
        .evictIdleConnections(LONGEST_IDLE)
        .evictExpiredConnections()
        .setRequestExecutor(new ProgressTrackingExecutor())
        .setDefaultCredentialsProvider(logins)
        .setRoutePlanner(
            new DefaultRoutePlanner(null) {
              @Override
              protected HttpHost determineProxy(HttpHost target, HttpContext context)
                  throws HttpException {
                return proxy(target, proxies, resolver, logins).orElse(null);
              }
            })
        .setKeepAliveStrategy(HttpClientFactory::keepAlive)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .setUserAgent("connector-images-generate/" + version())
        .build();
  }

  /** What the server announces, less a second; at most our own limit. */
  private static TimeValue keepAlive(HttpResponse response, HttpContext context) {
    long announced =
        DefaultConnectionKeepAliveStrategy.INSTANCE
            .getKeepAliveDuration(response, context)
            .toMilliseconds();
    // zero would mean forever
    return TimeValue.ofMilliseconds(
        Math.clamp(announced - SAFETY.toMilliseconds(), 1, LONGEST_IDLE.toMilliseconds()));
  }

  private static Optional<HttpHost> proxy(
      HttpHost target,
      ProxySettings proxies,
      ValidatingDnsResolver resolver,
      BasicCredentialsProvider logins)
      throws HttpException {
    try {
      Optional<ProxySettings.Proxy> proxy =
          proxies.of(
              target.getSchemeName(),
              target.getHostName(),
              Http.port(target.getSchemeName(), target.getPort()));
      if (proxy.isPresent()) {
        resolver.checkBeforeProxy(target.getHostName());
      }
      return proxy.map(it -> host(it, resolver, logins));
    } catch (ValidatingDnsResolver.ForbiddenAddress e) {
      throw new HttpException(e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      // without the cause, which could show a password
      throw new HttpException(e.getMessage());
    }
  }

  private static HttpHost host(
      ProxySettings.Proxy proxy, ValidatingDnsResolver resolver, BasicCredentialsProvider logins) {
    HttpHost host = new HttpHost(proxy.scheme(), proxy.host(), proxy.port());
    resolver.trust(host.getHostName(), host.getPort());
    if (proxy.user() != null) {
      logins.setCredentials(
          new AuthScope(host),
          new UsernamePasswordCredentials(proxy.user(), proxy.password().toCharArray()));
    }
    return host;
  }

  /** The connector's version, as the build wrote it. */
  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = HttpClientFactory.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private HttpClientFactory() {}
}
