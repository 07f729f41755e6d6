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

            Variables: prompt; optionally model (openai/gpt-image-2/text-to-image), n, size and patience (PT1M). Result: imageTask with the task handle, imageDocuments with the images.
            """)
        .start("ImageWanted", "Image wanted", 0, 0)
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
            "AMinuteLater",
            "A minute later",
            2,
            0,
            "=if patience = null then duration(\"PT1M\") else duration(patience)")
        .images("CollectImages", "Collect images", 3, 0, collect("wavespeed"))
        .end("ImagesReady", "Images ready", 4, 0)
        .flow("ToSubmitImages", "ImageWanted", "SubmitImages")
        .flow("ToAMinuteLater", "SubmitImages", "AMinuteLater")
        .flow("ToCollectImages", "AMinuteLater", "CollectImages")
        .flow("ToImagesReady", "CollectImages", "ImagesReady");
  }

  static BpmnBuilder withWebhook() {
    return new BpmnBuilder(
            "submit-webhook-collect",
            "Submit, wait for the webhook, collect",
            """
            Submits a task to Runware and waits until Runware calls Camunda's webhook connector. If no call arrives within ten minutes, a timer continues the process. The call only wakes the process: the images are fetched with the task handle, so a forged call can only wake the process too early.

            Variables: prompt, orderId (a text that is unique for each instance and cannot be guessed), webhookAddress (the URL of the webhook connector "images-ready", such as https://connectors.example.com/inbound/images-ready); optionally model (openai:gpt-image@2), n, size and patience (PT10M). Result: imageDocuments with the images.
            """)
        .start("ImageWanted", "Image wanted", 0, 0)
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
        .eventGateway("WhateverComesFirst", 2, 0)
        .message("RunwareCalled", "Runware called", 3, 0, "images-ready", "=orderId", webhook())
        .timer(
            "NoCallReceived",
            "No call received",
            3,
            0.75,
            "=if patience = null then duration(\"PT10M\") else duration(patience)")
        .exclusive("Woken", null, 4, 0)
        .images("CollectImages", "Collect images", 5, 0, collect("runware"))
        .end("ImagesReady", "Images ready", 6, 0)
        .flow("ToSubmitImages", "ImageWanted", "SubmitImages")
        .flow("ToWhateverComesFirst", "SubmitImages", "WhateverComesFirst")
        .flow("ToRunwareCalled", "WhateverComesFirst", "RunwareCalled")
        .flow("ToNoCallReceived", "WhateverComesFirst", "NoCallReceived")
        .flow("CalledToWoken", "RunwareCalled", "Woken")
        .flow("NotCalledToWoken", "NoCallReceived", "Woken")
        .flow("ToCollectImages", "Woken", "CollectImages")
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
