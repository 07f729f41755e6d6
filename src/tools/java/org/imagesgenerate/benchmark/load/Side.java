package org.imagesgenerate.benchmark.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** One way to get images into a process. */
enum Side {
  /** Images become documents. */
  OURS("Images Generate", "org.imagesgenerate:images-generate:1"),
  /** The REST connector; the process keeps the base64 text of the images. */
  REST("REST, variable", "io.camunda:http-json:1"),
  /** The REST connector with storeResponse; the document is the JSON of the response, no image. */
  REST_DOCUMENT("REST, document", "io.camunda:http-json:1");

  private static final String XML =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="Definitions" targetNamespace="http://bpmn.io/schema/bpmn">
        <bpmn:process id="%s" isExecutable="true">
          <bpmn:startEvent id="Start"><bpmn:outgoing>A</bpmn:outgoing></bpmn:startEvent>
          <bpmn:serviceTask id="Task">
            <bpmn:extensionElements>
              <zeebe:taskDefinition type="%s" retries="1"/>
              <zeebe:ioMapping>
      %s
              </zeebe:ioMapping>
              <zeebe:taskHeaders>
                <zeebe:header key="resultExpression" value="%s"/>
              </zeebe:taskHeaders>
            </bpmn:extensionElements>
            <bpmn:incoming>A</bpmn:incoming><bpmn:outgoing>B</bpmn:outgoing>
          </bpmn:serviceTask>
          <bpmn:endEvent id="End"><bpmn:incoming>B</bpmn:incoming></bpmn:endEvent>
          <bpmn:sequenceFlow id="A" sourceRef="Start" targetRef="Task"/>
          <bpmn:sequenceFlow id="B" sourceRef="Task" targetRef="End"/>
        </bpmn:process>
      </bpmn:definitions>
      """;

  final String title;
  private final String taskType;

  Side(String title, String taskType) {
    this.title = title;
    this.taskType = taskType;
  }

  String processId() {
    return "load-" + name();
  }

  /** Its process: the variables {@code baseUrl}, {@code n} and {@code format} say what to do. */
  String process() {
    String inputs =
        inputs().entrySet().stream()
            .map(
                it ->
                    "<zeebe:input source=\"%s\" target=\"%s\"/>"
                        .formatted(it.getValue().replace("\"", "&quot;"), it.getKey()))
            .collect(Collectors.joining("\n"));
    return XML.formatted(processId(), taskType, inputs, result());
  }

  private Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    if (this == OURS) {
      inputs.put("provider.type", "openai-compatible");
      inputs.put("provider.apiKey", "sk-load-0123456789");
      inputs.put("provider.baseUrl", "=baseUrl");
      inputs.put("model", "some-model");
      inputs.put("prompt", "a lighthouse at dusk");
      inputs.put("n", "=n");
      inputs.put("response_format", "=format");
      return inputs;
    }
    inputs.put("method", "POST");
    inputs.put("url", "=baseUrl + \"/v1/images/generations\"");
    inputs.put("authentication.type", "bearer");
    inputs.put("authentication.token", "sk-load-0123456789");
    inputs.put("body", "={model: \"some-model\", prompt: \"a lighthouse at dusk\", n: n}");
    inputs.put("connectionTimeoutInSeconds", "=20");
    inputs.put("readTimeoutInSeconds", "=240");
    inputs.put("storeResponse", "=" + (this == REST_DOCUMENT));
    return inputs;
  }

  /** All that the process keeps of the result. */
  private String result() {
    return switch (this) {
      case OURS -> "={imageUrl: response.images[1].url, images: response.images.document}";
      case REST -> "={imageUrl: response.body.data[1].url, images: response.body.data.b64_json}";
      case REST_DOCUMENT -> "={images: response.document}";
    };
  }
}
