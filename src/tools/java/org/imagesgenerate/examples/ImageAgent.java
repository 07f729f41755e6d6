package org.imagesgenerate.examples;

import java.util.List;
import org.imagesgenerate.examples.Node.Content;

/** Camunda's AI Agent with Images Generate and Images Edit as tools. */
final class ImageAgent {

  private static final String TEMPLATE = "io.camunda.connectors.agenticai.aiagent.jobworker.v1";

  private static final String RESULT =
      """
      ={
        toolCallResult: {
          document: response.images[1].document,
          width: response.images[1].width,
          height: response.images[1].height,
          warnings: response.warnings
        }
      }""";

  /**
   * The agent of 8.8 and 8.9 writes a document into the model's request as base64 text, which costs
   * a fortune and shows the model nothing; the agent of 8.10 hands it over as a picture.
   */
  private static final String REPORT =
      """
      =if agentSeesPictures = true
      then toolCallResult
      else {
        fileName: toolCallResult.document.metadata.fileName,
        width: toolCallResult.width,
        height: toolCallResult.height,
        warnings: toolCallResult.warnings
      }""";

  private static final String SYSTEM_PROMPT =
      """
      ="You answer requests for pictures. Generate each requested picture once, and list the pictures in your answer. If a picture of yours should change, change it instead of generating another one."
        + (if agentSeesPictures = true then " Look at every picture. If it does not show what was requested, change it or generate another one, at most twice for each requested picture. Say which picture is the best." else "")""";

  /** A wrong number of a picture is for the agent to correct, not for an incident. */
  private static final String CATCH_REJECTED_CHANGE =
      """
      =if error.code = "CONTENT_POLICY" or error.code = "INVALID_INPUT"
      then bpmnError("CONTENT_POLICY", error.message, {refusal: error.message})
      else null""";

  static BpmnBuilder builder() {
    return new BpmnBuilder(
            "image-agent",
            "Let an AI agent generate and edit images",
            """
            An AI agent answers a request and generates images with the tool Images Generate. With the tool Images Edit it changes an image that it has made. With agentSeesPictures (Camunda 8.10 and later) it looks at each picture and can change it or try again. Every call of a tool buys an image; data.limits.maxModelCalls limits the number of rounds. A rejected prompt is reported to the agent, which can try another one. Every other failure creates an incident.

            Variables: request; optionally agentSeesPictures (false). Result: agent.responseText with the agent's answer, pictures with all documents in the order in which they were made.
            """)
        .start("RequestReceived", "Request received", 0, 0)
        .images("GenerateImage", "Generate image", 1.4, -0.5, tool())
        .catchError(
            "PromptRejected", "Prompt rejected", "GenerateImage", "CONTENT_POLICY", "refusal")
        .script(
            "KeepPicture",
            "Keep picture",
            2.4,
            -0.5,
            "=append(if pictures = null then [] else pictures, toolCallResult.document)",
            "pictures")
        .script("ReportPicture", "Report picture", 3.5, -0.5, REPORT, "toolCallResult")
        .script(
            "ReportRejection",
            "Report rejection",
            2.4,
            0.5,
            "=\"No image: \" + refusal",
            "toolCallResult")
        .images("ChangePicture", "Change picture", 1.4, 1.6, change())
        .catchError(
            "ChangeRejected", "Change rejected", "ChangePicture", "CONTENT_POLICY", "refusal")
        .script(
            "KeepChange",
            "Keep changed picture",
            2.4,
            1.6,
            "=append(pictures, toolCallResult.document)",
            "pictures")
        .script("ReportChange", "Report changed picture", 3.5, 1.6, REPORT, "toolCallResult")
        .script(
            "ReportRejectedChange",
            "Report rejected change",
            2.4,
            2.6,
            "=\"No image: \" + refusal",
            "toolCallResult")
        .adHoc(
            "Agent",
            "AI agent",
            agent(),
            Xml.attribute("zeebe:modelerTemplate", TEMPLATE)
                + Xml.attribute("zeebe:modelerTemplateVersion", "5"),
            List.of(
                "GenerateImage",
                "PromptRejected",
                "KeepPicture",
                "ReportPicture",
                "ReportRejection",
                "ChangePicture",
                "ChangeRejected",
                "KeepChange",
                "ReportChange",
                "ReportRejectedChange"))
        .end("RequestAnswered", "Request answered", 4.9, 0)
        .flow("ToAgent", "RequestReceived", "Agent")
        .flow("ToKeepPicture", "GenerateImage", "KeepPicture")
        .flow("ToReportPicture", "KeepPicture", "ReportPicture")
        .flow("ToReportRejection", "PromptRejected", "ReportRejection")
        .flow("ToKeepChange", "ChangePicture", "KeepChange")
        .flow("ToReportChange", "KeepChange", "ReportChange")
        .flow("ToReportRejectedChange", "ChangeRejected", "ReportRejectedChange")
        .flow("ToRequestAnswered", "Agent", "RequestAnswered");
  }

