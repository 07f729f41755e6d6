package org.imagesgenerate.connector.provider.wavespeed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The worked example on the page about WaveSpeedAI, since the provider's own does not add up. */
class WaveSpeedWebhookTest {

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(Path.of("docs/providers/wavespeed.md"));
  }

  /** What stands in the second column of the example. */
  private static String example(String name) {
    Matcher row = Pattern.compile("\\| " + name + " \\| `(.*?)` \\|").matcher(page);
    assertThat(row.find()).as(name).isTrue();
    return row.group(1);
  }

  @Test
  void theExampleOnThePageAddsUp() throws GeneralSecurityException {
    String secret = example("secret");
    String id = example("webhook-id");
    String timestamp = example("webhook-timestamp");
    byte[] body = example("body").getBytes(UTF_8);

    // docs: signature
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.replaceFirst("^whsec_", "").getBytes(UTF_8), "HmacSHA256"));
    mac.update((id + "." + timestamp + ".").getBytes(UTF_8));
    String signature = HexFormat.of().formatHex(mac.doFinal(body));
    // docs: end

    assertThat(example("webhook-signature")).isEqualTo("v3," + signature);
    assertThat(signature)
        .isEqualTo("8b6bda6ddb1af1d1873de0a8825acc15fbcdadd4cc7a976e613fb5b174a9691e");
  }
}
