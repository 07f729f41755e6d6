package org.imagesgenerate.connector.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlsTest {

  @ParameterizedTest
  @CsvSource({
    "no URL? none, no URL? none",
    "https://host/a, https://host/a",
    "see https://host/a?sig=secret and more?, see https://host/a?… and more?",
    "\"https://host?sig=secret\", \"https://host?…\"",
    "'{\"url\":\"https:\\/\\/host\\/a?sig=secret\",\"b\":1}', '{\"url\":\"https:\\/\\/host\\/a?…\",\"b\":1}'",
    "ftp://host/a#secret, ftp://host/a#…",
    "https://a?x=secret https://b?y=secret, https://a?… https://b?…",
    "<https://a?x=secret>, <https://a?…>",
    "https://a?next=https://b?x=secret, https://a?…"
  })
  void textsLoseTheQueriesOfTheirUrls(String text, String shown) {
    assertThat(Urls.withoutQueries(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"/a/b, /a/b", "/a?x=secret, /a?…", "host#secret, host#…", "'', ''", "?, ?…"})
  void oneUrlLosesItsQuery(String url, String shown) {
    assertThat(Urls.withoutQuery(url)).isEqualTo(shown);
  }

  @Test
  void aFailureShowsNone() {
    ImagesException failure =
        ImagesException.of(
                ErrorCode.DOWNLOAD_FAILED, PurchaseState.MADE, "not at https://host/a?sig=secret")
            .with("url", "https://host/a?sig=secret");

    assertThat(failure).hasMessage("not at https://host/a?…");
    assertThat(failure.variables()).containsEntry("url", "https://host/a?sig=secret");
  }

  @Test
  void aLongTextTakesNoTime() {
    String long1 = "://".repeat(300_000);
    String long2 = "https://host/".repeat(100_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(8),
        () -> {
          assertThat(Urls.withoutQueries(long1)).isEqualTo(long1);
          assertThat(Urls.withoutQueries(long2)).isEqualTo(long2);
        });
  }
}
