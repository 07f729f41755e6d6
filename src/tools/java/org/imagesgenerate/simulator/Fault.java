package org.imagesgenerate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One way to misbehave, for one request. Set it with {@link ImagesSimulator#next}.
 *
 * <p>A fault that sends its own response, or ends the connection, keeps the provider from working:
 * nothing is bought. With {@link #afterWork} the images are made, and billed, all the same.
 */
@FunctionalInterface
public interface Fault {

  /** Interferes before anything was answered. */
  void interfere(Exchange exchange);

  /** Both, this one first. */
  default Fault and(Fault other) {
    return exchange -> {
      interfere(exchange);
      other.interfere(exchange);
    };
  }

  /** This fault, but after the provider has done, and billed, its work. */
  default Fault afterWork() {
    return exchange -> {
      exchange.answer();
      interfere(exchange);
    };
  }

  /** All is well: fills a place in a row of faults. */
  static Fault none() {
    return exchange -> {};
  }

  // ---- other answers

  static Fault answer(SimulatedResponse answer) {
    return exchange -> exchange.answer(answer);
  }

  static Fault answer(Function<ReceivedRequest, SimulatedResponse> answer) {
    return exchange -> exchange.answer(answer.apply(exchange.request()));
  }

  /** A plain text, as proxies send it. */
  static Fault status(int status, String body) {
    return answer(SimulatedResponse.text(status, "text/plain", body));
  }

  /** No byte of body and no content type. */
  static Fault empty(int status) {
    return answer(SimulatedResponse.empty(status));
  }

  static Fault html(int status) {
    String page = "<!DOCTYPE html><html><head><title>%d</title></head><body>Sorry</body></html>\n";
    return answer(
        SimulatedResponse.text(status, "text/html; charset=utf-8", page.formatted(status)));
  }

  static Fault redirect(int status, String location) {
    return answer(SimulatedResponse.empty(status).with("location", location));
  }

  // ---- the provider's own answer, altered; all of these do the work first

  static Fault edit(UnaryOperator<SimulatedResponse> change) {
    return exchange -> exchange.edit(change);
  }

  /** Alters the answer's JSON in place. */
  static Fault editJson(Consumer<ObjectNode> change) {
    return edit(
        answer -> {
          ObjectNode json = (ObjectNode) answer.json().orElseThrow();
          change.accept(json);
          return answer.withBody(json);
        });
  }

  static Fault contentType(String type) {
    return edit(answer -> answer.with("content-type", type));
  }

  /** The list of images, or for WaveSpeedAI that of outputs, is there and empty. */
  static Fault noData() {
    return editJson(json -> BodyEdits.replaceImages(json, ArrayNode::removeAll));
  }

  /** In the place of the list of images stands null. */
  static Fault nullData() {
    return editJson(json -> json.putNull("data"));
  }

  /** Every field that may be left out is there and null. */
  static Fault nullFields() {
    return editJson(BodyEdits::addNulls);
  }

  static Fault withoutField(String name) {
    return editJson(json -> json.remove(name));
  }

  /** Changes each image that is in the answer as base64 or as data URI. */
  static Fault editBase64(UnaryOperator<String> change) {
    return edit(answer -> BodyEdits.images(answer, BodyEdits::isBase64, change));
  }

  /** A line break after every 76 characters, as mail programs have it. */
  static Fault base64WithLineBreaks() {
    return editBase64(text -> text.replaceAll("(.{76})", "$1\r\n"));
  }

  static Fault base64AsDataUri(String mediaType) {
    return editBase64(text -> "data:" + mediaType + ";base64," + text);
  }

  /** A character that is not base64, in the middle. */
  static Fault base64Broken() {
    return editBase64(
        text -> text.substring(0, text.length() / 2) + "*" + text.substring(text.length() / 2));
  }

  static Fault base64WithoutPadding() {
    return editBase64(text -> text.replace("=", ""));
  }

  static Fault base64Empty() {
    return editBase64(text -> "");
  }

  /** Faultless base64 of a text. */
  static Fault base64OfNoImage() {
    return editBase64(text -> "VGhpcyBpcyBubyBpbWFnZS4=");
  }

  /** Changes each URL of an image that is in the answer. */
  static Fault editUrls(UnaryOperator<String> change) {
    return edit(answer -> BodyEdits.images(answer, BodyEdits::isUrl, change));
  }

  /** URLs without scheme and host, as some compatible servers send them. */
  static Fault relativeUrls() {
    return editUrls(url -> URI.create(url).getPath());
  }

  /** A body that stops in the middle of its JSON, with the length of that part. */
  static Fault cutJson() {
    return edit(
        answer -> {
          byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
          return answer.withBody(half);
        });
  }

  /** Bytes without sense in the place of the body. */
  static Fault garbageBody(int length) {
    return edit(answer -> answer.withBody(garbageBytes(length)));
  }

  /** The body is read, any JSON may have been asked for, and this one comes. */
  static Fault json(int status, JsonNode body) {
    return answer(SimulatedResponse.json(status, body));
  }

  // ---- time

  /** Waits before anything else happens. */
  static Fault delay(Duration delay) {
    return exchange -> Deliveries.pause(delay);
  }

  /** Holds the request back until the latch opens: for tests of what happens meanwhile. */
  static Fault until(CountDownLatch latch) {
    return exchange -> {
      try {
        latch.await();
      } catch (InterruptedException closing) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** Says nothing until the client gives up. */
  static Fault stall() {
    return deliver(Deliveries::stall);
  }

  /** Says nothing more after the head and this many bytes of the body. */
  static Fault stallAfter(int bytes) {
    return deliver(Deliveries.part(bytes, Deliveries::stall));
  }

  /** The body comes byte by byte. */
  static Fault drip(Duration pause) {
    return deliver(Deliveries.drip(pause));
  }

  // ---- the wire

  /** The answer, which must not depend on the body, comes while the client still sends it. */
  static Fault answerBeforeReading() {
    return deliver(Deliveries.ANSWER_BEFORE_READING);
  }

  /**
   * The connection ends while the client may still be sending. It sees an end or, where bytes of
   * its own were under way, a reset: the operating system chooses.
   */
  static Fault closeBeforeReading() {
    return deliver(Deliveries.CLOSE_BEFORE_READING);
  }

  static Fault closeAfterReading() {
    return deliver(Deliveries.CLOSE_AFTER_READING);
  }

  static Fault resetBeforeReading() {
    return deliver(Deliveries.RESET_BEFORE_READING);
  }

  static Fault resetAfterReading() {
    return deliver(Deliveries.RESET_AFTER_READING);
  }

  /** A whole answer on a connection that ends right after it, though it was to stay open. */
  static Fault closeAfterAnswer() {
    return deliver(Deliveries.CLOSE_AFTER_ANSWER);
  }

  /** The head announces the whole body, this many bytes of it come, then the connection ends. */
  static Fault truncate(int bytes) {
    return deliver(Deliveries.part(bytes, Deliveries.CLOSE_AFTER_READING));
  }

  /** As {@link #truncate}, ended by a reset. */
  static Fault resetAfter(int bytes) {
    return deliver(Deliveries.part(bytes, Deliveries.RESET_AFTER_READING));
  }

  /** As {@link #truncate}, but only the server's direction ends. */
  static Fault halfCloseAfter(int bytes) {
    return deliver(Deliveries.part(bytes, Deliveries.halfClose()));
  }

  /** Bytes that are not HTTP. */
  static Fault garbage(int length) {
    return deliver(Deliveries.raw(garbageBytes(length)));
  }

  /** A content-length that the body never reaches: the rest does not come. */
  static Fault announcing(long contentLength) {
    return deliver(Deliveries.announcing(contentLength));
  }

  /** A body without length that goes on with the same block for ever. */
  static Fault endless(byte[] block) {
    return deliver(Deliveries.endless(block));
  }

  static Fault chunked(int chunk) {
    return deliver(Deliveries.chunked(chunk));
  }

  /** Chunks of the body's first half, and then the end of the connection. */
  static Fault brokenChunks() {
    return deliver(Deliveries.BROKEN_CHUNKS);
  }

  static Fault gzip() {
    return deliver(Deliveries.GZIP);
  }

  /** Neither length nor chunks: the end of the connection ends the body. */
  static Fault withoutLength() {
    return deliver(Deliveries.UNTIL_CLOSE);
  }

  private static Fault deliver(Exchange.Delivery delivery) {
    return exchange -> exchange.delivery(delivery);
  }

  private static byte[] garbageBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
