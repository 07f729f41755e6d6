package org.imagesgenerate.connector.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imagesgenerate.connector.fuzz.FuzzServer.Response;
import org.imagesgenerate.connector.http.MemoryHttp;
import org.imagesgenerate.connector.http.MemoryHttp.ReceivedRequest;

/**
 * One job of one provider against responses that are more or less corrupt. The seed determines
 * everything.
 */
public final class FuzzCase {

  public static final String KEY = "sk-fuzz+0123456789/abcdef==";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern UUID = Pattern.compile("\"taskUUID\":\"([^\"]+)\"");
  private static final String NO_UUID = "00000000-0000-4000-8000-000000000000";
  private static final List<String> FORMATS = List.of("document", "url", "b64_json");
  private static final List<Integer> STATUSES =
      List.of(
          99, 100, 101, 103, 199, 201, 202, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 307,
          308, 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 413, 422, 425, 429, 451, 499, 500,
          501, 502, 503, 504, 507, 511, 520, 522, 524, 529, 599, 600, 999);
  private static final List<String> HEADERS =
      List.of(
          "content-encoding: gzip",
          "content-encoding: deflate",
          "content-encoding: br",
          "content-type: text/html",
          "content-type: ;;;=\u00ff",
          "retry-after: -1",
          "retry-after: 1e400",
          "retry-after: Sun, 99 Nov 9999 99:99:99 GMT",
          "retry-after-ms: NaN",
          "retry-after-ms: 99999999999999999999",
          "location: http://[",
          "location: /files/other.png",
          "location: http://10.0.0.1/a",
          "location: //169.254.169.254/",
          "location: file:///etc/passwd",
          "x-request-id: " + KEY,
          "set-cookie: a=b",
          "connection: close",
          "trailer: x",
          "x: " + "y".repeat(5000),
          "no colon at all",
          ": no name");

  /** One case in so many meets its answers over sockets, the others without a network. */
  private static final int SOCKETS = 50;

  /** One case in so many edits an image: each third of the whole jobs. */
  private static final int EDITS = 15;

  private static final List<String> STATUS_LINES =
      List.of(
          "",
          "HTTP/1.1",
          "HTTP/1.1 ",
          "HTTP/1.1 20x OK",
          "HTTP/1.1 -200 OK",
          "HTTP/1.1 0 OK",
          "HTTP/1.1 99999999999 OK",
          "HTTP/1.1 200",
          "HTTP/1.1 101 Switching Protocols",
          "HTTP/1.0 200 OK",
          "HTTP/2 200",
          "HTTP/9.9 200 OK",
          "ICY 200 OK",
          "SSH-2.0-OpenSSH_9.6",
          "HTTP/1.1 200 " + "O".repeat(300_000));

  /** How often Runware is asked for a task before it is submitted. */
  private static final int LOOKS = 2;

  private static final byte[] NO_TASK_BODY =
      "{\"errors\":[{\"code\":\"taskNotFound\",\"parameter\":\"taskUUID\"}]}"
          .getBytes(StandardCharsets.ISO_8859_1);
  private static final CorruptResponse NO_TASK =
      new CorruptResponse(
          404,
          List.of("content-length: " + NO_TASK_BODY.length, "content-type: application/json"),
          NO_TASK_BODY,
          false,
          ("HTTP/1.1 404 Not Found\r\ncontent-length: "
                  + NO_TASK_BODY.length
                  + "\r\ncontent-type: application/json\r\n\r\n"
                  + new String(NO_TASK_BODY, StandardCharsets.ISO_8859_1))
              .getBytes(StandardCharsets.ISO_8859_1));

  private final long seed;
  private final String url;
  private final Map<String, Object> job;
  private final Map<String, CorruptResponse> responses = new HashMap<>();
  private final Set<String> purchases = ConcurrentHashMap.newKeySet();
  private volatile int requests;
  private final boolean again;
  private final FuzzInput input;

  /**
   * @param url of the server that will send the responses of this case
   */
  public FuzzCase(long seed, String url, Samples samples) {
    this.seed = seed;
    this.url = url;
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    Mutations mutations = new Mutations(random, texts(url));
    String provider = mutations.pick(Samples.PROVIDERS);
    String format = mutations.pick(FORMATS);
    this.job = job(provider, format, random);
    this.again = mutations.oneIn(5);
    this.input = isEdit() ? FuzzInput.of(random, mutations) : null;
    for (String role : Samples.rolesOf(provider)) {
      List<JsonNode> valid = samples.of(provider, role);
      byte[] body =
          valid.isEmpty()
              ? mutations.oneIn(3)
                  ? mutations.corrupt(samples.picture(random))
                  : samples.picture(random)
              : mutations.body(mutations.pick(valid));
      responses.put(role, http(body, random, mutations, isOverSockets()));
    }
  }

