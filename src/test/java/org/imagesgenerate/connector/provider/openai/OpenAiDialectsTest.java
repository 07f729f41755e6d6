package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.TestRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL of each server, its authentication, and whether a response format is sent. */
class OpenAiDialectsTest {

  private static final String PATH = "/images/generations";

  private static Provider.OpenAi openAi(String baseUrl) {
    return new Provider.OpenAi("sk-key", null, null, baseUrl);
  }

  private static Provider.AzureOpenAi azure(
      String baseUrl, String authentication, String apiVersion) {
    return new Provider.AzureOpenAi(baseUrl, authentication, "az-key", apiVersion);
  }

  private static Provider.OpenAiCompatible compatible(
      String baseUrl, String key, Map<String, Object> headers) {
    return new Provider.OpenAiCompatible(baseUrl, key, headers);
  }

  private static String endpoint(Provider provider, String model) {
    return OpenAiServer.dialect(provider)
        .endpoint(
            TestRequests.request(
                "{'provider':{'type':'openai','apiKey':'k'},'model':'%s'}".formatted(model)))
        .toString();
  }

  private static void refused(Provider provider, String field) {
    ImagesException failure =
        catchThrowableOfType(ImagesException.class, () -> OpenAiServer.dialect(provider).headers());
    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure).hasMessageStartingWith(field + ": ").hasMessageNotContaining("s3cr3t");
  }

  // ---- URLs

  @ParameterizedTest
  @CsvSource({
    ", https://api.openai.com/v1",
    "https://api.openai.com, https://api.openai.com/v1",
    "https://api.openai.com/, https://api.openai.com/v1",
    "https://api.openai.com/v1, https://api.openai.com/v1",
    "https://api.openai.com/v1/, https://api.openai.com/v1",
    "http://127.0.0.1:4711, http://127.0.0.1:4711/v1"
  })
  void openAiIsFoundWithAndWithoutVersionAndSlash(String baseUrl, String expected) {
    assertThat(endpoint(openAi(baseUrl), "gpt-image-2")).isEqualTo(expected + PATH);
  }

  @ParameterizedTest
  @CsvSource({
    "https://r.openai.azure.com",
    "https://r.openai.azure.com/",
    "https://r.openai.azure.com/openai",
    "https://r.openai.azure.com/openai/",
    "https://r.openai.azure.com/openai/v1",
    "https://r.openai.azure.com/openai/v1/"
  })
  void azureIsFoundAtBothOfItsAddresses(String baseUrl) {
    assertThat(endpoint(azure(baseUrl, null, null), "my-deployment"))
        .isEqualTo("https://r.openai.azure.com/openai/v1" + PATH);
    assertThat(endpoint(azure(baseUrl, null, "2025-04-01-preview"), "my-deployment"))
        .isEqualTo(
            "https://r.openai.azure.com/openai/deployments/my-deployment"
                + PATH
                + "?api-version=2025-04-01-preview");
  }

  @Test
  void namesOfDeploymentsAreEncoded() {
    assertThat(endpoint(azure("https://r", null, "a&b"), "my image/2+ü"))
        .isEqualTo(
            "https://r/openai/deployments/my%20image%2F2%2B%C3%BC" + PATH + "?api-version=a%26b");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "../x", "a/..", "a/./b", "..\\\\x"})
  void aDeploymentThatLeadsToAnotherPathIsRefused(String model) {
    for (String apiVersion : new String[] {null, "2025-04-01-preview"}) {
      ImagesException failure =
          catchThrowableOfType(
              ImagesException.class, () -> endpoint(azure("https://r", null, apiVersion), model));

      assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
      assertThat(failure).hasMessageStartingWith("model: \"").hasMessageContaining("deployment");
    }
  }

  @Test
  void dotsInTheNameOfADeploymentAreFine() {
    assertThat(endpoint(azure("https://r", null, "1"), "gpt..image.2."))
        .startsWith("https://r/openai/deployments/gpt..image.2./");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, http://localhost:8080/v1",
    "http://localhost:8080/v1/, http://localhost:8080/v1",
    "https://gate.example/llm/v2, https://gate.example/llm/v2",
    "https://gate.example/llm, https://gate.example/llm/v1"
  })
  void compatibleServersAreFoundWithAndWithoutVersion(String baseUrl, String expected) {
    assertThat(endpoint(compatible(baseUrl, null, null), "sdxl")).isEqualTo(expected + PATH);
  }

  // ---- authentication

  @Test
  void openAiGetsTheKeyAndWhoseItIs() {
    assertThat(OpenAiServer.dialect(openAi(null)).headers())
        .isEqualTo(Map.of("Authorization", "Bearer sk-key"));
    assertThat(
            OpenAiServer.dialect(new Provider.OpenAi(" sk-key\n", "org-1", "proj_2", null))
                .headers())
        .isEqualTo(
            Map.of(
                "Authorization", "Bearer sk-key",
                "OpenAI-Organization", "org-1",
                "OpenAI-Project", "proj_2"));
  }

  @Test
  void headersThatCannotBeSentAreRefused() {
    refused(new Provider.OpenAi("sk-s3cr3t key", null, null, null), "provider.apiKey");
    refused(new Provider.OpenAi("sk-key", "org\ns3cr3t", null, null), "provider.organization");
    refused(new Provider.OpenAi("sk-key", null, "prös3cr3t", null), "provider.project");
  }

  @ParameterizedTest
  @CsvSource({", api-key, az-key", "api-key, api-key, az-key", "API-KEY, api-key, az-key"})
  void azureGetsItsKey(String authentication, String header, String value) {
    assertThat(OpenAiServer.dialect(azure("https://r", authentication, null)).headers())
        .isEqualTo(Map.of(header, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bearer", "Bearer"})
  void azureGetsAToken(String authentication) {
    assertThat(OpenAiServer.dialect(azure("https://r", authentication, null)).headers())
        .isEqualTo(Map.of("Authorization", "Bearer az-key"));
  }

  @Test
  void anUnknownAzureAuthenticationIsRejected() {
    refused(azure("https://r", "basic", null), "provider.authentication");
  }

  @Test
  void aCompatibleServerGetsAKeyOnlyIfThereIsOneAndAnyOtherHeader() {
    assertThat(OpenAiServer.dialect(compatible("http://h", null, null)).headers()).isEmpty();
    assertThat(OpenAiServer.dialect(compatible("http://h", "k", null)).headers())
        .isEqualTo(Map.of("Authorization", "Bearer k"));
    assertThat(
            OpenAiServer.dialect(compatible("http://h", null, Map.of("X-Team", "shop", "X-N", 7)))
                .headers())
        .isEqualTo(Map.of("X-Team", "shop", "X-N", "7"));
  }

  @Test
  void aHeaderOfTheProcessReplacesTheKeysOwn() {
    assertThat(
            OpenAiServer.dialect(compatible("http://h", "k", Map.of("authorization", "Basic x")))
                .headers())
        .containsExactly(Map.entry("Authorization", "Basic x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Content-Type",
        "Transfer-Encoding",
        "connection",
        "a b",
        "a:b",
        "",
        "ä"
      })
  void headersThatTheClientSetsAndNamesThatAreNoneAreRefused(String name) {
    refused(compatible("http://h", null, Map.of(name, "x")), "provider.headers");
  }

  @Test
  void valuesOfHeadersAreTexts() {
    refused(compatible("http://h", null, Map.of("X", Map.of("a", "s3cr3t"))), "provider.headers");
    refused(compatible("http://h", null, Map.of("X", "s3cr3t\r\nY: z")), "provider.headers");
  }

  // ---- response_format

  @ParameterizedTest
  @CsvSource({
    // GPT image models answer 400 to the field, whatever it says
    "openai, gpt-image-2, document,",
    "openai, gpt-image-2, b64_json,",
    "openai, chatgpt-image-latest, b64_json,",
    // models that return URLs
    "openai, dall-e-3, document,",
    "openai, dall-e-3, url, url",
    "openai, dall-e-3, b64_json, b64_json",
    "azure-openai, dall-e-3, url, url",
    // models without a row: only what cannot be had otherwise
    "openai, my-own-model, document,",
    "openai, my-own-model, url, url",
    "openai, my-own-model, b64_json,",
    "azure-openai, my-deployment, url, url",
    // compatible servers: as asked, but never with a name of the GPT image family
    "openai-compatible, sdxl, document,",
    "openai-compatible, sdxl, url, url",
    "openai-compatible, sdxl, b64_json, b64_json",
    "openai-compatible, gpt-image-2, b64_json,",
    "openai-compatible, gpt-image-9-future, url,",
    "openai-compatible, openai/gpt-image-2, url,",
    "openai-compatible, ChatGPT-Image-latest, url,",
    "openai-compatible, my-gpt-image-2, url, url",
    "openai-compatible, dall-e-3, b64_json, b64_json"
  })
  void aFormatIsAskedForOnlyWhereTheFieldIsTaken(
      String type, String model, String requested, String sent) {
    var input =
        TestRequests.input(
            """
            {'provider': {'type': '%s', 'apiKey': 'k', 'baseUrl': 'http://h'},
             'model': '%s', 'response_format': '%s'}"""
                .formatted(type, model, requested));

    assertThat(
            org.imagesgenerate.connector.catalog.Catalog.builtIn()
                .translate(input)
                .field("response_format"))
        .isEqualTo(sent);
  }
}
