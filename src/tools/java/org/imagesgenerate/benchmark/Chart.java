package org.imagesgenerate.benchmark;

import java.util.List;

/**
 * Panels side by side, as SVG. It has a background of its own, so that it can be read on any page,
 * and follows the reader's choice of light or dark.
 */
public record Chart(String title, List<Panel> panels) {

  private static final int TITLE = 34;

  private static final String STYLE =
      """
      <style>
        text { font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #57606a }
        .background { fill: #ffffff; stroke: #d0d7de }
        .title { font-size: 14px; font-weight: 600; fill: #1f2328 }
        .axis { fill: #1f2328 }
        .grid { stroke: #d8dee4 }
        .label { font-weight: 600 }
        .line { fill: none; stroke-width: 2.2; stroke-linejoin: round }
        polyline.ours { stroke: #0969da } .dot.ours, .label.ours { fill: #0969da }
        polyline.peer1 { stroke: #bc4c00 } .dot.peer1, .label.peer1 { fill: #bc4c00 }
        polyline.peer2 { stroke: #6e7781 } .dot.peer2, .label.peer2 { fill: #6e7781 }
        @media (prefers-color-scheme: dark) {
          text { fill: #9198a1 }
          .background { fill: #0d1117; stroke: #30363d }
          .title, .axis { fill: #e6edf3 }
          .grid { stroke: #262c36 }
          polyline.ours { stroke: #58a6ff } .dot.ours, .label.ours { fill: #58a6ff }
          polyline.peer1 { stroke: #f0883e } .dot.peer1, .label.peer1 { fill: #f0883e }
          polyline.peer2 { stroke: #8b949e } .dot.peer2, .label.peer2 { fill: #8b949e }
        }
      </style>
      """;

  public String svg() {
    int width = panels.size() * Panel.WIDTH;
    int height = TITLE + Panel.HEIGHT;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
            <title>%3$s</title>
            %4$s<rect class="background" x="0.5" y="0.5" width="%5$d" height="%6$d" rx="6"/>
            <text class="title" x="12" y="24">%3$s</text>
            """
                .formatted(width, height, title, STYLE, width - 1, height - 1));
    for (int i = 0; i < panels.size(); i++) {
      svg.append(
          "<g transform=\"translate(%d %d)\">%n%s</g>%n"
              .formatted(i * Panel.WIDTH, TITLE, panels.get(i).svg()));
    }
    return svg.append("</svg>\n").toString();
  }
}