  /** Whether this is a job of Images Edit. */
  public boolean isEdit() {
    return seed % EDITS == 0;
  }

  /** What is in the document of an edit. */
  public byte[] input() {
    return input.content();
  }

  /** Whether the document of an edit is certainly not accepted. */
  public boolean isInputWrong() {
    return input.isWrong();
  }

  /** Whether this case needs a network: what is wrong with a head shows only there. */
  public boolean isOverSockets() {
    return seed % SOCKETS == 0;
  }

  /** Nothing here leads away from this machine. */
  private static List<String> texts(String url) {
    return List.of(
        "",
        " ",
        KEY,
        "a text with " + KEY + " in it",
        "http://[",
        "//",
        "/files/a.png",
        "file:///etc/passwd",
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/a.png",
        "http://0177.0.0.1/",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "data:image/png;base64,",
        "data:image/png;base64,iVBORw0KGgo=",
        "image:0:0",
        "secrets.OPENAI",
        url + "/files/" + KEY + ".png",
        url + "/files/ä ö.png",
        "completed",
        "processing",
        "failed",
        "success",
        "error",
        "{{secrets.X}}",
        "x".repeat(5000),
        "QUJD".repeat(2000),
        "\u0000\uD800",
        "../../etc/passwd");
  }

  private Map<String, Object> job(String provider, String format, Random random) {
    Map<String, Object> who = new HashMap<>();
    who.put("type", provider);
    who.put("apiKey", KEY);
    who.put("baseUrl", url);
    boolean urls = format.equals("url") && provider.endsWith("openai");
    boolean legacy = urls && !isEdit();
    Map<String, Object> variables = new HashMap<>();
    variables.put("provider", who);
    variables.put("model", legacy ? "dall-e-3" : "gpt-image-2");
    variables.put("prompt", "case " + seed);
    variables.put("response_format", urls && isEdit() ? "document" : format);
    variables.put("timeout", "PT8S");
    if (!provider.equals("aiml-api") && !legacy && random.nextInt(8) == 0) {
      variables.put("n", 2);
    }
    if (isEdit()) {
      variables.put(
          "images",
          Map.of(
              "camunda.document.type", "camunda",
              "storeId", "none",
              "documentId", "input-" + seed,
              "contentHash", "hash",
              "metadata", Map.of("fileName", "a.png")));
    }
    return variables;
  }

  public long seed() {
    return seed;
  }

  /** The job's variables. */
  public Map<String, Object> job() {
    return new HashMap<>(job);
  }

  public int images() {
    return (int) job.getOrDefault("n", 1);
  }

  /** Whether the job is to run a second time. */
  public boolean again() {
    return again;
  }

  /** How many purchases the provider would have made, one for each submit that is not the same. */
  public int purchases() {
    return purchases.size();
  }

  /** How many requests came. */
  public int requests() {
    return requests;
  }

  /** An answer of this case's server, in the bytes of HTTP. */
  public Response wire(ReceivedRequest request) {
    byte[] response = named(answerTo(request).wire(), request);
    String head =
        new String(response, 0, Math.min(response.length, 40), StandardCharsets.ISO_8859_1);
    return new Response(response, !head.startsWith("HTTP/1.1 200 OK\r\ncontent-length: "));
  }

  /** The same without a network. */
  public MemoryHttp.Response answer(ReceivedRequest request) {
    CorruptResponse response = answerTo(request);
    return new MemoryHttp.Response(
        response.status(), response.headers(), named(response.body(), request), response.broken());
  }

  /**
   * Before the submit there is no task to report, except in cases that corrupt that response too.
   */
  private CorruptResponse answerTo(ReceivedRequest request) {
    String role = note(request);
    boolean isLook = Samples.isQuestion(role) && purchases.isEmpty() && requests <= LOOKS;
    return isLook && !mayFindTask() ? NO_TASK : responses.get(role);
  }

  /** Whether the responses of Runware before the submit are corrupted too. */
  public boolean mayFindTask() {
    return seed % 10 == 3 && job.get("provider").toString().contains("runware");
  }

