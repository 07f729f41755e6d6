package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.local.ProcessRun.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DemoPageTest {

  private static final Pattern COLOR = Pattern.compile("--([a-z-]+):#([0-9a-f]{6})");

  @Test
  void saysThatSimulatedPicturesAreSimulated() throws IOException {
    assertThat(page(DemoProvider.OPENAI, false))
        .contains("These pictures are simulated", "nothing is billed")
        .doesNotContain("These pictures are real");
    assertThat(page(DemoProvider.SIMULATION, false)).contains("These pictures are simulated");
    assertThat(page(DemoProvider.OPENAI, true))
        .contains("These pictures are real: OpenAI made them and billed")
        .doesNotContain("simulated: ");
  }

  @Test
  void describesEveryPictureInWords() throws IOException {
    assertThat(page(DemoProvider.OPENAI, false))
        .contains("alt=\"Picture 1 of 2: a &lt;red&gt; fox\"", "alt=\"Picture 2 of 2: ");
  }

  @Test
  void hasHeadingsInOrder() throws IOException {
    Matcher heading = Pattern.compile("<h(\\d)>").matcher(page(DemoProvider.OPENAI, false));
    int last = 0;
    int first = 0;
    while (heading.find()) {
      int level = Integer.parseInt(heading.group(1));
      assertThat(level).isLessThanOrEqualTo(last + 1);
      first += level == 1 ? 1 : 0;
      last = level;
    }
    assertThat(first).isEqualTo(1);
  }

  /** Every command can be pasted as it is; the demo itself reads its arguments. */
  @ParameterizedTest
  @EnumSource
  void offersCommandsThatTheDemoUnderstands(DemoProvider provider) {
    for (boolean real : new boolean[] {false, true}) {
      for (NextStep next : NextStep.after(provider, real && !provider.isInside())) {
        Matcher arguments = Pattern.compile("-Ddemo\\.arguments=\"(.*)\"$").matcher(next.command());
        if (arguments.find()) {
          DemoOptions options = DemoOptions.of(words(arguments.group(1)));
          assertThat(options.real()).isEqualTo(next.command().contains("--real"));
        } else {
          assertThat(next.command()).isEqualTo("mvn -q package -DskipTests");
        }
      }
    }
  }

  private static List<String> words(String arguments) {
    return Pattern.compile("'([^']*)'|\\S+")
        .matcher(arguments)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toList();
  }

  @Test
  void givesEveryCopyButtonANameOfItsOwn() throws IOException {
    Matcher button =
        Pattern.compile("<button[^>]*><span>Copy</span><span class=\"hidden\">(.*?)</span>")
            .matcher(page(DemoProvider.OPENAI, false));
    List<String> names = button.results().map(match -> match.group(1)).toList();
    assertThat(names).hasSize(4);
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
  }

  /** WCAG 2.2 AA: 4.5 for text, 3 for lines and symbols. */
  @ParameterizedTest
  @CsvSource({
    "text, page, 4.5",
    "text, card, 4.5",
    "text, notice, 4.5",
    "text, shape, 4.5",
    "text, done, 4.5",
    "quiet, page, 4.5",
    "accent, page, 4.5",
    "line, page, 3",
    "done-line, page, 3",
    "done-line, done, 3"
  })
  void hasEnoughContrastInLightAndDark(String front, String back, double atLeast)
      throws IOException {
    String[] schemes = page(DemoProvider.OPENAI, false).split("prefers-color-scheme:dark");
    assertThat(schemes).hasSize(2);
    for (String scheme : schemes) {
      Map<String, Integer> colors = colors(scheme);
      assertThat(contrast(colors.get(front), colors.get(back))).isGreaterThanOrEqualTo(atLeast);
    }
  }

  private static Map<String, Integer> colors(String css) {
    Map<String, Integer> colors = new HashMap<>();
    Matcher color = COLOR.matcher(css);
    while (color.find()) {
      colors.put(color.group(1), Integer.parseInt(color.group(2), 16));
    }
    return colors;
  }

  private static double contrast(int one, int other) {
    double a = luminance(one);
    double b = luminance(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  private static double luminance(int color) {
    return 0.2126 * light(color >> 16)
        + 0.7152 * light(color >> 8 & 0xff)
        + 0.0722 * light(color & 0xff);
  }

  private static double light(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }

  private static String page(DemoProvider provider, boolean real) throws IOException {
    Diagram diagram = Diagram.read(provider.example());
    List<Step> steps =
        diagram.shapes().stream().map(shape -> new Step(shape.id(), Duration.ofMillis(5))).toList();
    return new DemoPage(
            provider,
            real,
            diagram,
            steps,
            "a <red> fox",
            "POST /",
            List.of(picture(1), picture(2)))
        .html();
  }

  private static Picture picture(int number) {
    return new Picture(
        Path.of("target", "demo", "image-" + number + ".png"), "image/png", 1024, 768, 12345);
  }
}
