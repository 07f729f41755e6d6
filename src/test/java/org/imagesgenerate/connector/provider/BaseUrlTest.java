package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.PurchaseState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

  private static final String USUAL = "https://api.example";

  @ParameterizedTest
  @CsvSource({
    "https://host, https://host",
    "https://host/, https://host",
    "https://host/v1///, https://host/v1",
    "' https://host/v1 ', https://host/v1",
    "HTTP://Host:8080/a/b, HTTP://Host:8080/a/b",
    "http://10.0.0.1:8080, http://10.0.0.1:8080",
    "http://[::1]:8080/v1, http://[::1]:8080/v1"
  })
  void takesHostAloneOrWithAPath(String text, String address) {
    assertThat(BaseUrl.of(text, USUAL)).isEqualTo(address);
  }

  @Test
  void withoutOneItIsTheProvidersOwn() {
    assertThat(BaseUrl.of(null, USUAL)).isEqualTo(USUAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host:8080",
        "ftp://host",
        "https://",
        "https:///v1",
        "https://a b",
        "https://host?key=1",
        "https://host#x",
        "https://my_host",
        "file:///etc/passwd"
      })
  void refusesEverythingElse(String text) {
    ImagesException failure =
        catchThrowableOfType(ImagesException.class, () -> BaseUrl.of(text, USUAL));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure.purchase()).isEqualTo(PurchaseState.NONE);
    assertThat(failure).hasMessageStartingWith("provider.baseUrl: ").hasMessageContaining(USUAL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://me:secret@host/v1", "https://me:secret@a b/v1"})
  void aLoginInTheUrlIsRefusedAndNotSaid(String text) {
    assertThatThrownBy(() -> BaseUrl.of(text, USUAL)).hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://host/v1?code=secret",
        "host?code=secret",
        "https://a b/?code=secret",
        "https://host#secret",
        "https://me:a?b/secret@host/v1",
        "https://host?mail=a@secret"
      })
  void neitherQueryNorLoginIsSaid(String text) {
    assertThatThrownBy(() -> BaseUrl.of(text, USUAL))
        .hasMessageStartingWith("provider.baseUrl: ")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "https://host, https://host/v1",
    "https://host/v1, https://host/v1",
    "https://host/v4, https://host/v4",
    "https://host/api/v3, https://host/api/v3",
    "https://host/api, https://host/api/v1",
    "https://host/v1beta, https://host/v1beta/v1",
    "https://v1, https://v1/v1"
  })
  void aVersionIsAddedWhereThereIsNone(String address, String versioned) {
    assertThat(BaseUrl.withVersion(address, "/v1")).isEqualTo(versioned);
  }

  // ---- keys

  @Test
  void blanksAroundAKeyAreCut() {
    assertThat(ApiKey.header(" sk-0123\n")).isEqualTo("sk-0123");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer sk-s3cr3t", "sk-\ns3cr3t", "sk-s3cr3té", "sk-\u0000s3cr3t"})
  void aKeyThatNoHeaderCanCarryIsRefusedAndNotSaid(String key) {
    ImagesException failure = catchThrowableOfType(ImagesException.class, () -> ApiKey.header(key));

    assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_INPUT);
    assertThat(failure)
        .hasMessageStartingWith("provider.apiKey: ")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void anOriginDoesNotShowItsHeaders() {
    assertThat(
            new ImagesApi.Origin(
                java.net.URI.create("https://host:8443/v1"),
                java.util.Map.of("Authorization", "Bearer sk-s3cr3t")))
        .hasToString("host:8443");
  }
}
