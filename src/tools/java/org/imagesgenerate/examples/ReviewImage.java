package org.imagesgenerate.examples;

/** A person reviews each picture and says what should change. */
final class ReviewImage {

  /** Clears the fields before every round; only the answers leave the task. */
  static final String MAPPING =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=null" target="decision"/>
      <zeebe:input source="=null" target="wish"/>
      <zeebe:output source="=decision" target="decision"/>
      <zeebe:output source="=wish" target="wish"/>
      </zeebe:ioMapping>
      """;

  static BpmnBuilder builder() {
    ImagesTask task =
        ImagesTask.generateWith("openai", "gpt-image-2", "prompt", "=prompt", "size", "=size");
    return new BpmnBuilder(
            "review-image",
            "Generate an image, and let a person approve it",
            """
            Generates an image from the variable prompt and shows it to a person, who approves it or says what should change. The change is added to the prompt, and the next image is generated from both. Every round buys a new image.

            Variables: prompt; optionally size. Result: imageDocuments with the approved image, and prompt with all changes.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .exclusive("NextRound", null, 0.75, 0)
        .images("GenerateImage", "Generate image", 1.75, 0, task)
        .userTask("ReviewImage", "Review image", 2.75, 0, "review-image", MAPPING)
        .exclusive("Approved", "Approved?", 3.6, 0)
        .script("AddChange", "Add change to prompt", 2.25, 1, "=prompt + \". \" + wish", "prompt")
        .end("ImageApproved", "Image approved", 4.4, 0)
        .flow("FirstPrompt", "ImageRequested", "NextRound")
        .flow("ToGenerateImage", "NextRound", "GenerateImage")
        .flow("ToReviewImage", "GenerateImage", "ReviewImage")
        .flow("ToApproved", "ReviewImage", "Approved")
        .flow("Yes", "Approved", "ImageApproved", "yes", "=decision = \"approve\"")
        .otherwise("No", "Approved", "AddChange", "no")
        .flow("NextPrompt", "AddChange", "NextRound");
  }

  private ReviewImage() {}
}
