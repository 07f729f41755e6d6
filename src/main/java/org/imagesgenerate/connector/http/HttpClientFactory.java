package org.imagesgenerate.connector.http;

import java.util.Optional;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;

/**
 * Makes the pooled Apache client that {@link Http} needs: no redirects, no cookies, no second try.
 */
final class HttpClientFactory {

  /**
   * A connection that was idle longer is not used again. Servers close theirs after five seconds
   * (Node, uvicorn) or more, and a request that meets the closing is lost with its outcome unknown.
   */
  private static final long LONGEST_IDLE = 4_000;

  private static final long SAFETY = 1_000;

  /**
   * @param most most connections at once
   */
  static ConnectionPool pool(ValidatingDnsResolver resolver, int most) {
    return new ConnectionPool(resolver, most, TimeValue.ofMilliseconds(LONGEST_IDLE));
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
        .setKeepAliveStrategy(keepAlive())
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .setUserAgent("connector-images-generate/" + Version.VALUE)
        .build();
  }

  /** What the server announces, less a second; at most our own limit. */
  private static ConnectionKeepAliveStrategy keepAlive() {
    return (response, context) -> {
      long announced =
          DefaultConnectionKeepAliveStrategy.INSTANCE
              .getKeepAliveDuration(response, context)
              .toMilliseconds();
      // zero would mean for ever
      return TimeValue.ofMilliseconds(Math.clamp(announced - SAFETY, 1, LONGEST_IDLE));
    };
  }

  private static Optional<HttpHost> proxy(
      HttpHost target,
      ProxySettings proxies,
      ValidatingDnsResolver resolver,
      BasicCredentialsProvider logins)
      throws HttpException {
    try {
      Optional<ProxySettings.Proxy> proxy =
          proxies.of(target.getSchemeName(), target.getHostName(), port(target));
      if (proxy.isEmpty()) {
        return Optional.empty();
      }
      resolver.checkBeforeProxy(target.getHostName());
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

  private static int port(HttpHost target) {
    return Http.port(target.getSchemeName(), target.getPort());
  }

  private HttpClientFactory() {}
}
