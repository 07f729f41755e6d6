package org.imagesgenerate.local;

import java.util.List;
import java.util.stream.Collectors;
import org.imagesgenerate.local.ProcessRun.Step;

/**
 * The report of the demo as a page: the process, the request and the pictures.
 *
 * @param sent the request as JSON, or the variables of the process
 */
record DemoPage(
    Diagram diagram, List<Step> steps, String prompt, String sent, List<Picture> pictures) {

  private static final String STYLE =
      """
      body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
      h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
      blockquote{margin:0;padding:.5rem 1rem;border-left:4px solid #888;font-size:1.1rem;white-space:pre-wrap}
      figure{display:inline-block;margin:0 1rem 1rem 0}figure img{max-width:28rem;width:100%;display:block;border:1px solid #ccc}
      figcaption,td,th{font-size:.9rem}pre{background:#f4f4f4;padding:1rem;overflow:auto}
      td,th{padding:.2rem 1rem .2rem 0;text-align:left}
      svg{max-width:100%;height:auto}svg text{font:12px sans-serif;text-anchor:middle;dominant-baseline:middle;fill:#222;stroke:none}
      svg rect,svg circle,svg path{fill:#fff;stroke:#222;stroke-width:1.5}svg .endEvent circle{stroke-width:4}
      svg .flow{fill:none;stroke:#222;stroke-width:1.5}svg marker path{fill:#222}
      svg .done rect,svg .done circle,svg .done path{stroke:#18794e;fill:#e9f9ee}
      """;

  String html() {
    DiagramDrawing drawing =
        new DiagramDrawing(
            diagram, steps.stream().map(Step::elementId).collect(Collectors.toSet()));
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>%s</title>
        <style>
        %s</style></head><body>
        <h1>%s</h1>
        %s
        <h2>Prompt</h2>
        <blockquote>%s</blockquote>
        <h2>Pictures</h2>
        %s
        <h2>Steps</h2>
        <table><tr><th>Step</th><th>Time</th></tr>
        %s</table>
        <h2>Sent</h2>
        <pre>%s</pre>
        </body></html>
        """
        .formatted(
            Html.escape(diagram.processName()),
            STYLE,
            Html.escape(diagram.processName()),
            drawing.svg(),
            Html.escape(prompt),
            pictures.stream().map(this::figure).collect(Collectors.joining("\n")),
            steps.stream().map(this::row).collect(Collectors.joining()),
            Html.escape(sent));
  }

  private String figure(Picture picture) {
    String name = Html.escape(picture.file().getFileName().toString());
    return "<figure><a href=\"%s\"><img src=\"%s\" alt=\"%s\"></a><figcaption>%s<br>%s</figcaption></figure>"
        .formatted(name, name, Html.escape(prompt), name, Html.escape(picture.facts()));
  }

  private String row(Step step) {
    return "<tr><td>%s</td><td>%d ms</td></tr>%n"
        .formatted(Html.escape(diagram.name(step.elementId())), step.took().toMillis());
  }
}
