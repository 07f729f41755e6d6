package org.imagesgenerate.connector.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

  private static Settings with(String name, String value) {
    return new Settings(Map.of(name, value)::get);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "abc", "1.5", "1e17", "1 GB", "99999999999999999999"})
  void aNumberOutsideItsRangeIsNamedWithItsRange(String value) {
    Settings settings = with("IMAGES_GENERATE_KEPT_RESULTS", value);

    assertThat(Setting.problems(settings))
        .containsExactly(
            "IMAGES_GENERATE_KEPT_RESULTS is \"%s\", but has to be a whole number from 1 to 1000000"
                .formatted(value));
    assertThat(Setting.valid(settings).text("IMAGES_GENERATE_KEPT_RESULTS")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGES_GENERATE_LIVE_SCHEMAS,        yes",
    "IMAGES_GENERATE_RUNWARE_SCHEMAS_URL, schemas.runware.ai",
  })
  void aTextThatIsWrongIsNamedWithWhatIsRight(String name, String value) {
    assertThat(Setting.problems(with(name, value)))
        .singleElement()
        .asString()
        .startsWith("%s is \"%s\", but has to be ".formatted(name, value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "jdbc:unknown://host", "http://u:hunter2@host", "jdbc:h2:"})
  void theUrlOfTheLedgerIsNotShown(String value) {
    Settings settings = with("IMAGES_GENERATE_LEDGER_URL", value);

    assertThat(Setting.problems(settings))
        .containsExactly(
            "IMAGES_GENERATE_LEDGER_URL has to be the JDBC URL of a PostgreSQL or H2 database, such"
                + " as jdbc:postgresql://host:5432/name");
    assertThat(Setting.valid(settings).text("IMAGES_GENERATE_LEDGER_URL")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGES_GENERATE_KEPT_RESULTS, 1000000",
    "IMAGES_GENERATE_KEPT_SECONDS, 1",
    "IMAGES_GENERATE_LEDGER_URL,   jdbc:h2:mem:x",
    "IMAGES_GENERATE_LEDGER_URL,   jdbc:postgresql://host/name",
    "IMAGES_GENERATE_CLUSTER,      any text",
  })
  void whatIsRightStays(String name, String value) {
    assertThat(Setting.problems(with(name, value))).isEmpty();
    assertThat(Setting.valid(with(name, value)).text(name)).isEqualTo(value);
  }

  @Test
  void aLongValueIsCut() {
    assertThat(Setting.problems(with("IMAGES_GENERATE_KEPT_BYTES", "x".repeat(100_000))).getFirst())
        .hasSizeLessThan(300);
  }

  @ParameterizedTest
  @EnumSource
  void theOperatorsPageNamesItsRange(Setting setting) throws IOException {
    assertThat(Files.readString(Path.of("docs/operations.md")))
        .contains("`" + setting.variable() + "`")
        .contains(setting.form());
  }
}
