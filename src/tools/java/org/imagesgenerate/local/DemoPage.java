package org.imagesgenerate.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imagesgenerate.local.ProcessRun.Step;

/**
 * The report of the demo as a page: the pictures, the process, the request, and what to do next. It
 * is opened as a file, so it contains its own styles and scripts.
 *
 * @param real whether the provider was called, and not a simulator
 * @param sent the request as JSON, or the variables of the process; empty if nothing was sent
 */
record DemoPage(
    DemoProvider provider,
    boolean real,
    Diagram diagram,
    List<Step> steps,
    String prompt,
    String sent,
    List<Picture> pictures) {

  String html() {
    DiagramDrawing drawing =
        new DiagramDrawing(
            diagram, steps.stream().map(Step::elementId).collect(Collectors.toSet()));
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <title>%s – Images Generate for Camunda 8</title>
        <style>
        %s</style></head><body><main>
        <h1>%s</h1>
        <p class="notice">%s</p>
        <h2>Prompt</h2>
        <blockquote>%s</blockquote>
        <h2>Pictures</h2>
        <div class="pictures">
        %s
        </div>
        <h2>What to do next</h2>
        <div class="next">
        %s</div>
        <p id="status" class="hidden" role="status"></p>
        <h2>Steps of the process</h2>
        %s
        <table><thead><tr><th scope="col">Step</th><th scope="col">Time</th></tr></thead><tbody>
        %s</tbody></table>
        %s
        </main>
        <script>
        %s</script>
        </body></html>
        """
        .formatted(
            Html.escape(diagram.processName()),
            resource("demo-page.css"),
            Html.escape(diagram.processName()),
            Html.escape(whoMadeThem()),
            Html.escape(prompt),
            IntStream.range(0, pictures.size())
                .mapToObj(this::figure)
                .collect(Collectors.joining("\n")),
            NextStep.after(provider, real).stream()
                .map(DemoPage::card)
                .collect(Collectors.joining()),
            drawing.svg(),
            steps.stream().map(this::row).collect(Collectors.joining()),
            request(),
            resource("demo-page.js"));
  }

  private String whoMadeThem() {
    if (real) {
      return "These pictures are real: %s made them and billed the account of your key."
          .formatted(provider.displayName());
    }
    if (provider.isInside()) {
      return "These pictures are simulated: the connector painted them from the words of the prompt. Nothing was sent, and nothing is billed.";
    }
    return "These pictures are simulated: a server on this machine answered as %s does, and painted them from the words of the prompt. Nothing was sent to the internet, and nothing is billed."
        .formatted(provider.displayName());
  }

  private String figure(int index) {
    Picture picture = pictures.get(index);
    String name = Html.escape(picture.file().getFileName().toString());
    return "<figure><a href=\"%s\"><img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"Picture %d of %d: %s\"></a><figcaption>%s<br>%s</figcaption></figure>"
        .formatted(
            name,
            name,
            picture.width(),
            picture.height(),
            index + 1,
            pictures.size(),
            Html.escape(prompt),
            name,
            Html.escape(picture.facts()));
  }

  private static String card(NextStep next) {
    return """
        <section><h3>%s</h3>
        <p>%s</p>
        <div class="command"><pre><code>%s</code></pre><button type="button" hidden><span>Copy</span><span class="hidden"> the command: %s</span></button></div>
        </section>
        """
        .formatted(
            Html.escape(next.title()),
            Html.escape(next.text()),
            Html.escape(next.command()),
            Html.escape(next.title()));
  }

  private String row(Step step) {
    return "<tr><td>%s</td><td>%d ms</td></tr>%n"
        .formatted(Html.escape(diagram.name(step.elementId())), step.took().toMillis());
  }

  private String request() {
    if (sent.isEmpty()) {
      return "";
    }
    return "<h2>What was sent</h2>\n<pre class=\"sent\" tabindex=\"0\">%s</pre>"
        .formatted(Html.escape(sent));
  }

  private static String resource(String name) {
    try (InputStream in = DemoPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
