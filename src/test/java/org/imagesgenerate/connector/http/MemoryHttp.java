package org.imagesgenerate.connector.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.CloseableHttpResponse;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/** HTTP without a network: answers come out of a function, all else is as it is. */
public final class MemoryHttp {

  /**
   * What came.
   *
   * @param body empty where there was none
   */
  public record ReceivedRequest(String method, String target, String body) {}

  /**
   * What goes back.
   *
   * @param headers as lines; those without a colon are left out
   * @param broken whether the body ends with a failure
   */
  public record Response(int status, List<String> headers, byte[] body, boolean broken) {}

  /**
   * @param folder the folder for temporary images
   */
  public static Http of(
      Settings settings, Path folder, Function<ReceivedRequest, Response> server) {
    return new Http(settings, new TempImageFolder(folder), new Client(server));
  }

  private static final class Client extends CloseableHttpClient {

    private final Function<ReceivedRequest, Response> server;

    Client(Function<ReceivedRequest, Response> server) {
      this.server = server;
    }

    @Override
    protected CloseableHttpResponse doExecute(
        HttpHost target, ClassicHttpRequest request, HttpContext context) throws IOException {
      RequestProgress progress = (RequestProgress) context.getAttribute(RequestProgress.NAME);
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      if (request.getEntity() != null) {
        request.getEntity().writeTo(sent);
      }
      String body = sent.toString(StandardCharsets.UTF_8);
      progress.sent = true;
      Response response =
          server.apply(new ReceivedRequest(request.getMethod(), request.getRequestUri(), body));
      progress.status = response.status();
      return CloseableHttpResponse.adapt(response(response));
    }

    private static BasicClassicHttpResponse response(Response response) {
      BasicClassicHttpResponse adapted = new BasicClassicHttpResponse(response.status());
      for (String header : response.headers()) {
        int colon = header.indexOf(':');
        if (colon > 0) {
          adapted.addHeader(header.substring(0, colon), header.substring(colon + 1).strip());
        }
      }
      InputStream body = new ByteArrayInputStream(response.body());
      adapted.setEntity(
          new InputStreamEntity(
              response.broken() ? new SequenceInputStream(body, new Broken()) : body,
              ContentType.APPLICATION_JSON));
      return adapted;
    }

    @Override
    public void close() {
      // there is nothing to close
    }

    @Override
    public void close(CloseMode mode) {
      // there is nothing to close
    }
  }

  private static final class Broken extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the connection was reset");
    }
  }

  private MemoryHttp() {}
}
