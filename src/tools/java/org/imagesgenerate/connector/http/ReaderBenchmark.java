package org.imagesgenerate.connector.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.imagesgenerate.connector.support.TempImageFolder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Reads one base64 image out of a response: our reader, and other ways to do it.
 *
 * <p>In the reader's package, because it is not public.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ReaderBenchmark {

  /** The JDK's decoder uses vector instructions only after many decodes. */
  private static final int WARM_UP = 300_000;

  @Param({"1", "8"})
  public int megabytes;

  private final JsonFactory streaming = new JsonFactory();
  private final ObjectMapper trees =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());
  private byte[] base64;
  private byte[] json;
  private byte[] decoded;
  private Path parent;
  private TempImageFolder folder;

  /** Makes the response, and warms up what all of them rest on. */
  @Setup
  public void makeResponse(BenchmarkParams run) throws IOException {
    byte[] image = new byte[megabytes << 20];
    new Random(1).nextBytes(image);
    base64 = Base64.getEncoder().encode(image);
    json = Base64Speed.json(new String(base64, StandardCharsets.US_ASCII));
    decoded = new byte[image.length];
    parent = Files.createTempDirectory("reader-benchmark");
    folder = new TempImageFolder(parent);
    byte[] small = Arrays.copyOf(base64, 4096);
    // without a JVM of its own it is only tried out
    for (int i = 0; i < WARM_UP && run.getForks() > 0; i++) {
      Base64.getDecoder().decode(small, decoded);
    }
  }

  /** Removes the reader's folder. */
  @TearDown
  public void deleteFolder() throws IOException {
    try (var files = Files.walk(parent)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(ReaderBenchmark::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The limit: the JDK decodes text that is already alone, from memory into memory. */
  @Benchmark
  public int jdkDecoder() {
    return Base64.getDecoder().decode(base64, decoded);
  }

  /** Our reader without the file: it finds the text and decodes it. */
  @Benchmark
  public void oursDiscarded() throws IOException {
    Base64Speed.discard(json);
  }

  /** Our reader as jobs use it: into a temporary file, with SHA-256. */
  @Benchmark
  public void oursIntoFile() throws IOException {
    Base64Speed.read(json, folder);
  }

  /** Jackson's streaming decoder, without the file. */
  @Benchmark
  public void jacksonDiscarded() throws IOException {
    try (JsonParser parser = streaming.createParser(json)) {
      while (parser.nextToken() != JsonToken.VALUE_STRING) {
        // on to the image
      }
      parser.readBinaryValue(OutputStream.nullOutputStream());
    }
  }

  /** The usual way: the body as a tree, the text as a string, the image as an array. */
  @Benchmark
  public byte[] tree() throws IOException {
    String text = trees.readTree(json).at("/data/0/b64_json").textValue();
    return Base64.getDecoder().decode(text);
  }
}
