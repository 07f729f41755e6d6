package org.imagesgenerate.connector.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.imagesgenerate.connector.catalog.FieldSchema;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;

/** The fields of a JSON request that hold its input images. */
public final class InputImageFields {

  /**
   * Builds them; empty if the request has no images.
   *
   * @param form what an image becomes: a URL, an id or a {@link DataUri}
   */
  public static ObjectNode of(ImageRequest request, Function<InputImage, JsonNode> form) {
    ObjectNode fields = JsonBodies.object();
    InputImages inputs = request.inputImages();
    if (inputs.images().isEmpty()) {
      return fields;
    }
    request
        .rules()
        .request()
        .field("images")
        .ifPresent(field -> put(fields, field.path(), images(field, inputs, form)));
    request
        .rules()
        .request()
        .field("mask")
        .filter(field -> inputs.mask().isPresent())
        .ifPresent(field -> put(fields, field.path(), form.apply(inputs.mask().get())));
    return fields;
  }

  private static JsonNode images(
      FieldSchema field, InputImages inputs, Function<InputImage, JsonNode> form) {
    if (!field.isList()) {
      return form.apply(inputs.images().getFirst());
    }
    ArrayNode list = JsonBodies.object().arrayNode();
    inputs.images().forEach(image -> list.add(form.apply(image)));
    return list;
  }

  /** {@code a.b} is the field b of the object a. */
  private static void put(ObjectNode fields, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      fields.set(path, value);
    } else {
      put(fields.withObject("/" + path.substring(0, dot)), path.substring(dot + 1), value);
    }
  }

  private InputImageFields() {}
}
