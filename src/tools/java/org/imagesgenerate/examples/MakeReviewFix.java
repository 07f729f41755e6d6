package org.imagesgenerate.examples;

/** A person says what should change in an image, until it is approved. */
final class MakeReviewFix {

  /** Clears the fields before every round; a rejection is shown once. */
  private static final String REVIEW =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=null" target="decision"/>
      <zeebe:input source="=null" target="change"/>
      <zeebe:output source="=decision" target="decision"/>
      <zeebe:output source="=change" target="change"/>
      <zeebe:output source="=null" target="refusal"/>
      </zeebe:ioMapping>
      """;

  private static final String REWRITE =
      """
      <zeebe:ioMapping>
      <zeebe:output source="=prompt" target="prompt"/>
      <zeebe:output source="=null" target="refusal"/>
      </zeebe:ioMapping>
      """;

  static BpmnBuilder builder() {
    ImagesTask generate =
        ImagesTask.generateWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=prompt",
            "size",
            "=size",
            "errorExpression",
            ImagesTask.CATCH_REJECTED_PROMPT);
    ImagesTask edit =
        ImagesTask.editWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=change",
            "images",
            "=imagesResult.images[1].document",
            "size",
            "=size",
            "errorExpression",
            ImagesTask.CATCH_REJECTED_PROMPT);
    return new BpmnBuilder(
            "make-review-fix",
            "Generate an image, and change it until a person approves it",
            """
            Generates an image from the variable prompt and shows it to a person, who approves it or says what should change. Images Edit makes this change in the image, and the person reviews the result. If the provider rejects the prompt or a change, a person writes another one. Every round buys a new image.

            Variables: prompt; optionally size. Result: imageDocuments with the approved image, imagesResult with all details.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .exclusive("AnyPrompt", null, 0.75, 0)
        .images("GenerateImage", "Generate image", 1.6, 0, generate)
        .catchError(
            "PromptRejected", "Prompt rejected", "GenerateImage", "CONTENT_POLICY", "refusal")
        .userTask("RewritePrompt", "Rewrite prompt", 1.6, 1, "ask-for-another-prompt", REWRITE)
        .exclusive("NextRound", null, 2.5, 0)
        .userTask("ReviewImage", "Review image", 3.35, 0, "review-change", REVIEW)
        .exclusive("Approved", "Approved?", 4.25, 0)
        .images("ChangeImage", "Change image", 3.35, 1, edit)
        .catchError("ChangeRejected", "Change rejected", "ChangeImage", "CONTENT_POLICY", "refusal")
        .exclusive("AfterChange", null, 2.5, 1)
        .end("ImageApproved", "Image approved", 5.05, 0)
        .flow("FirstPrompt", "ImageRequested", "AnyPrompt")
        .flow("ToGenerateImage", "AnyPrompt", "GenerateImage")
        .flow("ToRewritePrompt", "PromptRejected", "RewritePrompt")
        .flow("NextPrompt", "RewritePrompt", "AnyPrompt")
        .flow("FirstImage", "GenerateImage", "NextRound")
        .flow("ToReviewImage", "NextRound", "ReviewImage")
        .flow("ToApproved", "ReviewImage", "Approved")
        .flow("Yes", "Approved", "ImageApproved", "yes", "=decision = \"approve\"")
        .otherwise("No", "Approved", "ChangeImage", "no")
        .flow("ChangedImage", "ChangeImage", "AfterChange")
        .around("SameImage", "ChangeRejected", "AfterChange", null, null, 1.6)
        .flow("ToNextRound", "AfterChange", "NextRound");
  }

  private MakeReviewFix() {}
}