  /** Counts what came, and tells what it is. */
  @SuppressWarnings("NonAtomicOperationOnVolatileField") // one request at a time
  private String note(ReceivedRequest request) {
    requests = requests + 1;
    // a corrupt URL may lead anywhere on this server
    String role =
        responses.containsKey(Samples.role(request)) ? Samples.role(request) : Samples.DOWNLOAD;
    if (role.equals(Samples.SUBMIT)) {
      Matcher named = UUID.matcher(request.body());
      purchases.add(named.find() ? named.group(1) : "purchase " + requests);
    }
    return role;
  }

  private static byte[] named(byte[] body, ReceivedRequest request) {
    Matcher named = UUID.matcher(request.body());
    return named.find()
        ? new String(body, StandardCharsets.ISO_8859_1)
            .replace(NO_UUID, named.group(1))
            .getBytes(StandardCharsets.ISO_8859_1)
        : body;
  }

  /**
   * One answer in both forms.
   *
   * @param wire with corrupt framing, perhaps
   * @param broken whether the body breaks off without framing to corrupt
   */
  private record CorruptResponse(
      int status, List<String> headers, byte[] body, boolean broken, byte[] wire) {}

  private static CorruptResponse http(
      byte[] body, Random random, Mutations mutations, boolean isOverSockets) {
    List<String> lines = new ArrayList<>();
    int status = mutations.oneIn(5) ? mutations.pick(STATUSES) : 200;
    boolean wellFramed = !mutations.oneIn(8);
    lines.add(status == 200 ? "HTTP/1.1 200 OK" : "HTTP/1.1 " + status + " Odd");
    byte[] framed = body;
    if (wellFramed) {
      lines.add("content-length: " + body.length);
    } else {
      lines.add(0, lines.removeFirst());
      switch (random.nextInt(5)) {
        case 0 -> lines.add("x-length: none");
        case 1 -> lines.add("x: y\r\ncontent-length: " + (body.length + 7));
        case 2 -> lines.add("x: y\r\ncontent-length: -5");
        case 3 -> {
          lines.add("transfer-encoding: chunked");
          framed = chunked(body, random, mutations);
        }
        default ->
            lines.set(
                0,
                new String(
                    mutations.corrupt(lines.getFirst().getBytes(StandardCharsets.ISO_8859_1)),
                    StandardCharsets.ISO_8859_1));
      }
    }
    lines.add("content-type: application/json");
    for (int left = random.nextInt(3); left > 0 && mutations.oneIn(3); left--) {
      lines.add(mutations.pick(HEADERS));
    }
    String text = String.join("\r\n", lines) + "\r\n\r\n";
    if (isOverSockets && mutations.oneIn(3)) {
      text = oddHead(text, random, mutations);
    }
    byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(head, head.length + framed.length);
    System.arraycopy(framed, 0, all, head.length, framed.length);
    return new CorruptResponse(
        Math.clamp(status, 200, 999), lines.subList(1, lines.size()), body, !wellFramed, all);
  }

  /** Heads that are large, many, cut off, or none. */
  private static String oddHead(String head, Random random, Mutations mutations) {
    int firstEnd = head.indexOf("\r\n");
    String start = head.substring(0, firstEnd);
    String rest = head.substring(firstEnd);
    return switch (random.nextInt(8)) {
      case 0, 1 -> mutations.pick(STATUS_LINES) + rest;
      case 2 -> start + "\r\nx-large: " + "a".repeat(random.nextInt(600_000)) + rest;
      case 3 -> start + "\r\nx-many: a".repeat(random.nextInt(3000)) + rest;
      case 4 -> start + ("\r\nx: " + "b".repeat(4000)).repeat(random.nextInt(150)) + rest;
      case 5 -> "HTTP/1.1 100 Continue\r\n\r\n".repeat(random.nextInt(2000)) + head;
      case 6 ->
          ("HTTP/1.1 103 Early Hints\r\nlink: " + "c".repeat(30_000) + "\r\n\r\n")
                  .repeat(random.nextInt(20))
              + head;
      default -> head.substring(0, random.nextInt(head.length()));
    };
  }

  private static byte[] chunked(byte[] body, Random random, Mutations mutations) {
    int half = body.length / 2;
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String chunks =
        Integer.toHexString(half)
            + "\r\n"
            + text.substring(0, half)
            + "\r\n"
            + Integer.toHexString(body.length - half)
            + (random.nextBoolean() ? ";x=y" : "")
            + "\r\n"
            + text.substring(half)
            + "\r\n0\r\n\r\n";
    byte[] bytes = chunks.getBytes(StandardCharsets.ISO_8859_1);
    return mutations.oneIn(2) ? mutations.corrupt(bytes) : bytes;
  }

  /** For messages. */
  public String describe() {
    try {
      return "seed " + seed + ", job " + MAPPER.writeValueAsString(job);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
