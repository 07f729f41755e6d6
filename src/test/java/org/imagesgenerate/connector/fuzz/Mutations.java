package org.imagesgenerate.connector.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Corrupts valid responses: their values, their fields, their bytes. All by one source of chance.
 */
final class Mutations {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String DEEP = "[".repeat(150) + "]".repeat(150);

  /** One body in so many has more of something than a response should have. */
  private static final int LARGE_BODIES = 100;

  private static final List<Integer> COUNTS = List.of(0, 1, 99, 100, 101, 150);
  private static final int MANY = 20_000;
  private static final int LONGEST_BODY = 4_000_000;

  /** Longer in JSON than it is. */
  private static final String LONG_TEXT = "\\\"x";

  private static final List<Integer> LONG = List.of(1_000, 10_000, 250_000, 500_000);

  private final RandomGenerator random;
  private final List<String> texts;

  /**
   * @param texts that may stand anywhere, such as URLs and keys
   */
  Mutations(RandomGenerator random, List<String> texts) {
    this.random = random;
    this.texts = texts;
  }

  /** JSON, mostly, with some corrupt parts. */
  byte[] body(JsonNode valid) {
    JsonNode tree = valid.deepCopy();
    for (int left = oneIn(LARGE_BODIES) ? 1 + random.nextInt(3) : 0; left > 0; left--) {
      enlarge(tree);
    }
    for (int left = random.nextInt(4); left > 0; left--) {
      corrupt(tree);
    }
    byte[] bytes = bytes(tree);
    for (int left = random.nextInt(3); left > 0 && oneIn(3); left--) {
      bytes = corrupt(bytes);
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

  private void corrupt(JsonNode tree) {
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
      switch (list.isEmpty() ? 0 : random.nextInt(4)) {
        case 0 -> list.add(value(MAPPER.nullNode()));
        case 1 -> list.remove(random.nextInt(list.size()));
        case 2 -> list.add(list.get(0));
        default -> list.set(0, value(list.get(0)));
      }
    }
  }

  /** Another number of images, a long text, or many fields. */
  private void enlarge(JsonNode tree) {
    List<JsonNode> containers = new ArrayList<>();
    collect(tree, containers);
    List<ArrayNode> lists =
        containers.stream().filter(ArrayNode.class::isInstance).map(ArrayNode.class::cast).toList();
    List<ObjectNode> objects =
        containers.stream()
            .filter(ObjectNode.class::isInstance)
            .map(ObjectNode.class::cast)
            .toList();
    switch (random.nextInt(3)) {
      case 0 -> {
        if (!lists.isEmpty()) {
          resize(pick(lists), oneIn(5) ? MANY : pick(COUNTS));
        }
      }
      case 1 -> {
        if (!objects.isEmpty()) {
          ObjectNode object = pick(objects);
          List<String> names = new ArrayList<>();
          object.fieldNames().forEachRemaining(names::add);
          String name = names.isEmpty() ? "x" : pick(names);
          // an URL stays one
          object.put(name, object.path(name).asText() + LONG_TEXT.repeat(pick(LONG)));
        }
      }
      default -> {
        if (!objects.isEmpty()) {
          ObjectNode object = pick(objects);
          for (int i = 0; i < MANY; i++) {
            object.put("a_field_" + i, i);
          }
        }
      }
    }
  }

  private static void resize(ArrayNode list, int size) {
    JsonNode first = list.isEmpty() ? MAPPER.nullNode() : list.get(0);
    // a test needs little heap, too
    int most = LONGEST_BODY / (1 + first.toString().length());
    list.removeAll();
    for (int i = 0; i < Math.min(size, most); i++) {
      list.add(first.deepCopy());
    }
  }

  private static void collect(JsonNode node, List<JsonNode> containers) {
    if (node.isContainerNode()) {
      containers.add(node);
      node.forEach(child -> collect(child, containers));
    }
  }

  private JsonNode value(JsonNode old) {
    return switch (random.nextInt(12)) {
      case 0 -> MAPPER.nullNode();
      case 1 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
      case 2 -> MAPPER.getNodeFactory().numberNode(random.nextLong());
      case 3 -> MAPPER.getNodeFactory().numberNode(-1.5e300 * random.nextDouble());
      case 4 -> MAPPER.createObjectNode();
      case 5 -> MAPPER.createArrayNode().add(old);
      case 6 -> tree(DEEP);
      case 7, 8 -> MAPPER.getNodeFactory().textNode(pick(texts));
      default ->
          MAPPER
              .getNodeFactory()
              .textNode(
                  new String(
                      corrupt(old.asText().getBytes(StandardCharsets.UTF_8)),
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
  byte[] corrupt(byte[] bytes) {
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
