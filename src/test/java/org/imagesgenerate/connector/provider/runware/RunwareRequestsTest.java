package org.imagesgenerate.connector.provider.runware;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.catalog.ModelRequests;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every request to Runware is valid under the schema of its model. */
class RunwareRequestsTest {

  private static final String UUID = "0f2d4c6e-8a1b-4c3d-9e5f-708192a3b4c5";

  @TestFactory
  Stream<DynamicTest> areValidAndComplete() {
    return new ModelRequests(Provider.RUNWARE, RunwareRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> haveTheFieldsOfLiveSchemas() {
    return new ModelRequests(Provider.RUNWARE, RunwareRequestsTest::bodies).liveTests();
  }

  @TestFactory
  Stream<DynamicTest> areValidAndCompleteForEdits() {
    return ModelRequests.edits(Provider.RUNWARE, RunwareRequestsTest::bodies).tests();
  }

  @TestFactory
  Stream<DynamicTest> haveAllImages() {
    return ModelRequests.edits(Provider.RUNWARE, RunwareRequestsTest::bodies).imageTests();
  }

  @TestFactory
  Stream<DynamicTest> haveTheFieldsOfLiveSchemasForEdits() {
    return ModelRequests.edits(Provider.RUNWARE, RunwareRequestsTest::bodies).liveTests();
  }

  private static List<JsonNode> bodies(ImageRequest request) {
    return List.of(new RunwareRequest(request).task(UUID));
  }
}
