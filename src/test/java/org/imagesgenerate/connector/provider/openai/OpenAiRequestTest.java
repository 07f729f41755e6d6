package org.imagesgenerate.connector.provider.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.imagesgenerate.connector.provider.openai.OpenAiServer.json;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire: the documented fields that are set, and nothing else. */
class OpenAiRequestTest {

  @TempDir Path folder;

  private OpenAiServer server;

  @BeforeEach
  void start() {
    server =
        OpenAiServer.answering(folder, 200, "{'data':[{'url':'https://files.example/a.png'}]}");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void aPromptAloneIsSentWithItsModelAndNothingElse() {
    server.generate();

    assertThat(server.sent())
        .isEqualTo(json("{'model':'gpt-image-2','prompt':'a lighthouse at dusk'}"));
    assertThat(server.request().line()).isEqualTo("POST /v1/images/generations HTTP/1.1");
    assertThat(server.request().header("authorization")).isEqualTo("Bearer sk-secret-key");
    assertThat(server.request().header("content-type")).startsWith("application/json");
    assertThat(server.requests()).isEqualTo(1);
  }

  @Test
  void allDocumentedFieldsAreSentUnderTheirNames() {
    server.generate(
        "openai",
        """
        'model': 'gpt-image-2.5-sunburst', 'n': '2', 'size': '1536x1024', 'quality': 'max',
        'background': 'transparent', 'output_format': 'webp', 'output_compression': '80',
        'moderation': 'low', 'user': 'user-1', 'safety_identifier': 'hash-1'""");

    assertThat(server.sent())
        .isEqualTo(
            json(
                """
                {'model': 'gpt-image-2.5-sunburst', 'prompt': 'a lighthouse at dusk', 'n': 2,
                 'size': '1536x1024', 'quality': 'max', 'background': 'transparent',
                 'output_format': 'webp', 'output_compression': 80, 'moderation': 'low',
                 'user': 'user-1', 'safety_identifier': 'hash-1'}"""));
  }

  @Test
  void anOlderModelGetsItsOwnFields() {
    server.generate(
        "openai",
        "'model': 'dall-e-3', 'style': 'vivid', 'quality': 'hd', 'response_format': 'url'");

    assertThat(server.sent())
        .isEqualTo(
            json(
                """
                {'model': 'dall-e-3', 'prompt': 'a lighthouse at dusk', 'quality': 'hd',
                 'style': 'vivid', 'response_format': 'url'}"""));
  }

  @Test
  void extraFieldsAreMergedLastAndWin() {
    server.generate(
        "openai",
        """
        'model': 'gpt-image-2', 'quality': 'low',
        'extraBody': {'quality': 'high', 'complexity': 'low', 'nested': {'a': [1]}}""");

    assertThat(server.sent())
        .isEqualTo(
            json(
                """
                {'model': 'gpt-image-2', 'prompt': 'a lighthouse at dusk', 'quality': 'high',
                 'complexity': 'low', 'nested': {'a': [1]}}"""));
  }

  @Test
  void azureGetsTheDeploymentAsModelAtItsNewerUrl() {
    server.generate("azure-openai", "'model': 'my-deployment', 'safety_identifier': 'hash-1'");

    assertThat(server.request().line()).isEqualTo("POST /openai/v1/images/generations HTTP/1.1");
    assertThat(server.request().header("api-key")).isEqualTo("sk-secret-key");
    assertThat(server.request().header("authorization")).isNull();
    // safety_identifier is not in Azure's reference: it goes out as what it replaces
    assertThat(server.sent())
        .isEqualTo(
            json("{'model':'my-deployment','prompt':'a lighthouse at dusk','user':'hash-1'}"));
  }

  @Test
  void azureGetsNoModelAtItsClassicUrl() {
    server.generate(
        """
        'provider': {'type': 'azure-openai', 'apiKey': 'token', 'authentication': 'bearer',
                     'baseUrl': '%s', 'apiVersion': '2025-04-01-preview'},
        'model': 'my-deployment', 'user': 'user-1'"""
            .formatted(server.url()));

    assertThat(server.request().line())
        .isEqualTo(
            "POST /openai/deployments/my-deployment/images/generations?api-version=2025-04-01-preview HTTP/1.1");
    assertThat(server.request().header("authorization")).isEqualTo("Bearer token");
    assertThat(server.sent()).isEqualTo(json("{'prompt':'a lighthouse at dusk','user':'user-1'}"));
  }

  @Test
  void aCompatibleServerGetsWhatTheProcessSaysWhateverTheModelIsCalled() {
    server.generate(
        """
        'provider': {'type': 'openai-compatible', 'baseUrl': '%s/v1',
                     'headers': {'X-Team': 'shop'}},
        'model': 'dall-e-3', 'n': 25, 'size': '333x77', 'quality': 'superb', 'style': 'mine',
        'response_format': 'b64_json'"""
            .formatted(server.url()));

    assertThat(server.request().header("x-team")).isEqualTo("shop");
    assertThat(server.request().header("authorization")).isNull();
    assertThat(server.sent())
        .isEqualTo(
            json(
                """
                {'model': 'dall-e-3', 'prompt': 'a lighthouse at dusk', 'n': 25,
                 'size': '333x77', 'quality': 'superb', 'style': 'mine',
                 'response_format': 'b64_json'}"""));
  }

  @Test
  void aPromptOfAnyLanguageArrivesAsItWas() {
    server.generate("openai", "'model': 'gpt-image-2', 'prompt': 'Ein Bär 🐻 – \\u0000 \\\\\\\\'");

    assertThat(server.sent().path("prompt").asText()).isEqualTo("Ein Bär 🐻 – \u0000 \\\\");
  }
}