  private static ImagesTask tool() {
    return ImagesTask.generateWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=fromAi(toolCall.prompt, \"A full description of the image: objects, place, light, style.\", \"string\")",
            "size",
            "=fromAi(toolCall.size, \"Square, wide or tall, in pixels.\", \"string\", {enum: [\"1024x1024\", \"1536x1024\", \"1024x1536\"]})",
            "resultVariable",
            "",
            "resultExpression",
            RESULT,
            "errorExpression",
            ImagesTask.CATCH_REJECTED_PROMPT)
        .described(
            "Generates one image and stores it as a document. It does not know earlier images, and each call costs money.");
  }

  /** A language model cannot write a document's reference, but it can count its pictures. */
  private static ImagesTask change() {
    return ImagesTask.editWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=fromAi(toolCall.change, \"What to change in the picture. Everything else stays as it is.\", \"string\")",
            "images",
            "=pictures[fromAi(toolCall.picture, \"The number of the picture to change: 1 is the first one that you made.\", \"number\")]",
            "resultVariable",
            "",
            "resultExpression",
            RESULT,
            "errorExpression",
            CATCH_REJECTED_CHANGE)
        .described(
            "Changes one of your pictures and stores the result as another picture. Each call costs money.");
  }

  /**
   * What Camunda's template "AI Agent Sub-process" of 8.8, version 5, writes for OpenAI
   * (camunda/connectors, read 2026-11-21), with the link to it: newer runtimes give secrets only to
   * elements that are linked to a template. The inputs without a source keep the agent's variables
   * within the sub-process.
   */
  private static Content agent() {
    String[][] inputs = {
      {"provider.type", "openai"},
      {"provider.openai.authentication.apiKey", "{{secrets.OPENAI_API_KEY}}"},
      {"provider.openai.model.model", "gpt-4o"},
      {"data.systemPrompt.prompt", SYSTEM_PROMPT},
      {"data.userPrompt.prompt", "=request"},
      {"agentContext", null},
      {"data.memory.storage.type", "in-process"},
      {"data.memory.contextWindowSize", "=20"},
      {"data.limits.maxModelCalls", "=10"},
      {"data.events.behavior", "WAIT_FOR_TOOL_CALL_RESULTS"},
      {"data.response.format.type", "text"},
      {"data.response.includeAssistantMessage", "=false"},
      {"data.response.includeAgentContext", "=false"},
      {"agent", null}
    };
    StringBuilder mapping = new StringBuilder();
    for (String[] input : inputs) {
      mapping.append(
          "<zeebe:input%s%s/>\n"
              .formatted(
                  input[1] == null ? "" : Xml.attribute("source", input[1]),
                  Xml.attribute("target", input[0])));
    }
    String element =
        "={\n  id: toolCall._meta.id,\n  name: toolCall._meta.name,\n  content: toolCallResult\n}";
    String extensions =
        "<bpmn:extensionElements>\n<zeebe:adHoc%s%s/>\n<zeebe:taskDefinition%s retries=\"3\"/>\n<zeebe:ioMapping>\n%s<zeebe:output source=\"=agent\" target=\"agent\"/>\n</zeebe:ioMapping>\n<zeebe:taskHeaders>\n<zeebe:header key=\"elementTemplateVersion\" value=\"5\"/>\n<zeebe:header key=\"elementTemplateId\" value=\"%s\"/>\n<zeebe:header key=\"retryBackoff\" value=\"PT30S\"/>\n</zeebe:taskHeaders>\n<zeebe:properties>\n<zeebe:property name=\"io.camunda.agenticai.toolContainer\" value=\"true\"/>\n</zeebe:properties>\n</bpmn:extensionElements>\n"
            .formatted(
                Xml.attribute("outputCollection", "toolCallResults"),
                Xml.attribute("outputElement", element),
                Xml.attribute("type", "io.camunda.agenticai:aiagent-job-worker:1"),
                mapping,
                TEMPLATE);
    return new Content(extensions, "");
  }

  private ImageAgent() {}
}
