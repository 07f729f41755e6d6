package org.imagesgenerate.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.zeebe.logstreams.log.LogAppendEntry;
import io.camunda.zeebe.logstreams.log.LogStream;
import io.camunda.zeebe.logstreams.log.LogStreamWriter;
import io.camunda.zeebe.logstreams.log.WriteContext;
import io.camunda.zeebe.process.test.api.RecordStreamSource;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.protocol.impl.encoding.MsgPackConverter;
import io.camunda.zeebe.protocol.impl.record.RecordMetadata;
import io.camunda.zeebe.protocol.impl.record.UnifiedRecordValue;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.Intent;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The embedded engine's log: all records so far, a wait for new ones, and a way to write commands
 * that its gateway does not support (it speaks gRPC only, and drops the variables of a failed job).
 */
final class EngineLog {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final RecordStreamSource source;
  private final LogStreamWriter writer;
  private final Object news = new Object();
  private long appended;

  /**
   * @param engine a started engine
   */
  EngineLog(ZeebeTestEngine engine) {
    LogStream log = logOf(engine);
    source = engine.getRecordStreamSource();
    writer = log.newLogStreamWriter();
    log.registerRecordAvailableListener(this::somethingHappened);
  }

  /** How many records there are. */
  synchronized int size() {
    return records().size();
  }

  /**
   * @param from how many records to skip
   */
  synchronized List<Record<?>> since(int from) {
    List<Record<?>> all = records();
    return List.copyOf(all.subList(from, all.size()));
  }

  /**
   * Repeats the query after every new record, until it has a result.
   *
   * @param from how many records to skip
   * @return empty if the time runs out
   */
  <T> Optional<T> await(int from, Duration atMost, Function<List<Record<?>>, Optional<T>> search)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      long seen = appended();
      Optional<T> answer = search.apply(since(from));
      long left = deadline - System.nanoTime();
      if (answer.isPresent() || left <= 0) {
        return answer;
      }
      awaitNews(seen, Duration.ofNanos(left));
    }
  }

  /** Writes a command as the gateway of a cluster would. */
  void command(long key, ValueType type, Intent intent, UnifiedRecordValue value) {
    RecordMetadata metadata =
        new RecordMetadata().recordType(RecordType.COMMAND).valueType(type).intent(intent);
    synchronized (writer) {
      writer.tryWrite(WriteContext.internal(), LogAppendEntry.of(key, metadata, value));
    }
  }

  static DirectBuffer variables(Map<String, Object> variables) {
    try {
      return variables(JSON.writeValueAsString(variables));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("variables that are not JSON", e);
    }
  }

  static DirectBuffer variables(String json) {
    return new UnsafeBuffer(MsgPackConverter.convertToMsgPack(json));
  }

  /** The engine's own list; every call appends to it, so callers hold the lock. */
  private List<Record<?>> records() {
    if (source.getRecords() instanceof List<Record<?>> list) {
      return list;
    }
    throw unknownVersion(null);
  }

  private void somethingHappened() {
    synchronized (news) {
      appended++;
      news.notifyAll();
    }
  }

  private long appended() {
    synchronized (news) {
      return appended;
    }
  }

  private void awaitNews(long seen, Duration atMost) throws InterruptedException {
    synchronized (news) {
      if (appended == seen) {
        news.wait(Math.max(1, atMost.toMillis()));
      }
    }
  }

  private static LogStream logOf(ZeebeTestEngine engine) {
    try {
      Field field = engine.getClass().getDeclaredField("logStream");
      field.setAccessible(true);
      return (LogStream) field.get(engine);
    } catch (ReflectiveOperationException e) {
      throw unknownVersion(e);
    }
  }

  private static IllegalStateException unknownVersion(Exception cause) {
    return new IllegalStateException("this version of the embedded engine is unknown", cause);
  }
}
