package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.input.ImagesGenerateInput;

/** Requests as the check of the input leaves them. */
final class Requests {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  static final String KEY = "rw-test-0123456789";

  /** A request to Runware, with names and values of more fields. */
  static ImageRequest of(String model, Object... more) {
    Map<String, Object> input = new HashMap<>();
    input.put("provider", Map.of("type", "runware", "apiKey", KEY));
    input.put("model", model);
    input.put("prompt", "a lighthouse at dusk");
    for (int i = 0; i < more.length; i += 2) {
      input.put((String) more[i], more[i + 1]);
    }
    return Catalog.builtIn().check(MAPPER.convertValue(input, ImagesGenerateInput.class));
  }

  private Requests() {}
}
