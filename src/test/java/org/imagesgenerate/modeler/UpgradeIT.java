package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.imagesgenerate.connector.input.Provider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A task of an earlier version of a template, after the modeler's offer to update it. */
@InModeler
class UpgradeIT {

  private final Modelers modelers;

  UpgradeIT(Modelers modelers) {
    this.modelers = modelers;
  }

  static Stream<Arguments> upgrades() {
    return Stream.of(ModelerVersion.values())
        .flatMap(version -> Templates.upgrades().stream().map(it -> arguments(version, it)));
  }

  @ParameterizedTest
  @MethodSource("upgrades")
  void keepsWhatWasTyped(ModelerVersion version, Templates.Upgrade upgrade) {
    Modeler modeler = modelers.open(version);
    ConnectorForm form = ConnectorForm.begin(modeler, upgrade.from());
    for (String provider : List.of(Provider.WAVESPEED, Provider.RUNWARE)) {
      modeler.loadTemplates(List.of(upgrade.from()));
      form.begin();
      modeler.choose("Provider", provider);
      Map<String, String> typed = new LinkedHashMap<>(form.fillIn("before", property -> true));
      Map<String, String> before = modeler.written();

      modeler.loadTemplates(List.of(upgrade.from(), upgrade.to()));
      modeler.find(".bio-properties-panel-template-update-available button").first().click();
      modeler.find(".bio-properties-panel-dropdown-button__menu-item:text-is('Update')").click();

      assertThat(modeler.xml())
          .contains("zeebe:modelerTemplateVersion=\"%s\"".formatted(upgrade.to().get("version")));
      assertThat(typed).isNotEmpty();
      assertThat(before).containsAllEntriesOf(typed);
      assertThat(modeler.written())
          .containsAllEntriesOf(typed)
          .containsEntry(
              "zeebe:taskHeader elementTemplateVersion", upgrade.to().get("version").asText());
    }
  }
}
