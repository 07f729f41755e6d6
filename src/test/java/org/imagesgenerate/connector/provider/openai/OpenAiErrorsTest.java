package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.http.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rejection becomes a code of the contract, and says what happened to the money. */
class OpenAiErrorsTest {

  @TempDir Path folder;

  private ImagesException rejection(
      String type, String model, int status, String headers, String body) throws Exception {
    try (OpenAiServer server = OpenAiServer.answering(folder, status, headers, body)) {
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class, () -> server.generate(type, "'model': '%s'".formatted(model)));
      assertThat(failure).isNotNull();
      assertThat(failure).hasMessageNotContaining("sk-secret-key");
      assertThat(server.requests()).as("sent once, and never again").isEqualTo(1);
      return failure;
    }
  }

  private ImagesException rejection(String type, int status, String body) throws Exception {
    return rejection(type, "gpt-image-2", status, "", body);
  }

  private ImagesException rejection(int status, String body) throws Exception {
    return rejection("openai", status, body);
  }

  private static String error(String type, String code, String param) {
    return "{'error':{'message':'Because.','type':%s,'param':%s,'code':%s}}"
        .formatted(quoted(type), quoted(param), quoted(code));
  }

  private static String quoted(String text) {
    return text == null ? "null" : "'" + text + "'";
  }

  // ---- OpenAI's own table

  @ParameterizedTest
  @CsvSource({
    // status, type, code, param, code of the contract
    "400, invalid_request_error, unknown_parameter, response_format, REQUEST_REJECTED",
    "400, image_generation_user_error, invalid_value, size, REQUEST_REJECTED",
    "400, image_generation_user_error, invalid_value, model, MODEL_UNAVAILABLE",
    "400, invalid_request_error, content_policy_violation,, CONTENT_POLICY",
    "429, insufficient_quota, billing_not_active,, QUOTA_EXHAUSTED",
    "429, billing_not_active, billing_not_active,, QUOTA_EXHAUSTED",
    "403, invalid_request_error, billing_not_active,, QUOTA_EXHAUSTED",
    "400, invalid_request_error, billing_hard_limit_reached,, QUOTA_EXHAUSTED",
    "400, invalid_request_error,,, REQUEST_REJECTED",
    "401, invalid_request_error, invalid_api_key,, AUTHENTICATION_FAILED",
    "401, invalid_request_error,,, AUTHENTICATION_FAILED",
    "402,,,, QUOTA_EXHAUSTED",
    "403, invalid_request_error,,, PERMISSION_DENIED",
    "403, request_forbidden, unsupported_country_region_territory,, PERMISSION_DENIED",
    "403, invalid_request_error, model_not_found,, PERMISSION_DENIED",
    "403, invalid_request_error, insufficient_quota,, QUOTA_EXHAUSTED",
    "404, invalid_request_error, model_not_found, model, MODEL_UNAVAILABLE",
    "404, invalid_request_error,,, MODEL_UNAVAILABLE",
    "413, invalid_request_error,,, REQUEST_REJECTED",
    "429, rate_limit_error, rate_limit_exceeded,, RATE_LIMITED",
    "429, requests, rate_limit_exceeded,, RATE_LIMITED",
    "429, rate_limit_error, slow_down,, RATE_LIMITED",
    "429,,,, RATE_LIMITED",
    "429, insufficient_quota, insufficient_quota,, QUOTA_EXHAUSTED",
    "429, insufficient_quota,,, QUOTA_EXHAUSTED",
    "429, insufficient_quota, credit_balance_exhausted,, QUOTA_EXHAUSTED",
    "429, insufficient_quota, organization_spend_limit_exceeded,, QUOTA_EXHAUSTED",
    "429, insufficient_quota, project_spend_limit_exceeded,, QUOTA_EXHAUSTED",
    "429, insufficient_quota, organization_usage_limit_exceeded,, QUOTA_EXHAUSTED",
    "500, server_error,,, PROVIDER_UNAVAILABLE",
    "500, server_error, server_error,, PROVIDER_UNAVAILABLE",
    "503, service_unavailable_error, server_is_overloaded,, PROVIDER_UNAVAILABLE",
    "503, service_unavailable_error, slow_down,, PROVIDER_UNAVAILABLE",
    "503, service_unavailable_error,,, PROVIDER_UNAVAILABLE"
  })
  void everyRejectionOfOpenAiCostsNothing(
      int status, String type, String code, String param, ErrorCode expected) throws Exception {
    ImagesException failure = rejection(status, error(type, code, param));

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure.variables()).containsEntry("httpStatus", status);
    if (code != null) {
      assertThat(failure.variables()).containsEntry("providerCode", code);
    }
    assertThat(failure)
        .hasMessageContaining("HTTP status " + status)
        .hasMessageContaining("\"Because.\"");
  }

  @ParameterizedTest
  @CsvSource({"input, NONE", "output, UNKNOWN", "unknown, UNKNOWN"})
  void anImageThatWasMadeAndWithheldMayHaveBeenPaidFor(String stage, PurchaseState purchase)
      throws Exception {
    ImagesException failure =
        rejection(
            400,
            """
            {'error':{'message':'No.','type':'image_generation_user_error','param':null,
             'code':'moderation_blocked',
             'moderation_details':{'moderation_stage':'%s','categories':['violence']}}}"""
                .formatted(stage));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.purchase()).isEqualTo(purchase);
    assertThat(failure)
        .hasMessageStartingWith(
            purchase == PurchaseState.NONE
                ? "The safety system of OpenAI rejected the prompt"
                : "The safety system of OpenAI rejected the image");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",'moderation_details':null",
        ",'moderation_details':{}",
        ",'moderation_details':{'moderation_stage':'other'}"
      })
  void aBlockThatDoesNotSayItsStageMayHaveBeenPaidFor(String details) throws Exception {
    for (String provider : List.of("openai", "azure-openai")) {
      ImagesException failure =
          rejection(
              provider,
              400,
              "{'error':{'message':'No.','type':'image_generation_user_error','param':null,'code':'moderation_blocked'%s}}"
                  .formatted(details));

      assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
      assertThat(failure)
          .hasMessageContainingAll("rejected the prompt or the image ", "You may have been billed");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html><body>Internal error</body></html>",
        "upstream connect error",
        "{'message':'Endpoint request timed out'}",
        "{'statusCode':500,'message':'Internal server error','activityId':'b5-8'}",
        "{'error':null}",
        "{'error':",
        "[]",
        "null"
      })
  void aServerErrorThatIsNotTheProvidersOwnLeavesTheOutcomeUnknown(String body) throws Exception {
    for (int status : new int[] {500, 503}) {
      ImagesException failure = rejection(status, body);
      assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429})
  void aRejectionWithoutABodyIsARejection(int status) throws Exception {
    ImagesException failure = rejection(status, "");

    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining("no reason given");
    assertThat(failure.variables()).doesNotContainKey("providerCode");
  }

  @Test
  void anEmpty404PointsToTheBaseUrl() throws Exception {
    ImagesException failure = rejection(404, "");

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure).hasMessageContaining("Check provider.baseUrl");
  }

  @Test
  void aRedirectIsNotFollowedButNamed() throws Exception {
    ImagesException failure =
        rejection(
            "openai", "gpt-image-2", 308, "Location: https://new.example/v1?code=secret\r\n", "");

    assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_REJECTED);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure)
        .hasMessageContaining("Set provider.baseUrl to the new URL: https://new.example/v1")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aProxyThatAsksForALoginIsNotTheProvider() throws Exception {
    ImagesException failure = rejection(407, "");

    assertThat(failure.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
    assertThat(failure)
        .hasMessageStartingWith("The proxy requires a login (HTTP status 407")
        .hasMessageNotContaining("provider.apiKey");
  }

  @Test
  void theWrongFieldIsNamed() throws Exception {
    assertThat(rejection(400, error("invalid_request_error", "invalid_value", "size")))
        .hasMessageStartingWith("OpenAI rejected the field size (HTTP status 400, invalid_value: ");
  }

  @ParameterizedTest
  @CsvSource({
    "dall-e-3, model, gpt-image-2.5-sunburst",
    "dall-e-2, model, gpt-image-2.5-flare",
    "dall-e-2, , gpt-image-2.5-flare",
    "gpt-image-1, model, gpt-image-2.5-sunburst"
  })
  void aRetiredModelNamesItsSuccessor(String model, String param, String successor)
      throws Exception {
    ImagesException failure =
        rejection(
            "openai", model, 400, "", error("image_generation_user_error", "invalid_value", param));

    assertThat(failure.code()).isEqualTo(ErrorCode.MODEL_UNAVAILABLE);
    assertThat(failure)
        .hasMessageStartingWith("OpenAI does not offer the model " + model)
        .hasMessageContaining(". Use " + successor + " instead.");
  }

  @ParameterizedTest
  @CsvSource({"dall-e-2, size", "gpt-image-2, "})
  void aRejectionThatIsNotAboutAnEndedModelStaysOne(String model, String param) throws Exception {
    String error = error("image_generation_user_error", "invalid_value", param);

    assertThat(rejection("openai", model, 400, "", error).code())
        .isEqualTo(ErrorCode.REQUEST_REJECTED);
  }

  @Test
  void theProvidersOwnWaitIsKept() throws Exception {
    ImagesException failure =
        rejection(
            "openai",
            "gpt-image-2",
            429,
            "Retry-After-Ms: 1500\r\nRetry-After: 9\r\nX-Request-Id: req_7\r\n",
            error("rate_limit_error", "rate_limit_exceeded", null));

    assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(1500));
    assertThat(failure.variables()).containsEntry("requestId", "req_7");
    assertThat(rejection(429, "").retryAfter()).isNull();
  }

  // ---- Azure

  @ParameterizedTest
  @CsvSource({
    "400, contentFilter, CONTENT_POLICY",
    "400, content_filter, CONTENT_POLICY",
    "400, content_policy_violation, CONTENT_POLICY",
    "400, BadRequest, REQUEST_REJECTED",
    "401, 401, AUTHENTICATION_FAILED",
    "401, PermissionDenied, AUTHENTICATION_FAILED",
    "403, Forbidden, PERMISSION_DENIED",
    "403, content_policy_violation, PERMISSION_DENIED",
    "404, DeploymentNotFound, MODEL_UNAVAILABLE",
    "404, 404, REQUEST_REJECTED",
    "429, 429, RATE_LIMITED",
    "429, RateLimitReached, RATE_LIMITED",
    "429, insufficient_quota, QUOTA_EXHAUSTED",
    "500, InternalServerError, PROVIDER_UNAVAILABLE",
    "503, ServiceUnavailable, PROVIDER_UNAVAILABLE"
  })
  void everyRejectionOfAzureCostsNothing(int status, String code, ErrorCode expected)
      throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            status,
            "{'error':{'code':'%s','message':'content policy, quota, model'}}".formatted(code));

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
  }

  @Test
  void aBlockedResourceIsNotARejectionOfAPromptWhateverTheTextSays() throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            403,
            "{'error':{'code':'Forbidden','message':'Your resource has been temporarily blocked "
                + "because we detected behavior that may violate our content policy.'}}");

    assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(failure).hasMessageStartingWith("Azure OpenAI denied the account access");
  }

  @Test
  void azuresFilterOfAnImageMayHaveBeenPaidFor() throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            400,
            "{'created':1700000000,'error':{'code':'contentFilter',"
                + "'message':'Your task failed as a result of our safety system.'}}");

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"inner_error", "innererror"})
  void azuresInnerErrorSaysMore(String field) throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            400,
            "{'error':{'code':'BadRequest','message':'no','%s':{'code':'ResponsibleAIPolicyViolation'}}}"
                .formatted(field));

    assertThat(failure.code()).isEqualTo(ErrorCode.CONTENT_POLICY);
    assertThat(failure.variables()).containsEntry("providerCode", "ResponsibleAIPolicyViolation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'error':{'code':'contentFilter','message':'m','inner_error':{'content_filter_results':%s}}}",
        "{'error':{'code':'content_filter','message':'m'},'prompt_filter_results':%s}",
        "{'error':{'code':'content_filter','message':'m'},'prompt_filter_results':[{'prompt_index':0,'content_filter_results':%s}]}",
        "{'created':1,'data':[{'content_filter_results':%s}]}"
      })
  void whatAzuresContentFilterFoundIsInTheVariables(String body) throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            body.startsWith("{'created'") ? 200 : 400,
            body.formatted(
                "{'hate':{'filtered':true,'severity':'medium'},'jailbreak':{'filtered':false,'detected':true},"
                    + "'sexual':{'filtered':false,'severity':'safe'}}"));

    assertThat(failure.variables()).containsEntry("contentFilter", "hate (medium), jailbreak");
  }

  @Test
  void withoutFindingsThereIsNoContentFilter() throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            400,
            "{'error':{'code':'x'},'content_filter_results':{'hate':{'filtered':false,'severity':'safe'}}}");

    assertThat(failure.variables()).doesNotContainKey("contentFilter");
  }

  @Test
  void azuresOwnRequestIdIsTakenFirst() throws Exception {
    ImagesException failure =
        rejection(
            "azure-openai",
            "d",
            400,
            "x-ms-request-id: three\r\nx-request-id: two\r\napim-request-id: one\r\n",
            "{'error':{'code':'x'}}");

    assertThat(failure.variables()).containsEntry("requestId", "one");
  }

  // ---- servers of unknown make

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {'detail':'size is too large'}                                  | REQUEST_REJECTED | size is too large",
        "422 | {'detail':[{'loc':['body','size'],'msg':'bad','type':'x'}]}     | REQUEST_REJECTED | body.size: bad",
        "422 | {'detail':['one',{'msg':'two'}]}                                | REQUEST_REJECTED | one; two",
        "503 | {'detail':'Model is not ready'}                                 | PROVIDER_UNAVAILABLE | Model is not ready",
        "500 | {'detail':'CUDA out of memory'}                                 | PROVIDER_UNAVAILABLE | CUDA out of memory",
        "404 | {'detail':'Not Found'}                                          | REQUEST_REJECTED | Check provider.baseUrl",
        "404 | {'error':{'message':'no such model','type':'NotFoundError','param':null,'code':404}} | MODEL_UNAVAILABLE | no such model",
        "404 | {'object':'error','message':'no such model','type':'NotFoundError','code':404} | MODEL_UNAVAILABLE | no such model",
        "500 | {'object':'error','message':'broken','type':'InternalServerError','code':500} | PROVIDER_UNAVAILABLE | broken",
        "400 | {'error':{'message':'litellm.BadRequestError: x','type':null,'param':null,'code':'400'}} | REQUEST_REJECTED | litellm.BadRequestError: x",
        "429 | {'error':{'message':'litellm.RateLimitError: x','type':'throttling_error','param':null,'code':'429'}} | RATE_LIMITED | litellm.RateLimitError",
        "400 | {'error':'model failed to load'}                                | REQUEST_REJECTED | model failed to load",
        "500 | {'error':'model failed to load','code':'x'}                     | PROVIDER_UNAVAILABLE | model failed to load",
        "400 | {'statusCode':400,'message':['size: bad','n: bad']}             | REQUEST_REJECTED | size: bad; n: bad",
        "500 | {'statusCode':'500','message':'Something wrong with the server'} | PROVIDER_UNAVAILABLE | Something wrong",
        "401 | Unauthorized                                                    | AUTHENTICATION_FAILED | Unauthorized",
        "400 | <html><title>400</title></html>                                 | REQUEST_REJECTED | <title>400</title>"
      })
  void everyFormOfErrorIsRead(int status, String body, ErrorCode expected, String message)
      throws Exception {
    ImagesException failure = rejection("openai-compatible", status, body);

    assertThat(failure.code()).isEqualTo(expected);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageContaining(message);
  }

  @Test
  void aRequestIdInTheBodyIsTakenWhereNoHeaderNamesOne() throws Exception {
    ImagesException failure =
        rejection("openai-compatible", 400, "{'statusCode':400,'message':'no','requestId':'abc'}");

    assertThat(failure.variables()).containsEntry("requestId", "abc");
  }

  @Test
  void aLongReasonIsCut() throws Exception {
    assertThat(rejection(400, "{'error':{'message':'" + "x".repeat(5000) + "'}}").getMessage())
        .hasSizeLessThan(1200);
    assertThat(rejection(400, "x".repeat(5000)).getMessage()).hasSizeLessThan(500);
  }

  // ---- no answer

  private ImagesException failure(
      Map<String, String> settings, Duration budget, RawServer.Script script) throws Exception {
    try (OpenAiServer server = new OpenAiServer(folder, settings, script).within(budget)) {
      return catchThrowableOfType(ImagesException.class, server::generate);
    }
  }

  private ImagesException failure(RawServer.Script script) throws Exception {
    return failure(Map.of(), Duration.ofMinutes(2), script);
  }

  @Test
  void aRequestThatWasNotAnsweredIsAnUnknownPurchase() throws Exception {
    ImagesException failure = failure(RawServer.Connection::request);

    assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).doesNotContainKey("httpStatus");
    assertThat(failure).hasMessageContaining("usage page");
  }

  @Test
  void aBudgetThatEndsBeforeTheAnswerIsAnUnknownPurchase() throws Exception {
    ImagesException failure =
        failure(
            Map.of(),
            Duration.ofMillis(300),
            connection -> {
              connection.request();
              connection.awaitClient();
            });

    assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    assertThat(failure)
        .hasMessageContaining(
            "OpenAI did not answer within 0.3 seconds. You may have been billed: check the usage page, then add a retry. If the model needs longer, raise the input timeout (field Timeout).");
  }

  @Test
  void aServerThatCannotBeReachedCostsNothing() throws Exception {
    try (OpenAiServer other = OpenAiServer.answering(folder, 200, "{}");
        Socket silent = new Socket()) {
      // a port that is bound and does not listen: nothing else can get it meanwhile
      silent.bind(new InetSocketAddress("127.0.0.1", 0));
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class,
              () ->
                  other.generate(
                      "'provider': {'type':'openai','apiKey':'k','baseUrl':'http://127.0.0.1:%d'}, 'model':'gpt-image-2'"
                          .formatted(silent.getLocalPort())));
      assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_FAILED);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
      assertThat(failure)
          .hasMessageStartingWith(
              "The request to OpenAI was not sent: 127.0.0.1:%d: "
                  .formatted(silent.getLocalPort()));
    }
  }

  @Test
  void aForbiddenUrlIsInvalidInput() throws Exception {
    try (OpenAiServer server = OpenAiServer.answering(folder, 200, "{}")) {
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class,
              () ->
                  server.generate(
                      "'provider': {'type':'openai','apiKey':'k','baseUrl':'http://169.254.169.254'}, 'model':'gpt-image-2'"));
      assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
      assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
      assertThat(failure).hasMessageStartingWith("provider.baseUrl: 169.254.169.254");
    }
  }

  @Test
  void aSuccessThatBreaksOffCannotBeRead() throws Exception {
    ImagesException failure =
        failure(
            connection -> {
              connection.request();
              connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"data\":[{");
            });

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_INVALID);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure.variables()).containsEntry("httpStatus", 200);
  }

  @ParameterizedTest
  @CsvSource({
    "400, REQUEST_REJECTED, NONE",
    "401, AUTHENTICATION_FAILED, NONE",
    "429, RATE_LIMITED, NONE",
    "500, OUTCOME_UNKNOWN, UNKNOWN"
  })
  void aRejectionThatBreaksOffIsStillARejection(int status, ErrorCode code, PurchaseState purchase)
      throws Exception {
    ImagesException failure =
        failure(
            connection -> {
              connection.request();
              connection.send(
                  "HTTP/1.1 %d No\r\nContent-Length: 1000\r\n\r\n{\"error\":{".formatted(status));
            });

    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure.purchase()).isEqualTo(purchase);
    assertThat(failure.variables()).containsEntry("httpStatus", status);
  }

  @Test
  void anAnswerOverTheLimitMayHaveBeenPaidFor() throws Exception {
    ImagesException failure =
        failure(
            Map.of("IMAGES_GENERATE_MAX_BODY_BYTES", "1000"),
            Duration.ofMinutes(2),
            connection -> {
              connection.request();
              connection.send(RawServer.ok("application/json", "x".repeat(2000)));
            });

    assertThat(failure.code()).isEqualTo(ErrorCode.RESPONSE_TOO_LARGE);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.UNKNOWN);
    assertThat(failure).hasMessageContaining("IMAGES_GENERATE_MAX_BODY_BYTES");
  }
}
