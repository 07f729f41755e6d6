package org.imagesgenerate.connector.provider.wavespeed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ModelRequests;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.InputImageFields;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every request to WaveSpeedAI is valid under the schema of its model. */
class WaveSpeedRequestsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> areValidAndComplete() {
    return new ModelRequests(Provider.WAVESPEED, WaveSpeedRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> haveTheFieldsOfLiveSchemas() {
    return new ModelRequests(Provider.WAVESPEED, WaveSpeedRequestsTest::bodies).liveTests();
  }

  @TestFactory
  Stream<DynamicTest> areValidAndCompleteForEdits() {
    return ModelRequests.edits(Provider.WAVESPEED, WaveSpeedRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> haveAllImages() {
    return ModelRequests.edits(Provider.WAVESPEED, WaveSpeedRequestsTest::bodies).imageTests();
  }

  @TestFactory
  Stream<DynamicTest> haveTheFieldsOfLiveSchemasForEdits() {
    return ModelRequests.edits(Provider.WAVESPEED, WaveSpeedRequestsTest::bodies).liveTests();
  }

  private static List<JsonNode> bodies(ImageRequest request) {
    ObjectNode images =
        InputImageFields.of(request, image -> TextNode.valueOf("https://example.com/a.png"));
    return WaveSpeedRequest.of(request, images).bodies().stream()
        .map(WaveSpeedRequestsTest::read)
        .toList();
  }

  private static JsonNode read(byte[] body) {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
