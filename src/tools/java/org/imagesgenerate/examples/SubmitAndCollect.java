package org.imagesgenerate.examples;

import org.imagesgenerate.examples.Node.Content;

/** No worker thread waits while the provider works. */
final class SubmitAndCollect {

  private static final String HANDLE = "={imageTask: response.task}";

  static BpmnBuilder withTimer() {
    return new BpmnBuilder(
            "submit-wait-collect",
            "Submit, wait, collect",
            """
            Submits a task to WaveSpeedAI, waits one minute in the engine, which uses no worker, and collects the images. If they are not ready by then, Collect images waits for them.

            Variables: prompt; optionally n, size and patience (PT1M). Result: imageTask with the task handle, imageDocuments with the images.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .images(
            "SubmitImages",
            "Submit images",
            1,
            0,
            ImagesTask.generateWith(
                "wavespeed",
                "openai/gpt-image-2/text-to-image",
                "prompt",
                "=prompt",
                "n",
                "=n",
                "size",
                "=size",
                "delivery",
                "submit",
                "resultVariable",
                "submitResult",
                "resultExpression",
                HANDLE))
        .timer(
            "OneMinutePassed",
            "1 minute passed",
            2,
            0,
            "=if patience = null then duration(\"PT1M\") else duration(patience)")
        .images("CollectImages", "Collect images", 3, 0, collect("wavespeed"))
        .end("ImagesReady", "Images ready", 4, 0)
        .flow("ToSubmitImages", "ImageRequested", "SubmitImages")
        .flow("ToOneMinutePassed", "SubmitImages", "OneMinutePassed")
        .flow("ToCollectImages", "OneMinutePassed", "CollectImages")
        .flow("ToImagesReady", "CollectImages", "ImagesReady");
  }

  static BpmnBuilder withWebhook() {
    return new BpmnBuilder(
            "submit-webhook-collect",
            "Submit, wait for the webhook, collect",
            """
            Submits a task to Runware and waits until Runware calls Camunda's webhook connector. If no callback arrives within ten minutes, a timer continues the process. The call only wakes the process: the images are fetched with the task handle, so a forged call can only wake the process too early.

            Variables: prompt, orderId (a text that is unique for each instance and cannot be guessed), webhookAddress (the URL of the webhook connector "images-ready", such as https://connectors.example.com/inbound/images-ready); optionally n, size and patience (PT10M). Result: imageDocuments with the images.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .images(
            "SubmitImages",
            "Submit images",
            1,
            0,
            ImagesTask.generateWith(
                "runware",
                "openai:gpt-image@2",
                "prompt",
                "=prompt",
                "n",
                "=n",
                "size",
                "=size",
                "delivery",
                "submit",
                "webhookUrl",
                "=webhookAddress + \"?order=\" + orderId",
                "resultVariable",
                "submitResult",
                "resultExpression",
                HANDLE))
        .eventGateway("CallbackOrTimer", 2, 0)
        .message(
            "CallbackReceived", "Callback received", 3, 0, "images-ready", "=orderId", webhook())
        .timer(
            "NoCallback",
            "No callback within 10 minutes",
            3,
            0.75,
            "=if patience = null then duration(\"PT10M\") else duration(patience)")
        .exclusive("TimeToCollect", null, 4, 0)
        .images("CollectImages", "Collect images", 5, 0, collect("runware"))
        .end("ImagesReady", "Images ready", 6, 0)
        .flow("ToSubmitImages", "ImageRequested", "SubmitImages")
        .flow("ToCallbackOrTimer", "SubmitImages", "CallbackOrTimer")
        .flow("ToCallbackReceived", "CallbackOrTimer", "CallbackReceived")
        .flow("ToNoCallback", "CallbackOrTimer", "NoCallback")
        .flow("CallbackToCollect", "CallbackReceived", "TimeToCollect")
        .flow("NoCallbackToCollect", "NoCallback", "TimeToCollect")
        .flow("ToCollectImages", "TimeToCollect", "CollectImages")
        .flow("ToImagesReady", "CollectImages", "ImagesReady");
  }

  private static ImagesTask collect(String provider) {
    return ImagesTask.collect("provider.type", provider, "task", "=imageTask");
  }

  /**
   * What Camunda's template "Webhook Intermediate Event Connector", version 13, writes
   * (camunda/connectors, read 2026-11-21). Without the link to it: a modeler that has no such
   * template would report the event as broken.
   */
  private static Content webhook() {
    String[][] properties = {
      {"inbound.type", "io.camunda:webhook:1"},
      {"inbound.method", "post"},
      {"inbound.context", "images-ready"},
      {"inbound.shouldValidateHmac", "disabled"},
      {"inbound.auth.type", "NONE"},
      {"consumeUnmatchedEvents", "true"},
      {"correlationKeyExpression", "=request.params.order"},
      {"messageTtl", "PT10M"},
      {"deduplicationModeManualFlag", "false"},
      {"deduplicationMode", "AUTO"}
    };
    StringBuilder extensions = new StringBuilder("<bpmn:extensionElements>\n<zeebe:properties>\n");
    for (String[] property : properties) {
      extensions.append(
          "<zeebe:property%s%s/>\n"
              .formatted(Xml.attribute("name", property[0]), Xml.attribute("value", property[1])));
    }
    return new Content(
        extensions.append("</zeebe:properties>\n</bpmn:extensionElements>\n").toString(), "");
  }

  private SubmitAndCollect() {}
}
