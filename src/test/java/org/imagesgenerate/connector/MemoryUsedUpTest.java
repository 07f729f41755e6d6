package org.imagesgenerate.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.http.MemoryHttp;
import org.imagesgenerate.connector.http.MemoryHttp.Response;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.TaskHandle;
import org.imagesgenerate.connector.provider.TestRequests;
import org.imagesgenerate.connector.support.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker without memory for an answer ends its job with a word about what to set. */
class MemoryUsedUpTest {

  private static final String JOB =
      "{'provider':{'type':'%s','apiKey':'key-1234','baseUrl':'http://127.0.0.1'},'model':'gpt-image-2'}";

  @TempDir Path folder;

  private Http http(java.util.function.Function<MemoryHttp.ReceivedRequest, Response> server) {
    return MemoryHttp.of(new Settings(name -> null), folder, server);
  }

  private static ImagesException end(Http http, String type) {
    ImagesGenerateInput input = TestRequests.input(JOB.formatted(type));
    GenerationRequest request = TestRequests.of(JOB.formatted(type));
    Providers providers = new Providers(http, () -> Instant.EPOCH, wait -> {});
    return catchThrowableOfType(
        ImagesException.class, () -> providers.of(input.provider()).generate(request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "azure-openai", "openai-compatible", "aiml-api", "wavespeed"})
  void anAnswerThatDoesNotFitIsOfUnknownOutcome(String type) throws IOException {
    try (Http http =
        http(
            request -> {
              throw new OutOfMemoryError("Java heap space");
            })) {
      ImagesException failure = end(http, type);

      assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(failure).hasMessageContaining("-Xmx").hasMessageContaining("max-jobs-active");
    }
  }

  /** What was submitted is found again: a moment without memory ends nothing. */
  @Test
  void aFailedPollIsRepeated() throws IOException {
    AtomicInteger polls = new AtomicInteger();
    try (Http http =
        http(
            request -> {
              if (request.method().equals("POST")) {
                return response("{'data':{'id':'abc','status':'created'}}");
              }
              if (polls.incrementAndGet() < 3) {
                throw new OutOfMemoryError("Java heap space");
              }
              return response("{'data':{'id':'abc','status':'failed','error':'no'}}");
            })) {
      ImagesException failure = end(http, "wavespeed");

      assertThat(failure.code()).isEqualTo(ErrorCode.TASK_FAILED);
      assertThat(polls).hasValue(3);
    }
  }

  /** Here it happens in the pause between two polls. */
  @Test
  void whatIsThrownBetweenPollsLeavesTheTaskBehind() throws IOException {
    try (Http http = http(request -> response("{'data':{'id':'abc','status':'created'}}"))) {
      ImagesGenerateInput input = TestRequests.input(JOB.formatted("wavespeed"));
      Providers providers =
          new Providers(
              http,
              () -> Instant.EPOCH,
              wait -> {
                throw new OutOfMemoryError();
              });
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class,
              () ->
                  providers
                      .of(input.provider())
                      .generate(TestRequests.of(JOB.formatted("wavespeed"))));

      assertThat(failure.code()).isEqualTo(ErrorCode.TASK_PENDING);
      assertThat(failure).hasMessageContaining("-Xmx");
      assertThat(((TaskHandle) failure.variables().get("task")).ids()).isEqualTo(List.of("abc"));
    }
  }

  private static Response response(String json) {
    return new Response(
        200, List.of(), json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), false);
  }
}
