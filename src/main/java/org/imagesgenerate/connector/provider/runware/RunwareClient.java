package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.HttpFailure;
import org.imagesgenerate.connector.http.HttpRequest;
import org.imagesgenerate.connector.http.HttpResponse;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.ImagesApi.Origin;
import org.imagesgenerate.connector.provider.JsonBodies;
import org.imagesgenerate.connector.support.Deadline;

/** Runware's one address. Everything is posted to it, as a list of tasks; here always of one. */
final class RunwareClient {

  private final Provider.Runware provider;
  private final Http http;

  RunwareClient(Provider.Runware provider, Http http) {
    this.provider = provider;
    this.http = http;
  }

  Origin origin() {
    String address = BaseUrl.of(provider.baseUrl(), "https://api.runware.ai");
    return new Origin(
        URI.create(BaseUrl.withVersion(address, "/v1")),
        Map.of("Authorization", "Bearer " + ApiKey.header(provider.apiKey())));
  }

  /** Posts a task, which buys. */
  HttpResponse submit(ObjectNode task, Deadline deadline) throws HttpFailure {
    Origin origin = origin();
    return send(HttpRequest.purchase(origin.uri(), origin.headers(), list(task)), deadline);
  }

  /** Posts a question about a task. */
  HttpResponse ask(String taskType, String uuid, Deadline deadline) throws HttpFailure {
    Origin origin = origin();
    ObjectNode question = JsonBodies.object().put("taskType", taskType).put("taskUUID", uuid);
    return send(HttpRequest.post(origin.uri(), origin.headers(), list(question)), deadline);
  }

  /** Takes at most half of the time that is left, so that there is always time to ask again. */
  private HttpResponse send(HttpRequest call, Deadline deadline) throws HttpFailure {
    return http.send(call, deadline.half());
  }

  private static byte[] list(ObjectNode task) {
    return JsonBodies.bytes(task.arrayNode().add(task));
  }
}
