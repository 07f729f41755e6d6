package org.imagesgenerate.examples;

/** A rejected prompt creates no incident: a person rewrites the prompt. */
final class ContentPolicy {

  static BpmnBuilder builder() {
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
            ImagesTask.CATCH_REJECTED_PROMPT);
    return new BpmnBuilder(
            "content-policy",
            "Generate an image, and ask again if the prompt is rejected",
            """
            Generates images from the variable prompt. If the provider rejects the prompt, a person rewrites it.

            Variables: prompt; optionally n and size. Result: imageDocuments with the images, imagesResult with all details.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .exclusive("AnyPrompt", null, 0.75, 0)
        .images("GenerateImages", "Generate images", 1.75, 0, task)
        .catchError(
            "PromptRejected", "Prompt rejected", "GenerateImages", "CONTENT_POLICY", "refusal")
        .userTask("RewritePrompt", "Rewrite prompt", 1.75, 1, "ask-for-another-prompt", "")
        .end("ImagesReady", "Images ready", 2.75, 0)
        .flow("FirstPrompt", "ImageRequested", "AnyPrompt")
        .flow("ToGenerateImages", "AnyPrompt", "GenerateImages")
        .flow("ToImagesReady", "GenerateImages", "ImagesReady")
        .flow("ToRewritePrompt", "PromptRejected", "RewritePrompt")
        .flow("NextPrompt", "RewritePrompt", "AnyPrompt");
  }

  private ContentPolicy() {}
}
