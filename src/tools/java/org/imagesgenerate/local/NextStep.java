package org.imagesgenerate.local;

import java.util.List;

/** What a person can do after the demo, with the command for it. */
record NextStep(String title, String text, String command) {

  private static final String DEMO = "mvn -q test-compile exec:exec@demo";

  /** The playground, another prompt, real pictures, the person's own cluster. */
  static List<NextStep> after(DemoProvider provider, boolean real) {
    DemoProvider callable = provider.isInside() ? DemoProvider.OPENAI : provider;
    String same = provider == DemoProvider.OPENAI ? "" : "--provider " + provider.type() + " ";
    return List.of(
        new NextStep(
            "Draw and run your own process",
            "Starts the playground: the real modeler in your browser, with this task. Providers are simulated there too, so nothing is billed. Needs Node 20+ with npm.",
            demo("--serve")),
        new NextStep(
            "Try your own words",
            "Describe another image. Without --real, nothing is billed.",
            demo(same + "--prompt 'A red fox in the snow, at night'")),
        new NextStep(
            real ? "Buy another picture" : "Use your own key",
            "Set the environment variable %s to your API key. The command buys one picture from %s and prints first what it buys. Prices: %s"
                .formatted(callable.secret(), callable.displayName(), callable.prices()),
            demo(
                "--real"
                    + (callable == DemoProvider.OPENAI ? "" : " --provider " + callable.type())
                    + (callable.needsAddress() ? " --address URL" : ""))),
        new NextStep(
            "Use it in your own cluster",
            "Builds the jar target/connector-images-generate-…-with-dependencies.jar for the connectors runtime 8.8, 8.9 or 8.10. The page docs/install.md says where it belongs, and how to add the key and the element template.",
            "mvn -q package -DskipTests"));
  }

  private static String demo(String arguments) {
    return DEMO + " -Ddemo.arguments=\"" + arguments + "\"";
  }
}
