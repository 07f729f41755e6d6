package org.imagesgenerate.examples;

/** A refused prompt is no incident: somebody finds other words. */
final class ContentPolicy {

  static BpmnBuilder sketch() {
    ImagesTask task =
        ImagesTask.generateWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=prompt",
            "n",
            "=n",
            "size",
            "=size",
            "errorExpression",
            "=if error.code = \"CONTENT_POLICY\" then bpmnError(error.code, error.message, {refusal: error.message}) else null");
    return new BpmnBuilder(
            "content-policy",
            "Generate an image, and ask again when the prompt is refused",
            """
            Makes images of what the variable prompt says. When the provider refuses the prompt, somebody is asked for another one.

            Variables: prompt; optionally model (gpt-image-2), n and size. The images are in imageDocuments afterwards, everything about them in imagesResult.
            """)
        .start("ImageWanted", "Image wanted", 0, 0)
        .exclusive("AnyPrompt", null, 0.75, 0)
        .images("GenerateImages", "Generate images", 1.75, 0, task)
        .catchError(
            "PromptRefused", "Prompt refused", "GenerateImages", "CONTENT_POLICY", "refusal")
        .userTask(
            "AskForAnotherPrompt", "Ask for another prompt", 1.75, 1, "ask-for-another-prompt", "")
        .end("ImagesReady", "Images ready", 2.75, 0)
        .flow("FirstPrompt", "ImageWanted", "AnyPrompt")
        .flow("ToGenerateImages", "AnyPrompt", "GenerateImages")
        .flow("ToImagesReady", "GenerateImages", "ImagesReady")
        .flow("ToAskForAnotherPrompt", "PromptRefused", "AskForAnotherPrompt")
        .flow("NextPrompt", "AskForAnotherPrompt", "AnyPrompt");
  }

  private ContentPolicy() {}
}
