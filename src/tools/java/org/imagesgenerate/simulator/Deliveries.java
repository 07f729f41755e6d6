package org.imagesgenerate.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** The ways in which an answer goes, or does not go, over the wire. */
final class Deliveries {

  private static final String LENGTH = "content-length";

  /** As it should be. */
  static final Exchange.Delivery PLAIN =
      (exchange, wire) -> {
        SimulatedResponse answer = exchange.answer();
        exchange.request().bodyBytes();
        wire.head(answer.status(), framed(answer, answer.body().length));
        wire.write(answer.body());
        wire.flush();
        return true;
      };

  /** The answer comes while the client still sends its request. */
  static final Exchange.Delivery ANSWER_BEFORE_READING =
      (exchange, wire) -> {
        SimulatedResponse answer = exchange.answer();
        exchange.request().end();
        wire.head(
            answer.status(), framed(answer.with("connection", "close"), answer.body().length));
        wire.write(answer.body());
        wire.awaitClient();
        return false;
      };

  static final Exchange.Delivery CLOSE_BEFORE_READING =
      (exchange, wire) -> {
        wire.close();
        return false;
      };

  static final Exchange.Delivery CLOSE_AFTER_READING =
      (exchange, wire) -> {
        exchange.request().bodyBytes();
        wire.close();
        return false;
      };

  static final Exchange.Delivery RESET_BEFORE_READING =
      (exchange, wire) -> {
        wire.reset();
        return false;
      };

  static final Exchange.Delivery RESET_AFTER_READING =
      (exchange, wire) -> {
        exchange.request().bodyBytes();
        wire.reset();
        return false;
      };

  /** Promises to keep the connection and closes it at once, as a server with a short patience. */
  static final Exchange.Delivery CLOSE_AFTER_ANSWER =
      (exchange, wire) -> {
        PLAIN.deliver(exchange, wire);
        wire.close();
        return false;
      };

  /** No length: the end of the connection is the end of the body. */
  static final Exchange.Delivery UNTIL_CLOSE =
      (exchange, wire) -> {
        SimulatedResponse answer = exchange.answer();
        exchange.request().bodyBytes();
        wire.head(answer.status(), with(answer, "connection", "close"));
        wire.write(answer.body());
        wire.close();
        return false;
      };

  static final Exchange.Delivery GZIP =
      (exchange, wire) -> {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
          gzip.write(exchange.answer().body());
        }
        exchange.answer(
            exchange.answer().withBody(packed.toByteArray()).with("content-encoding", "gzip"));
        return PLAIN.deliver(exchange, wire);
      };

  private Deliveries() {}

  /** Says nothing, and waits until the client gives up. */
  static boolean stall(Exchange exchange, Wire wire) throws IOException {
    exchange.request().bodyBytes();
    wire.awaitClient();
    return false;
  }

  /** The head tells the full length, then comes a part, then {@code ending}. */
  static Exchange.Delivery part(int bytes, Exchange.Delivery ending) {
    return (exchange, wire) -> {
      SimulatedResponse answer = exchange.answer();
      exchange.request().bodyBytes();
      wire.head(answer.status(), framed(answer, answer.body().length));
      wire.write(answer.body(), 0, Math.min(bytes, answer.body().length));
      wire.flush();
      return ending.deliver(exchange, wire);
    };
  }

  static Exchange.Delivery halfClose() {
    return (exchange, wire) -> {
      wire.halfClose();
      return stall(exchange, wire);
    };
  }

  static Exchange.Delivery drip(Duration pause) {
    return (exchange, wire) -> {
      SimulatedResponse answer = exchange.answer();
      exchange.request().bodyBytes();
      wire.head(answer.status(), framed(answer, answer.body().length));
      for (int i = 0; i < answer.body().length; i++) {
        wire.write(answer.body(), i, 1);
        wire.flush();
        pause(pause);
      }
      return true;
    };
  }

  static Exchange.Delivery chunked(int chunk) {
    return (exchange, wire) -> {
      SimulatedResponse answer = exchange.answer();
      exchange.request().bodyBytes();
      wire.head(answer.status(), with(answer, "transfer-encoding", "chunked"));
      for (int at = 0; at < answer.body().length; at += chunk) {
        int length = Math.min(chunk, answer.body().length - at);
        wire.write(ascii(Integer.toHexString(length) + "\r\n"));
        wire.write(answer.body(), at, length);
        wire.write(ascii("\r\n"));
      }
      wire.write(ascii("0\r\n\r\n"));
      wire.flush();
      return true;
    };
  }

  static final Exchange.Delivery BROKEN_CHUNKS =
      (exchange, wire) -> {
        SimulatedResponse answer = exchange.answer();
        exchange.request().bodyBytes();
        wire.head(answer.status(), with(answer, "transfer-encoding", "chunked"));
        wire.write(ascii(Integer.toHexString(answer.body().length) + "\r\n"));
        wire.write(answer.body(), 0, answer.body().length / 2);
        wire.close();
        return false;
      };

  /** Announces a length, sends what there is and waits. */
  static Exchange.Delivery announcing(long length) {
    return (exchange, wire) -> {
      SimulatedResponse answer = exchange.answer();
      exchange.request().bodyBytes();
      wire.head(answer.status(), framed(answer, length));
      wire.write(answer.body());
      return stall(exchange, wire);
    };
  }

  /** The body, and then one more block after the other until the client goes away. */
  static Exchange.Delivery endless(byte[] block) {
    return (exchange, wire) -> {
      SimulatedResponse answer = exchange.answer();
      exchange.request().bodyBytes();
      wire.head(answer.status(), with(answer, "connection", "close"));
      wire.write(answer.body());
      while (true) {
        wire.write(block);
        wire.flush();
      }
    };
  }

  /** No HTTP at all. */
  static Exchange.Delivery raw(byte[] bytes) {
    return (exchange, wire) -> {
      exchange.request().bodyBytes();
      wire.write(bytes);
      wire.close();
      return false;
    };
  }

  static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> framed(SimulatedResponse answer, long length) {
    return with(answer, LENGTH, Long.toString(length));
  }

  private static Map<String, String> with(SimulatedResponse answer, String name, String value) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.put(name, value);
    return headers;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
