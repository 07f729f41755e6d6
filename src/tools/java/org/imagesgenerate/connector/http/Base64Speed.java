package org.imagesgenerate.connector.http;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;

/**
 * How fast base64 images are read out of a response, as a part of the speed of the JDK's decoder
 * after its warm-up, and how much they allocate. All candidates take turns within one run; the
 * median of each counts. Measured is the CPU time, so that other programs do not disturb.
 * Arguments: megabytes of the image (8), rounds (41).
 *
 * <p>In the reader's package, because it is not public.
 */
public final class Base64Speed {

  /** The JDK's decoder uses vector instructions only after many decodes. */
  private static final int WARM_UP = 300_000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private interface Work {
    void run() throws IOException;
  }

  private record Candidate(String name, Work work, List<Long> nanos, List<Long> bytes) {
    Candidate(String name, Work work) {
      this(name, work, new ArrayList<>(), new ArrayList<>());
    }

    void measure() throws IOException {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long start = THREADS.getCurrentThreadCpuTime();
      work.run();
      nanos.add(THREADS.getCurrentThreadCpuTime() - start);
      bytes.add(THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
  }

  private static long median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  public static void main(String[] arguments) throws IOException {
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 41;
    byte[] image = new byte[megabytes << 20];
    new Random(1).nextBytes(image);
    String base64 = Base64.getEncoder().encodeToString(image);
    byte[] text = base64.getBytes(StandardCharsets.US_ASCII);
    byte[] decoded = new byte[image.length];
    byte[] plain = json(base64);
    byte[] wrapped = json(base64.replaceAll("(.{76})", "$1\\\\n"));
    byte[] escaped = json(base64.replace("/", "\\/"));
    TempImageFolder folder = new TempImageFolder(Files.createTempDirectory("base64-speed"));

    List<Candidate> candidates =
        List.of(
            new Candidate("JDK, discarded", () -> Base64.getDecoder().decode(text, decoded)),
            new Candidate("plain, discarded", () -> discard(plain)),
            new Candidate("plain, into a file with SHA-256", () -> read(plain, folder)),
            new Candidate("wrapped lines, discarded", () -> discard(wrapped)),
            new Candidate("wrapped lines, into a file with SHA-256", () -> read(wrapped, folder)),
            new Candidate("escaped slashes, discarded", () -> discard(escaped)),
            new Candidate(
                "escaped slashes, into a file with SHA-256", () -> read(escaped, folder)));

    byte[] small = Arrays.copyOf(text, 4096);
    for (int i = 0; i < WARM_UP; i++) {
      Base64.getDecoder().decode(small, decoded);
    }
    for (int round = -rounds / 2; round < rounds; round++) {
      if (round == 0) {
        candidates.forEach(candidate -> candidate.nanos().clear());
        candidates.forEach(candidate -> candidate.bytes().clear());
      }
      for (Candidate candidate : candidates) {
        candidate.measure();
      }
    }

    long fastest = median(candidates.getFirst().nanos());
    System.out.printf(
        "%-45s %8s %8s %10s%n", "image of " + megabytes + " MB", "MB/s", "of JDK", "KB");
    for (Candidate candidate : candidates) {
      long nanos = median(candidate.nanos());
      System.out.printf(
          "%-45s %8.0f %8.2f %10d%n",
          candidate.name(),
          image.length * 1e3 / nanos,
          (double) fastest / nanos,
          median(candidate.bytes()) >> 10);
    }
  }

  static byte[] json(String base64) {
    return ("{\"data\":[{\"b64_json\":\"" + base64 + "\"}]}").getBytes(StandardCharsets.US_ASCII);
  }

  static void read(byte[] json, TempImageFolder folder) throws IOException {
    InputStream body = new ByteArrayInputStream(json);
    Base64ImageExtractor extractor = new Base64ImageExtractor(body, folder, Limits.DEFAULT);
    extractor.read();
    extractor.discard();
  }

  static void discard(byte[] json) throws IOException {
    BodyInput in = new BodyInput(new ByteArrayInputStream(json), Long.MAX_VALUE);
    in.require(1);
    in.position = new String(json, 0, 100, StandardCharsets.US_ASCII).indexOf(":\"") + 2;
    new Base64Decoder(in).decode(OutputStream.nullOutputStream());
  }

  private Base64Speed() {}
}
