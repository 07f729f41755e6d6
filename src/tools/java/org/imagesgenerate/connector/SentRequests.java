package org.imagesgenerate.connector;

import java.io.IOException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;

/**
 * Notes the requests that this JVM's connector sends to providers, without headers and queries,
 * because they hold keys. The connector itself notes nothing, so this looks inside it.
 */
public final class SentRequests {

  /**
   * @param line method and URL
   * @param body empty if there is none
   */
  public record Sent(String line, byte[] body) {}

  private static final List<Sent> ALL = new CopyOnWriteArrayList<>();
  private static boolean noting;

  /** Notes from now on. */
  public static synchronized void note() {
    if (noting) {
      return;
    }
    try {
      Object http = field(Providers.class, "http").get(Components.shared().providers());
      Field client = field(http.getClass(), "client");
      client.set(http, new NotingClient((CloseableHttpClient) client.get(http)));
      noting = true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("The connector is not built as this class expects", e);
    }
  }

  /** In the order in which they were sent. */
  public static List<Sent> all() {
    return List.copyOf(ALL);
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private static final class NotingClient extends CloseableHttpClient {

    private final CloseableHttpClient client;

    NotingClient(CloseableHttpClient client) {
      this.client = client;
    }

    @Override
    @SuppressWarnings("deprecation")
    protected CloseableHttpResponse doExecute(
        HttpHost target, ClassicHttpRequest request, HttpContext context) throws IOException {
      ALL.add(new Sent(line(request), body(request.getEntity())));
      return client.execute(target, request, context);
    }

    private static String line(ClassicHttpRequest request) {
      String path = request.getPath().replaceFirst("\\?.*", "");
      return "%s %s://%s%s"
          .formatted(request.getMethod(), request.getScheme(), request.getAuthority(), path);
    }

    private static byte[] body(HttpEntity entity) throws IOException {
      return entity instanceof ByteArrayEntity json
          ? json.getContent().readAllBytes()
          : new byte[0];
    }

    @Override
    public void close() throws IOException {
      client.close();
    }

    @Override
    public void close(CloseMode mode) {
      client.close(mode);
    }
  }

  private SentRequests() {}
}
