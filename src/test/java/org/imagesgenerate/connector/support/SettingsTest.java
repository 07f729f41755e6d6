package org.imagesgenerate.connector.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String NAME = "IMAGES_GENERATE_KEPT_RESULTS";

  private static Settings with(String value) {
    return new Settings(Map.of(NAME, value)::get);
  }

  @Test
  void whatIsNotSetOrBlankIsNull() {
    assertThat(new Settings(name -> null).text(NAME)).isNull();
    assertThat(with("  ").text(NAME)).isNull();
    assertThat(with("  ").number(Setting.KEPT_RESULTS)).isEqualTo(1000);
    assertThat(with("  ").list(NAME)).isEmpty();
  }

  @Test
  void blanksAroundAValueDoNotCount() {
    assertThat(with(" a b ").text(NAME)).isEqualTo("a b");
    assertThat(with(" 12 ").number(Setting.KEPT_RESULTS)).isEqualTo(12);
  }

  @Test
  void aSystemPropertyIsASettingToo() {
    System.setProperty(NAME, "from the property");
    try {
      assertThat(Settings.ofEnvironment().text(NAME)).isEqualTo("from the property");
    } finally {
      System.clearProperty(NAME);
    }
    assertThat(Settings.ofEnvironment().text(NAME)).isNull();
  }

  @Test
  void theEnvironmentIsRead() {
    assertThat(Settings.ofEnvironment().text("PATH")).isEqualTo(System.getenv("PATH").strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "1e9", "1 GB", "99999999999999999999"})
  void aNumberOutsideItsRangeIsNamed(String value) {
    assertThatThrownBy(() -> with(value).number(Setting.KEPT_RESULTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "IMAGES_GENERATE_KEPT_RESULTS is \"%s\", but has to be a whole number from 1 to 1000000"
                .formatted(value));
  }

  @Test
  void listsArePartedByCommas() {
    assertThat(with("a, b ,,c").list(NAME)).containsExactly("a", "b", "c");
  }

  @Test
  void limitsAreSettings() {
    Settings settings =
        new Settings(
            Map.of(
                    "IMAGES_GENERATE_MAX_BODY_BYTES", "1000",
                    "IMAGES_GENERATE_MAX_IMAGE_BYTES", "10")
                ::get);

    assertThat(Limits.of(settings)).isEqualTo(new Limits(1000, 10));
    assertThat(Limits.of(new Settings(name -> null))).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void theDefaultLimitsHoldTwentyLargeImages() {
    long image = 3840L * 2160 * 4;

    assertThat(Limits.DEFAULT.imageBytes()).isGreaterThan(image);
    assertThat(Limits.DEFAULT.bodyBytes()).isGreaterThan(20 * image * 4 / 3);
  }
}
