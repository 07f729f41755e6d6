package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.Settings;
import org.imagesgenerate.connector.support.TempImageFolder;

/** TestRequests as the function makes them of job variables. */
public final class TestRequests {

  public static final PurchaseKey PURCHASE_KEY = new PurchaseKey(2251799813685250L, "fingerprint");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Job variables in JSON; single quotes may stand for double ones. */
  public static ImagesGenerateInput input(String variables) {
    try {
      ObjectNode json = (ObjectNode) MAPPER.readTree(variables.replace('\'', '"'));
      if (!json.has("prompt")) {
        json.put("prompt", "a lighthouse at dusk");
      }
      return MAPPER.treeToValue(json, ImagesGenerateInput.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  public static ImageRequest request(String variables) {
    return Catalog.builtIn().translate(input(variables));
  }

  public static GenerationRequest of(String variables) {
    return of(variables, Deadline.in(Duration.ofMinutes(4)));
  }

  public static GenerationRequest of(String variables, Deadline deadline) {
    ImagesGenerateInput input = input(variables);
    return new GenerationRequest(
        Catalog.builtIn().translate(input), PURCHASE_KEY, deadline, input.error());
  }

  /** The same order in the next attempt of the job. */
  public static GenerationRequest again(
      GenerationRequest request, Deadline deadline, JsonNode error) {
    return new GenerationRequest(request.imageRequest(), request.purchaseKey(), deadline, error);
  }

  public static Http http(Path folder) {
    return new Http(new Settings(name -> null), new TempImageFolder(folder));
  }

  private TestRequests() {}
}
