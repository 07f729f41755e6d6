package org.imagesgenerate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AimlApiEditTest {

  private static final String EDITS = "/v1/images/edits";
  private static final String GENERATIONS = "/v1/images/generations";
  private static final byte[] PNG = TestImages.png(48, 32);
  private static final String URI = TestImages.dataUri("image/png", PNG);

  private final ImagesSimulator simulator = ImagesSimulator.startAimlApi();
  private final Client client = new Client(simulator, "key-1");

  @AfterEach
  void close() {
    client.close();
    simulator.close();
  }

  private static TestForm form() {
    return new TestForm()
        .text("model", "openai/gpt-image-2")
        .text("prompt", "Add a dragon")
        .file("image", "image/png", PNG);
  }

  private int generate(String model, String fields) throws Exception {
    return client
        .post(GENERATIONS, "{'model':'%s','prompt':'x'%s}".formatted(model, fields))
        .statusCode();
  }

  @Test
  void gptModelsEditFiles() throws Exception {
    byte[] mask = TestImages.transparent(48, 32);

    HttpResponse<byte[]> response =
        form()
            .text("n", "2")
            .text("output_compression", "80")
            .file("mask", "image/png", mask)
            .post(client, EDITS);

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode data = Client.json(response).get("data");
    assertThat(data).hasSize(2);
    assertThat(Client.image(client.download(data.at("/0/url").asText()).body()).getWidth())
        .isEqualTo(48);
    SimulatedPurchase purchase = simulator.bill().getFirst();
    assertThat(purchase.images()).isEqualTo(2);
    assertThat(purchase.inputImages())
        .singleElement()
        .satisfies(it -> assertThat(it.sha256()).isEqualTo(TestImages.sha256(PNG)));
    assertThat(purchase.mask().orElseThrow().sha256()).isEqualTo(TestImages.sha256(mask));
  }

  @ParameterizedTest
  @CsvSource({
    "n, 11",
    "n, x",
    "moderation, low",
    "input_fidelity, low",
    "size, auto",
    "quality, auto",
    "user, me",
    "output_format, gif"
  })
  void fieldsThatAnEditDoesNotTake(String field, String value) throws Exception {
    HttpResponse<byte[]> response = form().text(field, value).post(client, EDITS);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Client.json(response).get("message").asText())
        .containsAnyOf(field, "'" + value + "'");
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void filesKeepTheRulesOfOpenAi() throws Exception {
    TestForm text = new TestForm().text("model", "openai/gpt-image-2").text("prompt", "x");
    assertThat(text.post(client, EDITS).statusCode()).isEqualTo(400);
    assertThat(form().file("mask", "image/png", PNG).post(client, EDITS).statusCode())
        .isEqualTo(400);
    TestForm otherModel =
        new TestForm()
            .text("model", "flux/dev")
            .text("prompt", "x")
            .file("image", "image/png", PNG);
    assertThat(otherModel.post(client, EDITS).statusCode()).isEqualTo(404);
    assertThat(client.post(EDITS, "{'model':'openai/gpt-image-2','prompt':'x'}").statusCode())
        .isEqualTo(400);
    assertThat(form().post(client, GENERATIONS).statusCode()).isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
  }

  @Test
  void otherModelsTakeAListAFieldOrEither() throws Exception {
    assertThat(generate("bytedance/seedream-v4-edit", ",'image_urls':['" + URI + "']"))
        .isEqualTo(200);
    assertThat(generate("flux/dev/image-to-image", ",'image_url':'" + URI + "'")).isEqualTo(200);
    assertThat(generate("alibaba/qwen-image-edit", ",'image':'" + URI + "'")).isEqualTo(200);
    assertThat(
            generate(
                "flux/kontext-max/image-to-image", ",'image_url':['" + URI + "','" + URI + "']"))
        .isEqualTo(200);
    assertThat(generate("alibaba/qwen-image-2-0", "")).isEqualTo(200);
    assertThat(generate("alibaba/qwen-image-2-0", ",'image_urls':['" + URI + "']")).isEqualTo(200);
    assertThat(simulator.bill())
        .extracting(it -> it.inputImages().size())
        .containsExactly(1, 1, 1, 2, 0, 1);
    ReceivedImage image = simulator.bill().getFirst().inputImages().getFirst();
    assertThat(image.field()).isEqualTo("image_urls[0]");
    assertThat(image.sha256()).isEqualTo(TestImages.sha256(PNG));
    assertThat(image.dimensions()).isEqualTo("48x32");
    assertThat(simulator.lastRequest().body())
        .contains("data:image/png;sha256=" + TestImages.sha256(PNG));
    assertThat(simulator.lastRequest().inputImages()).hasSize(1);
  }

  @Test
  void anImageIsAUrlOrADataUriOfARealImage() throws Exception {
    String model = "bytedance/seedream-v4-edit";
    simulator.allowInputUrls("https://store.example/");

    assertThat(generate(model, ",'image_urls':['https://store.example/a.png']")).isEqualTo(200);
    assertThat(simulator.bill().getFirst().inputImages())
        .containsExactly(ReceivedImage.unseen("https://store.example/a.png").at("image_urls[0]"));
    for (String wrong :
        new String[] {
          "https://other.example/a.png",
          "file:///a.png",
          "a.png",
          TestImages.base64(PNG),
          TestImages.dataUri("image/jpeg", PNG),
          TestImages.dataUri("image/png", "no image".getBytes(StandardCharsets.UTF_8)),
          "data:image/png;base64,iVBORw0KGgo*"
        }) {
      assertThat(generate(model, ",'image_urls':['" + wrong + "']")).as(wrong).isEqualTo(400);
    }
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void listsHaveLimitsAndModelsTheirFields() throws Exception {
    String four = ",'image_urls':['%1$s','%1$s','%1$s','%1$s']".formatted(URI);
    assertThat(generate("alibaba/qwen-image-3-edit", four)).isEqualTo(400);
    assertThat(generate("alibaba/qwen-image-3-edit", ",'image_urls':[]")).isEqualTo(400);
    assertThat(generate("alibaba/qwen-image-3-edit", ",'image_urls':'" + URI + "'")).isEqualTo(400);
    assertThat(generate("alibaba/qwen-image-edit", ",'image_url':'" + URI + "'")).isEqualTo(400);
    // a model that only edits needs an image, and one that only generates takes none
    assertThat(generate("alibaba/qwen-image-3-edit", "")).isEqualTo(400);
    assertThat(generate("alibaba/qwen-image-3", ",'image_urls':['" + URI + "']")).isEqualTo(400);
    assertThat(generate("openai/gpt-image-2", ",'image_urls':['" + URI + "']")).isEqualTo(400);
    assertThat(simulator.purchases()).isZero();
  }
}
