package org.imagesgenerate.connector.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.imagesgenerate.connector.JobVariables;
import org.imagesgenerate.connector.catalog.Catalog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {

  private static final String KEY = JobVariables.KEY;

  private static Provider.OpenAiCompatible withHeaders(Map<String, Object> headers) {
    return new Provider.OpenAiCompatible("http://localhost:8080", null, headers);
  }

  @Test
  void theTypesAreThoseOfTheContract() {
    assertThat(Provider.TYPES)
        .containsExactly(
            "openai",
            "azure-openai",
            "openai-compatible",
            "aiml-api",
            "wavespeed",
            "runware",
            "simulation");
  }

  @ParameterizedTest
  @FieldSource("org.imagesgenerate.connector.input.Provider#TYPES")
  void noTextOfARecordShowsTheKeyOrThePrompt(String type) {
    ImagesGenerateInput input =
        JobVariables.of(type, "m-" + KEY)
            .with("provider.apiKey", KEY)
            .with("provider.headers", Map.of("X-Api-Key", KEY))
            .with("user", "user-7")
            .with("extraBody", Map.of("a", KEY))
            .input();

    assertThat(input.provider()).hasToString(type);
    assertThat(input).hasToString("images by " + type);
    assertThat(Catalog.builtIn().translate(JobVariables.of(type, "m").input()).toString())
        .doesNotContain(KEY, JobVariables.PROMPT);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, OpenAI",
    "azure-openai, Azure OpenAI",
    "openai-compatible, The server",
    "aiml-api, AI/ML API",
    "wavespeed, WaveSpeedAI",
    "runware, Runware",
    "simulation, The simulation"
  })
  void aMessageNamesTheProviderAsItNamesItself(String type, String name) {
    assertThat(JobVariables.of(type, "m").input().provider().displayName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "azure-openai", "aiml-api", "wavespeed", "runware"})
  void theKeyIsTheSecret(String type) {
    assertThat(JobVariables.of(type, "m").input().provider().secrets()).containsExactly(KEY);
  }

  @Test
  void theSimulationHasNoSecretAndNoAddress() {
    Provider simulation = new Provider.Simulation();

    assertThat(simulation.secrets()).isEmpty();
    assertThat(simulation.apiKey()).isNull();
    assertThat(simulation.baseUrl()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "X-API-Key",
        "X-Password",
        "X-Session",
        "X-Signature",
        "X-Team",
        "Cookie"
      })
  void theValueOfAHeaderIsASecretWhateverItsName(String header) {
    assertThat(withHeaders(Map.of(header, "tok-1")).secrets()).containsExactly("tok-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Accept", "accept-language", " Content-Type ", "USER-AGENT"})
  void onlyWellKnownHeadersAreHarmless(String header) {
    assertThat(withHeaders(Map.of(header, "text/plain")).secrets()).isEmpty();
  }

  @Test
  void ofCookiesEachValueIsASecretToo() {
    assertThat(withHeaders(Map.of("Cookie", "session=abc-123; theme=dark-456")).secrets())
        .contains("session=abc-123; theme=dark-456", "abc-123", "dark-456");
  }

  @Test
  void ofAnAuthorizationTheTokenAloneIsASecretToo() {
    assertThat(withHeaders(Map.of("Authorization", "Bearer  tok-1")).secrets())
        .containsExactlyInAnyOrder("Bearer  tok-1", "tok-1");
  }

  @Test
  void aSecretMayBeANumber() {
    assertThat(withHeaders(Map.of("X-Api-Key", 12345678)).secrets()).containsExactly("12345678");
  }

  @Test
  void noHeadersAreNoSecrets() {
    assertThat(withHeaders(null).secrets()).isEmpty();
  }

  @Test
  void keyAndHeadersAreSecretsTogether() {
    assertThat(new Provider.OpenAiCompatible("http://h", KEY, Map.of("X-Token", "tok-1")).secrets())
        .isEqualTo(List.of(KEY, "tok-1"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      value = {"unset, false", "api-key, false", "bearer, true", "Bearer, true"})
  void azureLetsInByKeyUnlessABearerTokenIsSaid(String authentication, boolean bearer) {
    assertThat(new Provider.AzureOpenAi("https://h", authentication, KEY, null).bearer())
        .isEqualTo(bearer);
  }

  @ParameterizedTest
  @CsvSource({
    "document, DOCUMENT",
    "url, URL",
    "b64_json, B64_JSON",
    "' URL ', URL",
    "Document, DOCUMENT"
  })
  void aResponseFormatIsOneOfThree(String text, ResponseFormat format) {
    assertThat(ResponseFormat.of(text)).contains(format);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "file", "b64", "base64", "B64-JSON"})
  void anyOtherResponseFormatIsUnknown(String text) {
    assertThat(ResponseFormat.of(text)).isEmpty();
  }

  @Test
  void aResponseFormatReadsAsInTheContract() {
    assertThat(ResponseFormat.values())
        .extracting(ResponseFormat::text)
        .containsExactly("document", "url", "b64_json");
  }
}
