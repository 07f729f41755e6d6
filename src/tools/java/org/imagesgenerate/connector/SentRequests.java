package org.imagesgenerate.connector;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.imagesgenerate.connector.support.Json;

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
  private static final Pattern BASE64 = Pattern.compile("(data:image/[a-z]+;base64,)[\\w+/=]+");
  private static final Pattern PART_HEAD =
      Pattern.compile(
          "^Content-Disposition: form-data; name=\"([^\"]*)\".*\r\n(?:Content-Type: (.*)\r\n)?\r\n");

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

    /** As JSON without the bytes of images; of a form its fields, and what its files are. */
    private static byte[] body(HttpEntity entity) throws IOException {
      if (entity == null) {
        return new byte[0];
      }
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      entity.writeTo(sent);
      // one character for each byte, so that lengths are those of the files
      String text = sent.toString(ISO_8859_1);
      return entity.getContentType().startsWith("multipart/")
          ? Json.MAPPER.writeValueAsBytes(form(text))
          : BASE64.matcher(text).replaceAll("$1...").getBytes(ISO_8859_1);
    }

    private static Map<String, Object> form(String text) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (String part : text.split("(^|\r\n)--images-[\\w-]+\r\n")) {
        Matcher head = PART_HEAD.matcher(part);
        if (head.find()) {
          String content = part.substring(head.end());
          String shown =
              head.group(2) == null
                  ? new String(content.getBytes(ISO_8859_1), UTF_8)
                  : "(%s, %,d bytes)".formatted(head.group(2), content.length());
          fields.merge(head.group(1), shown, (some, more) -> some + ", " + more);
        }
      }
      return fields;
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
