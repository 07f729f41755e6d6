package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ModelRequests;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every request to AI/ML API is valid under the schema of its model. */
class AimlApiRequestsTest {

  private static final OpenAiApi API =
      new OpenAiApi(
          new AimlApiDialect(new Provider.AimlApi("key", null)), null, InstantSource.system());

  @TestFactory
  Stream<DynamicTest> areValidAndComplete() {
    return new ModelRequests(Provider.AIML_API, AimlApiRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> areValidAndCompleteForEdits() {
    return ModelRequests.edits(Provider.AIML_API, AimlApiRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> haveAllImages() {
    return ModelRequests.edits(Provider.AIML_API, AimlApiRequestsTest::bodies).imageTests();
  }

  private static List<JsonNode> bodies(ImageRequest request) {
    return List.of(API.body(request));
  }
}
