package org.imagesgenerate.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.CamundaClient;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.worker.JobClient;
import io.camunda.client.api.worker.JobWorker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** How each instance ended: told by the engine, images looked at byte by byte. */
final class Ends {

  /** Marks our own downloads, into which no fault is injected. */
  static final String MARK = "x-soak";

  /**
   * How an instance ended.
   *
   * @param code {@code images}, or the code of the failure
   * @param message of the failure, or what is wrong with the images, or null
   */
  record End(String provider, String code, String message) {

    boolean isImages() {
      return code.equals("images");
    }
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path documents;
  private final Map<String, End> ends = new ConcurrentHashMap<>();
  private final Set<String> decoded = ConcurrentHashMap.newKeySet();
  private final HttpClient http = HttpClient.newHttpClient();
  private List<JobWorker> workers = List.of();

  Ends(Path documents) {
    this.documents = documents;
  }

  /** By prompt. */
  Map<String, End> all() {
    return ends;
  }

  void listen(CamundaClient client) {
    workers =
        List.of(
            listen(client, SoakProcess.IMAGES, this::images, "imagesResult"),
            listen(client, SoakProcess.FAILURE, this::failure, "failure"));
  }

  void close() {
    workers.forEach(JobWorker::close);
    http.close();
  }

  private interface EndReader {
    End read(JsonNode variables) throws IOException, InterruptedException;
  }

  private JobWorker listen(CamundaClient client, String type, EndReader reader, String variable) {
    return client
        .newWorker()
        .jobType(type)
        .handler((jobs, job) -> complete(jobs, job, reader))
        .fetchVariables("prompt", "providerType", "n", "response_format", variable)
        .maxJobsActive(32)
        .timeout(Duration.ofSeconds(20))
        .streamEnabled(true)
        .open();
  }

  private void complete(JobClient jobs, ActivatedJob job, EndReader reader) throws Exception {
    JsonNode variables = MAPPER.readTree(job.getVariables());
    End end = reader.read(variables);
    // the first end counts: a job whose completion was lost is activated again
    ends.putIfAbsent(variables.path("prompt").asText(), end);
    jobs.newCompleteCommand(job).send();
  }

  private static String provider(JsonNode variables) {
    return variables.path("providerType").asText();
  }

  private End failure(JsonNode variables) {
    JsonNode failure = variables.path("failure");
    return new End(
        provider(variables), failure.path("code").asText("none"), failure.path("message").asText());
  }

  private End images(JsonNode variables) throws IOException, InterruptedException {
    JsonNode images = variables.at("/imagesResult/images");
    String wrong =
        images.size() == variables.path("n").asInt()
            ? null
            : "%d images for n = %d".formatted(images.size(), variables.path("n").asInt());
    for (JsonNode image : images) {
      String found = wrong(image);
      wrong = found == null ? wrong : found;
    }
    return new End(provider(variables), "images", wrong);
  }

  /** What is wrong with an image, or null. */
  private String wrong(JsonNode image) throws IOException, InterruptedException {
    byte[] bytes;
    if (image.hasNonNull("document")) {
      Path file = documents.resolve(image.at("/document/documentId").asText());
      if (!Files.isRegularFile(file)) {
        return "no document " + file.getFileName();
      }
      bytes = Files.readAllBytes(file);
    } else if (image.hasNonNull("b64_json")) {
      bytes = Base64.getDecoder().decode(image.get("b64_json").asText());
    } else if (image.hasNonNull("url")) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(image.get("url").asText()))
              .header(MARK, "look")
              .build();
      bytes = http.send(request, BodyHandlers.ofByteArray()).body();
    } else {
      return "neither document, URL nor base64";
    }
    String sha256 = sha256(bytes);
    if (image.hasNonNull("sha256") && !image.get("sha256").asText().equals(sha256)) {
      return "another sha256";
    }
    return decoded.contains(sha256) || isImage(bytes, sha256) ? null : "cannot be decoded";
  }

  private boolean isImage(byte[] bytes, String sha256) throws IOException {
    boolean is = ImageIO.read(new ByteArrayInputStream(bytes)) != null;
    if (is) {
      decoded.add(sha256);
    }
    return is;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
