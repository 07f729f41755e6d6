package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {

  @Test
  void hasSomethingToShowWithoutAnyArgument() {
    assertThat(DemoOptions.of(List.of()))
        .isEqualTo(
            new DemoOptions(
                DemoOptions.DEFAULT_PROMPT,
                null,
                null,
                null,
                DemoProvider.OPENAI,
                null,
                null,
                false,
                false));
  }

  @Test
  void takesAllOptionsInAnyOrder() {
    List<String> arguments =
        List.of(
            "--n",
            "3",
            "--size",
            "auto",
            "--provider",
            "azure-openai",
            "--real",
            "--address",
            "http://localhost",
            "--model",
            "dall-e-3",
            "--prompt",
            "a red fox");

    assertThat(DemoOptions.of(arguments))
        .isEqualTo(
            new DemoOptions(
                "a red fox",
                "dall-e-3",
                3,
                "auto",
                DemoProvider.AZURE_OPENAI,
                "http://localhost",
                null,
                true,
                false));
  }

  @Test
  void servesThePlaygroundOnAPortOfItsOwn() {
    assertThat(DemoOptions.of(List.of("--serve")).serve()).isEqualTo(8099);
    assertThat(DemoOptions.of(List.of("--port", "0", "--serve")).serve()).isZero();
    assertThat(DemoOptions.of(List.of("--port", "8080")).serve()).isNull();
    assertThat(DemoOptions.of(List.of("--serve")).real()).isFalse();
    assertThat(DemoOptions.of(List.of("--serve", "--real")).real()).isTrue();
  }

  @Test
  void explainsItself() {
    assertThat(DemoOptions.of(List.of("--help")).help()).isTrue();
    assertThat(DemoOptions.USAGE)
        .contains("--prompt", "--model", "--n", "--size", "--provider", "OPENAI_API_KEY");
  }

  @ParameterizedTest
  @CsvSource({
    "--colour red, --colour is not an argument of the demo",
    "--n, --n needs a value after it",
    "--n many, '--n needs a whole number, not \"many\"'",
    "--address http://localhost, --address needs --real",
    "--real --provider simulation, --real needs a provider that can be called",
    "--provider nobody, 'unknown provider \"nobody\"; use one of openai, azure-openai'",
  })
  void saysWhatIsWrong(String arguments, String message) {
    List<String> words = List.of(arguments.split(" "));

    assertThatThrownBy(() -> DemoOptions.of(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
