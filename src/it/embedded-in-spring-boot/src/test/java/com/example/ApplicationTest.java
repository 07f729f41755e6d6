package com.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.camunda.connector.runtime.core.config.OutboundConnectorConfiguration;
import io.camunda.connector.runtime.core.outbound.OutboundConnectorFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class ApplicationTest {

  @Autowired OutboundConnectorFactory connectors;

  @Test
  void theRuntimeDiscoversTheConnectorAndCanCreateIt() {
    assertThat(connectors.getConfigurations())
        .extracting(OutboundConnectorConfiguration::type)
        .contains("org.imagesgenerate:images-generate:1", "org.imagesgenerate:images-collect:1");
    for (OutboundConnectorConfiguration connector : connectors.getConfigurations()) {
      assertThat(connectors.getInstance(connector.type())).isNotNull();
    }
  }
}
