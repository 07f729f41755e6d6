package org.imagesgenerate.connector.provider.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ApiKey;
import org.imagesgenerate.connector.provider.BaseUrl;
import org.imagesgenerate.connector.provider.ProviderError;

/** OpenAI, Azure OpenAI and compatible servers. */
public final class OpenAiDialects {

  /** The path of a request, below the API's version. */
  static String path(ImageRequest request) {
    return request.isEdit() ? EDITS : "/images/generations";
  }

  /** Takes a form with files, not JSON. */
  static final String EDITS = "/images/edits";

  /** OpenAI's own servers. */
  public record OpenAi(Provider.OpenAi provider) implements OpenAiDialect {

    @Override
    public String displayName() {
      return provider.displayName();
    }

    @Override
    public URI endpoint(ImageRequest request) {
      String url = BaseUrl.of(provider.baseUrl(), "https://api.openai.com");
      return URI.create(BaseUrl.withVersion(url, "/v1") + path(request));
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
      if (provider.organization() != null) {
        headers.put("OpenAI-Organization", header("organization", provider.organization()));
      }
      if (provider.project() != null) {
        headers.put("OpenAI-Project", header("project", provider.project()));
      }
      return headers;
    }

    /** API reference (2026-08-21). */
    @Override
    public Duration urlLifetime() {
      return Duration.ofMinutes(60);
    }
  }

  /**
   * Azure's two URL forms: {@code /openai/v1/images/generations} with the deployment as model, and
   * the classic {@code /openai/deployments/…} with an api-version (Microsoft's how-to, 2026-04-17).
   */
  public record Azure(Provider.AzureOpenAi provider) implements OpenAiDialect {

    /** They change the path, even if encoded: servers decode them first. */
    private static final Set<String> PATH_STEPS = Set.of(".", "..");

    @Override
    public String displayName() {
      return provider.displayName();
    }

    @Override
    public URI endpoint(ImageRequest request) {
      if (Stream.of(request.model().split("[/\\\\]")).anyMatch(PATH_STEPS::contains)) {
        throw ImagesException.invalidInput(
            "model: \"%s\" is not the name of a deployment; use the name that Azure shows for it"
                .formatted(request.model()));
      }
      String url =
          BaseUrl.of(provider.baseUrl(), "https://my-resource.openai.azure.com")
              .replaceFirst("/openai(/v1)?$", "");
      if (provider.apiVersion() == null) {
        return URI.create(url + "/openai/v1" + path(request));
      }
      return URI.create(
          "%s/openai/deployments/%s%s?api-version=%s"
              .formatted(
                  url,
                  BaseUrl.encode(request.model()),
                  path(request),
                  BaseUrl.encode(provider.apiVersion())));
    }

    @Override
    public Map<String, String> headers() {
      String authentication = provider.authentication();
      if (authentication != null
          && !authentication.equalsIgnoreCase("api-key")
          && !provider.bearer()) {
        throw ImagesException.invalidInput(
            "provider.authentication: \"%s\" is not supported; use api-key or bearer"
                .formatted(authentication));
      }
      String key = ApiKey.header(provider.apiKey());
      return provider.bearer() ? Map.of("Authorization", "Bearer " + key) : Map.of("api-key", key);
    }

    @Override
    public void adjust(ObjectNode body, ImageRequest request) {
      if (provider.apiVersion() != null) {
        body.remove("model");
      }
    }

    /** Microsoft's how-to (2026-04-17). */
    @Override
    public Duration urlLifetime() {
      return Duration.ofHours(24);
    }

    /** A 404 without a code, "Resource not found", is about the URL or the api-version. */
    @Override
    public Optional<ErrorCode> classify(int status, ProviderError error) {
      return status == 404 && error.code() == null
          ? Optional.of(ErrorCode.REQUEST_REJECTED)
          : Optional.empty();
    }

    @Override
    public List<String> requestIdHeaders() {
      return List.of("apim-request-id", "x-request-id", "x-ms-request-id");
    }
  }

  /** LocalAI, vLLM-Omni, SGLang, LiteLLM, gateways. */
  public record Compatible(Provider.OpenAiCompatible provider) implements OpenAiDialect {

    /** Headers that the HTTP client sets. */
    private static final Set<String> RESERVED =
        Set.of("host", "content-length", "content-type", "transfer-encoding", "connection");

    @Override
    public String displayName() {
      return provider.displayName();
    }

    @Override
    public URI endpoint(ImageRequest request) {
      String url = BaseUrl.of(provider.baseUrl(), "http://localhost:8080");
      return URI.create(BaseUrl.withVersion(url, "/v1") + path(request));
    }

    @Override
    public Map<String, String> headers() {
      Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      if (provider.apiKey() != null) {
        headers.put("Authorization", "Bearer " + ApiKey.header(provider.apiKey()));
      }
      if (provider.headers() != null) {
        provider.headers().forEach((name, value) -> headers.put(name(name), value(name, value)));
      }
      return headers;
    }

    private static String name(String name) {
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
          || RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
        throw ImagesException.invalidInput(
            "provider.headers: \"%s\" is not a valid name, or is set by the connector; use another header"
                .formatted(name));
      }
      return name;
    }

    private static String value(String name, Object value) {
      if (value == null || value instanceof Map || value instanceof Iterable) {
        throw ImagesException.invalidInput(
            "provider.headers: the value of \"%s\" must be text".formatted(name));
      }
      return header("headers", value.toString());
    }
  }

  /** A valid header value; messages do not repeat it, since it may be secret. */
  private static String header(String field, String value) {
    if (!value.chars().allMatch(it -> it >= ' ' && it < 127)) {
      throw ImagesException.invalidInput(
          "provider.%s: contains a line break or a non-ASCII character".formatted(field));
    }
    return value.strip();
  }

  private OpenAiDialects() {}
}
