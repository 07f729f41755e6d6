package org.imagesgenerate.connector.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.http.MemoryHttp.ReceivedRequest;

/** Valid responses of all providers, to be corrupted. */
public final class Samples {

  static final List<String> PROVIDERS =
      List.of("openai", "azure-openai", "openai-compatible", "aiml-api", "wavespeed", "runware");

  static final String SUBMIT = "submit";
  private static final String ASK = "ask";
  private static final String ARCHIVE = "archive";
  static final String DOWNLOAD = "download";
  static final String UPLOAD = "upload";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int SMALL = 2;

  /** Over the size that stays in memory. */
  private static final int LARGE = 76;

  private final String url;
  private final Map<String, List<JsonNode>> valid = new HashMap<>();
  private final byte[] small = noise(SMALL);
  private final byte[] large = noise(LARGE);

  /**
   * @param url of the server, for the URLs of images
   */
  public Samples(String url) {
    this.url = url + "/files/a.png";
  }

  static List<String> rolesOf(String provider) {
    return switch (provider) {
      case "wavespeed" -> List.of(SUBMIT, ASK, DOWNLOAD, UPLOAD);
      case "runware" -> List.of(SUBMIT, ASK, ARCHIVE, DOWNLOAD);
      default -> List.of(SUBMIT, DOWNLOAD);
    };
  }

  /** Whether the role is a poll of a task. */
  static boolean isQuestion(String role) {
    return role.equals(ASK) || role.equals(ARCHIVE);
  }

  static String role(ReceivedRequest request) {
    if (request.target().startsWith("/files/")) {
      return DOWNLOAD;
    }
    if (request.target().endsWith("/media/upload/binary")) {
      return UPLOAD;
    }
    if (request.method().equals("GET") || request.body().contains("\"getResponse\"")) {
      return ASK;
    }
    return request.body().contains("\"getTaskDetails\"") ? ARCHIVE : SUBMIT;
  }

  byte[] picture(Random random) {
    return random.nextInt(50) == 0 ? large : small;
  }

  /** None for a download, whose answer is a picture. */
  List<JsonNode> of(String provider, String role) {
    return role.equals(DOWNLOAD)
        ? List.of()
        : valid.computeIfAbsent(provider + role, key -> make(provider, role));
  }

  private List<JsonNode> make(String provider, String role) {
    return switch (provider) {
      case "wavespeed" ->
          switch (role) {
            case SUBMIT -> waveSpeedSubmits();
            case ASK -> waveSpeedAnswers();
            default -> List.of(json("{'code':200,'data':{'download_url':'" + url + "'}}"));
          };
      case "runware" ->
          switch (role) {
            case SUBMIT -> runwareSubmits();
            case ASK -> runwareAnswers();
            default -> archived();
          };
      default -> openAi(provider);
    };
  }

  private List<JsonNode> openAi(String provider) {
    String meta =
        provider.equals("aiml-api") ? ",'meta':{'usage':{'credits_used':7,'usd_spent':0.01}}" : "";
    String image = "{'created':1,'usage':{'total_tokens':7},'data':[{%s,'revised_prompt':'x'}]%s}";
    return List.of(
        json(image.formatted("'b64_json':'" + base64(small) + "'", meta)),
        json(image.formatted("'b64_json':'" + base64(large) + "'", meta)),
        json(image.formatted("'url':'" + url + "'", meta)),
        json(
            "{'error':{'message':'no','type':'image_generation_user_error','param':'size','code':'moderation_blocked','moderation_details':{'moderation_stage':'output'}}}"),
        json("{'statusCode':429,'message':['slow','down'],'requestId':'r'}"),
        json("{'detail':[{'loc':['body','size'],'msg':'no'}]}"));
  }

  private static List<JsonNode> waveSpeedSubmits() {
    return List.of(
        json(
            "{'code':200,'message':'success','data':{'id':'0123456789abcdef','status':'created','outputs':[],'urls':{'get':'http://10.0.0.1/x'},'error':''}}"),
        json("{'code':400,'message':'no'}"));
  }

  private List<JsonNode> waveSpeedAnswers() {
    String done =
        "{'code':200,'data':{'id':'0123456789abcdef','status':'completed','outputs':['%s'],'has_nsfw_contents':[false],'error':''}}";
    return List.of(
        json(done.formatted(url)),
        json(done.formatted(base64(small))),
        json(done.formatted("data:image/png;base64," + base64(large))),
        json(
            "{'code':200,'data':{'id':'0123456789abcdef','status':'failed','code':1200,'error':'no','outputs':[]}}"),
        json("{'code':404,'message':'no task'}"));
  }

  private static final String NAMED =
      "'taskType':'imageInference','taskUUID':'00000000-0000-4000-8000-000000000000'";

  private static List<JsonNode> runwareSubmits() {
    return List.of(
        json("{'data':[{" + NAMED + "}]}"),
        json(
            "{'errors':[{'code':'invalidWidth','parameter':'width','message':'no',"
                + NAMED
                + "}]}"),
        json("{'errors':[{'code':'duplicateTaskUUID','parameter':'taskUUID'," + NAMED + "}]}"));
  }

  private List<JsonNode> runwareAnswers() {
    String done =
        "{'data':[{"
            + NAMED
            + ",'imageUUID':'i','seed':7,'cost':0.05,'status':'success','%s':'%s'}]}";
    return List.of(
        json(done.formatted("imageURL", url)),
        json(done.formatted("imageBase64Data", base64(small))),
        json(done.formatted("imageDataURI", "data:image/png;base64," + base64(large))),
        json("{'data':[{" + NAMED + ",'status':'processing'}]}"),
        json("{'errors':[{'code':'inferenceError','status':'error'," + NAMED + "}]}"));
  }

  private List<JsonNode> archived() {
    List<JsonNode> archived = new ArrayList<>();
    for (JsonNode answer : runwareAnswers()) {
      archived.add(
          json(
              "{'data':[{'taskType':'getTaskDetails','taskUUID':'00000000-0000-4000-8000-000000000000','request':[{'taskType':'imageInference'}],'response':%s}]}"
                  .formatted(answer)));
    }
    return archived;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.replace('\'', '"'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static byte[] noise(int edge) {
    Random random = new Random(edge);
    BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < edge * edge; i++) {
      image.setRGB(i % edge, i / edge, random.nextInt());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
