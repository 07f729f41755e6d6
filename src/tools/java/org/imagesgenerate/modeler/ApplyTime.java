package org.imagesgenerate.modeler;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How long a person waits for Images Generate in each modeler: from the click on the template, or
 * on another provider, until the panel shows the fields. It prints figures and decides nothing.
 *
 * <p>Besides the clock it reads the CPU time of the page's thread, which other programs on the
 * machine do not prolong.
 */
public final class ApplyTime {

  private static final int RUNS = 15;

  /** The template on an empty task. */
  private static final String APPLY =
      """
      async id => {
        const start = performance.now();
        panel.apply(id);
        while (!panel.fields().some(field => field.label === 'Provider')) {
          await new Promise(resolve => setTimeout(resolve));
        }
        document.body.getBoundingClientRect();
        return performance.now() - start;
      }
      """;

  /** Another provider in a task that has the template. */
  private static final String CHOOSE =
      """
      async provider => {
        const start = performance.now();
        await panel.choose('Provider', provider);
        await new Promise(resolve => setTimeout(resolve));
        document.body.getBoundingClientRect();
        return performance.now() - start;
      }
      """;

  /** Milliseconds by the clock and of the page's thread. */
  private record Time(double clock, double cpu) {}

  /**
   * @param arguments none
   */
  public static void main(String[] arguments) {
    try (Modelers modelers = Modelers.start()) {
      for (ModelerVersion version : ModelerVersion.values()) {
        try (Modeler modeler = modelers.openNew(version, 1400, 1000)) {
          new ApplyTime(modeler).print(version);
        }
      }
    }
    System.exit(0);
  }

  private final Modeler modeler;
  private final CDPSession browser;

  private ApplyTime(Modeler modeler) {
    this.modeler = modeler;
    browser = modeler.page().context().newCDPSession(modeler.page());
    JsonObject threadTime = new JsonObject();
    threadTime.addProperty("timeDomain", "threadTicks");
    browser.send("Performance.enable", threadTime);
  }

  private void print(ModelerVersion version) {
    modeler.loadTemplates(Templates.current());
    String template = Templates.generate().get("id").asText();
    List<Time> applied = new ArrayList<>();
    List<Time> chosen = new ArrayList<>();
    for (int i = 0; i < RUNS; i++) {
      modeler.openDiagramFile("plain-task.bpmn");
      modeler.select("Task");
      applied.add(measure(APPLY, template));
      chosen.add(measure(CHOOSE, i % 2 == 0 ? "runware" : "wavespeed"));
    }
    System.out.printf(
        "camunda-bpmn-js %s: template applied: %s; provider changed: %s%n",
        version.number(), summary(applied), summary(chosen));
  }

  private Time measure(String script, String argument) {
    double before = cpu();
    double clock = ((Number) modeler.page().evaluate(script, argument)).doubleValue();
    return new Time(clock, cpu() - before);
  }

  private double cpu() {
    for (JsonElement metric : browser.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
        return 1000 * metric.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new IllegalStateException("this browser does not count its CPU time");
  }

  private static String summary(List<Time> times) {
    return "%s by the clock, %s of CPU"
        .formatted(summary(times, Time::clock), summary(times, Time::cpu));
  }

  private static String summary(List<Time> times, ToDoubleFunction<Time> kind) {
    double[] sorted = times.stream().mapToDouble(kind).sorted().toArray();
    return "%.0f ms (first %.0f, least %.0f, most %.0f)"
        .formatted(
            sorted[sorted.length / 2],
            kind.applyAsDouble(times.getFirst()),
            sorted[0],
            sorted[sorted.length - 1]);
  }
}
