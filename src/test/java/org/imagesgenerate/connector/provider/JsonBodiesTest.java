package org.imagesgenerate.connector.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonBodiesTest {

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void onlyWhatIsSetIsPut() {
    ObjectNode body = JsonBodies.object();

    JsonBodies.put(body, "a", "x");
    JsonBodies.put(body, "b", null);
    JsonBodies.put(body, "c", 2);
    JsonBodies.put(body, "d", List.of(1));

    assertThat(body).isEqualTo(json("{'a':'x','c':2,'d':[1]}"));
  }

  @Test
  void whatTheProcessAddsIsMergedFieldByFieldAndWins() {
    ObjectNode body = (ObjectNode) json("{'a':1,'b':{'c':1,'d':{'e':1}},'f':[1,2],'g':{'h':1}}");
    Map<String, Object> extra = new HashMap<>();
    extra.put("a", 2);
    extra.put("b", Map.of("c", "two", "d", Map.of("x", true)));
    extra.put("f", List.of(3));
    extra.put("g", "text");
    extra.put("n", null);

    JsonBodies.merge(body, extra);

    assertThat(body)
        .isEqualTo(
            json("{'a':2,'b':{'c':'two','d':{'e':1,'x':true}},'f':[3],'g':'text','n':null}"));
  }

  @Test
  void nothingMergedChangesNothing() {
    ObjectNode body = (ObjectNode) json("{'a':1}");

    JsonBodies.merge(body, Map.of());

    assertThat(body).isEqualTo(json("{'a':1}"));
  }

  @Test
  void bodiesAreUtf8() {
    byte[] bytes = JsonBodies.bytes(json("{'a':'ä😀'}"));

    assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{\"a\":\"ä");
    assertThat(json(new String(bytes, StandardCharsets.UTF_8))).isEqualTo(json("{'a':'ä😀'}"));
  }

  @Test
  void onlyTextsThatSaySomethingAreTexts() {
    JsonNode node = json("{'a':'x','b':'','c':1,'d':null}");

    assertThat(JsonBodies.text(node, "a")).isEqualTo("x");
    for (String other : Arrays.asList("b", "c", "d", "e")) {
      assertThat(JsonBodies.text(node, other)).as(other).isNull();
    }
  }

  @Test
  void countsAreGivenInCamelCase() {
    assertThat(
            JsonBodies.camelCase(
                json(
                    "{'total_tokens':12,'input_tokens_details':{'text_tokens':1.5,'x':null},"
                        + "'list_of':[{'a_b':'c'},2],'alreadyCamel':true,'_':1,'a__b':2}")))
        .isEqualTo(
            Map.of(
                "totalTokens",
                12,
                "inputTokensDetails",
                Map.of("textTokens", 1.5),
                "listOf",
                List.of(Map.of("aB", "c"), 2),
                "alreadyCamel",
                true,
                "",
                1,
                "aB",
                2));
    assertThat(JsonBodies.camelCase(json("[1]"))).isEmpty();
    assertThat(JsonBodies.camelCase(json("null"))).isEmpty();
  }
}
