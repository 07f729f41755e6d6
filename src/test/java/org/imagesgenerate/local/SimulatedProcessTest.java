package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No task of ours calls a real provider while the providers are simulated. */
class SimulatedProcessTest {

  private static final String SIMULATOR = "http://127.0.0.1:1234";
  private static final UnaryOperator<String> ALL_BUT_SIMULATION =
      type -> type.equals("simulation") ? null : SIMULATOR;

  @ParameterizedTest
  @ValueSource(strings = {"openai", "runware", "wavespeed"})
  void aTaskWithoutABaseUrlGetsTheSimulators(String provider) {
    assertThat(redirected(Map.of("provider.type", provider, "prompt", "a red fox")))
        .contains("source=\"%s\" target=\"provider.baseUrl\"".formatted(SIMULATOR));
  }

  @Test
  void aBaseUrlOfTheTasksOwnIsReplaced() {
    for (String own : List.of("https://api.openai.com", "=whereTheKeyGoes")) {
      assertThat(redirected(Map.of("provider.baseUrl", own, "prompt", "a red fox")))
          .contains("source=\"%s\" target=\"provider.baseUrl\"".formatted(SIMULATOR))
          .doesNotContain(own);
    }
  }

  @Test
  void aBaseUrlThatIsNeededAndMayBeMissingStaysMissing() {
    String redirected =
        redirected(
            Map.of(
                "provider.type", "azure-openai",
                "provider.baseUrl", "=url",
                "model", "pictures",
                "prompt", "a fox"));

    assertThat(redirected)
        .contains("=if (url) = null then &quot;&quot; else &quot;%s&quot;".formatted(SIMULATOR));
  }

  @Test
  void aProviderWithoutAServerStaysAsItIs() {
    assertThat(redirected(Map.of("provider.type", "simulation", "prompt", "a red fox")))
        .doesNotContain("provider.baseUrl");
  }

  @Test
  void aProviderThatAVariableDecidesIsRefused() {
    String chosenLater =
        OneTask.process("one", Map.of("provider.type", "openai", "prompt", "a red fox"))
            .replace("source=\"openai\"", "source=\"=provider\"");
    assertThat(chosenLater).contains("\"=provider\"");
    String wholly = chosenLater.replace("\"provider.type\"", "\"provider\"");

    for (String process : List.of(chosenLater, wholly)) {
      SimulatedProcess simulated = new SimulatedProcess(process);
      assertThatThrownBy(() -> simulated.redirect(ALL_BUT_SIMULATION))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("Task " + OneTask.TASK + ": select the provider in the task.");
    }
  }

  private static String redirected(Map<String, String> values) {
    SimulatedProcess process = new SimulatedProcess(OneTask.process("one", values));
    process.redirect(ALL_BUT_SIMULATION);
    return process.bpmn();
  }
}
