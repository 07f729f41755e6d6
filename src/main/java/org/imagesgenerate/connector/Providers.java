package org.imagesgenerate.connector;

import java.time.InstantSource;
import org.imagesgenerate.connector.http.Http;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.provider.ImagesApi;
import org.imagesgenerate.connector.provider.openai.AimlApiDialect;
import org.imagesgenerate.connector.provider.openai.OpenAiApi;
import org.imagesgenerate.connector.provider.openai.OpenAiDialects;
import org.imagesgenerate.connector.provider.runware.RunwareApi;
import org.imagesgenerate.connector.provider.simulation.SimulatedAttempts;
import org.imagesgenerate.connector.provider.simulation.SimulationApi;
import org.imagesgenerate.connector.provider.wavespeed.WaveSpeedApi;
import org.imagesgenerate.connector.support.Sleeper;

/** Creates the adapter of a provider. */
final class Providers {

  private final Http http;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final SimulatedAttempts attempts = new SimulatedAttempts();

  Providers(Http http, InstantSource clock, Sleeper sleeper) {
    this.http = http;
    this.clock = clock;
    this.sleeper = sleeper;
  }

  ImagesApi of(Provider provider) {
    return switch (provider) {
      case Provider.OpenAi it -> new OpenAiApi(new OpenAiDialects.OpenAi(it), http, clock);
      case Provider.AzureOpenAi it -> new OpenAiApi(new OpenAiDialects.Azure(it), http, clock);
      case Provider.OpenAiCompatible it ->
          new OpenAiApi(new OpenAiDialects.Compatible(it), http, clock);
      case Provider.AimlApi it -> new OpenAiApi(new AimlApiDialect(it), http, clock);
      case Provider.WaveSpeed it -> new WaveSpeedApi(it, http, clock, sleeper);
      case Provider.Runware it -> new RunwareApi(it, http, clock, sleeper);
      case Provider.Simulation it ->
          new SimulationApi(http::newImageIfItCanBeKept, sleeper, attempts);
    };
  }
}
