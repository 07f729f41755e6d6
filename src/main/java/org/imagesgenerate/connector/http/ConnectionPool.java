package org.imagesgenerate.connector.http;

import java.io.IOException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.IdleConnectionEvictor;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections of one client. HttpClient closes its connection manager for good when an {@code
 * Error} passes through it, for instance because the heap is full for a moment: every exchange that
 * is under way would be lost, and no later one could begin. So HttpClient cannot close this one;
 * only {@link #shutDown()} does.
 */
final class ConnectionPool implements HttpClientConnectionManager {

  private static final Timeout CONNECT = Timeout.ofSeconds(10);

  private final PoolingHttpClientConnectionManager pool;
  private final IdleConnectionEvictor evictor;

  /**
   * @param most most connections at once; one that nobody needs takes no memory
   * @param idle when to close connections that nobody uses
   */
  ConnectionPool(ValidatingDnsResolver resolver, int most, TimeValue idle) {
    pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(
                socket -> {
                  NonLoggingConnection connection = new NonLoggingConnection();
                  if (socket != null) {
                    connection.bind(socket);
                  }
                  return connection;
                })
            .setDnsResolver(resolver)
            .setTlsSocketStrategy(DefaultClientTlsStrategy.createSystemDefault())
            .setMaxConnTotal(most)
            .setMaxConnPerRoute(most)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT)
                    // a connection that the server closed meanwhile must not swallow a request
                    .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                    .build())
            .build();
    evictor = new IdleConnectionEvictor(pool, idle, idle);
    evictor.start();
  }

  @Override
  public LeaseRequest lease(String id, HttpRoute route, Timeout timeout, Object state) {
    return pool.lease(id, route, timeout, state);
  }

  @Override
  public void release(ConnectionEndpoint endpoint, Object state, TimeValue validFor) {
    pool.release(endpoint, state, validFor);
  }

  @Override
  public void connect(ConnectionEndpoint endpoint, TimeValue timeout, HttpContext context)
      throws IOException {
    pool.connect(endpoint, timeout, context);
  }

  @Override
  public void upgrade(ConnectionEndpoint endpoint, HttpContext context) throws IOException {
    pool.upgrade(endpoint, context);
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
    evictor.shutdown();
    pool.close();
  }
}
