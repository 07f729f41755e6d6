package org.imagesgenerate.connector.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** Spoils valid answers: their values, their fields, their bytes. All by one source of chance. */
final class Mutations {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MANY = 130;
  private static final String LONG = "long \\ \"text ".repeat(100_000);
  private static final String DEEP = "[".repeat(150) + "]".repeat(150);

  private final RandomGenerator random;
  private final List<String> texts;

  /**
   * @param texts that may stand anywhere, such as addresses and keys
   */
  Mutations(RandomGenerator random, List<String> texts) {
    this.random = random;
    this.texts = texts;
  }

  /** JSON, mostly, with some of its parts spoilt. */
  byte[] body(JsonNode valid) {
    JsonNode tree = valid.deepCopy();
    for (int left = random.nextInt(4); left > 0; left--) {
      spoil(tree);
    }
    byte[] bytes = bytes(tree);
    for (int left = random.nextInt(3); left > 0 && oneIn(3); left--) {
      bytes = spoil(bytes);
    }
    return bytes;
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return MAPPER.writeValueAsBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private void spoil(JsonNode tree) {
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    if (containers.isEmpty()) {
      return;
    }
    JsonNode at = containers.get(random.nextInt(containers.size()));
    if (at instanceof ObjectNode object && !object.isEmpty()) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(5)) {
        case 0 -> object.remove(name);
        case 1 -> object.set(pick(names), object.get(name));
        case 2 -> object.set("x" + name, object.remove(name));
        default -> object.set(name, value(object.get(name)));
      }
    } else if (at instanceof ArrayNode list) {
      switch (list.isEmpty() ? 0 : random.nextInt(5)) {
        case 0 -> list.add(value(MAPPER.nullNode()));
        case 1 -> list.remove(random.nextInt(list.size()));
        case 2 -> list.add(list.get(0));
        case 3 -> list.addAll(Collections.nCopies(oneIn(20) ? MANY : 2, list.get(0)));
        default -> list.set(0, value(list.get(0)));
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private JsonNode value(JsonNode old) {
    return switch (random.nextInt(13)) {
      case 0 -> MAPPER.nullNode();
      case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
      case 2 -> MAPPER.getNodeFactory().numberNode(random.nextLong());
      case 3 -> MAPPER.getNodeFactory().numberNode(-1.5e300 * random.nextDouble());
      case 4 -> MAPPER.createObjectNode();
      case 5 -> MAPPER.createArrayNode().add(old);
      case 6 -> tree(DEEP);
      case 7 -> MAPPER.getNodeFactory().textNode(oneIn(20) ? LONG : "");
      case 8, 9 -> MAPPER.getNodeFactory().textNode(pick(texts));
      default ->
          MAPPER
              .getNodeFactory()
              .textNode(
                  new String(
                      spoil(old.asText().getBytes(StandardCharsets.UTF_8)),
                      StandardCharsets.ISO_8859_1));
    };
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Some bytes changed, left out, repeated, put in or cut off. */
  byte[] spoil(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    int length = 1 + random.nextInt(Math.min(8, bytes.length - at));
    return switch (random.nextInt(5)) {
      case 0 -> {
        byte[] changed = bytes.clone();
        changed[at] = (byte) random.nextInt();
        yield changed;
      }
      case 1 -> join(bytes, at, new byte[0], at + length);
      case 2 -> join(bytes, at, Arrays.copyOfRange(bytes, at, at + length), at);
      case 3 -> {
        byte[] more = new byte[length];
        random.nextBytes(more);
        yield join(bytes, at, more, at);
      }
      default -> Arrays.copyOf(bytes, at);
    };
  }

  private static byte[] join(byte[] bytes, int end, byte[] between, int begin) {
    byte[] joined = Arrays.copyOf(bytes, end + between.length + bytes.length - begin);
    System.arraycopy(between, 0, joined, end, between.length);
    System.arraycopy(bytes, begin, joined, end + between.length, bytes.length - begin);
    return joined;
  }

  <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }
}
