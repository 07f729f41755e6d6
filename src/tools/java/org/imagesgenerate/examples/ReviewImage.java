package org.imagesgenerate.examples;

/** A person looks at each picture, and says what shall be different. */
final class ReviewImage {

  /** Empty fields for every round; only the answers leave the task. */
  private static final String MAPPING =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=null" target="decision"/>
      <zeebe:input source="=null" target="wish"/>
      <zeebe:output source="=decision" target="decision"/>
      <zeebe:output source="=wish" target="wish"/>
      </zeebe:ioMapping>
      """;

  static BpmnBuilder sketch() {
    ImagesTask task =
        ImagesTask.generateWith("openai", "gpt-image-2", "prompt", "=prompt", "size", "=size");
    return new BpmnBuilder(
            "review-image",
            "Generate an image, and let a person approve it",
            """
            Makes an image of what the variable prompt says and shows it to a person, who approves it or says what shall be different. The wish is added to the prompt, and the next image is made of both. Every round buys a new image.

            Variables: prompt; optionally model (gpt-image-2) and size. The approved image is in imageDocuments afterwards, and prompt holds all the wishes.
            """)
        .start("ImageWanted", "Image wanted", 0, 0)
        .exclusive("NextRound", null, 0.75, 0)
        .images("GenerateImage", "Generate image", 1.75, 0, task)
        .userTask("ReviewImage", "Review image", 2.75, 0, "review-image", MAPPING)
        .exclusive("Approved", "Approved?", 3.6, 0)
        .script(
            "AddTheWish",
            "Add the wish to the prompt",
            2.25,
            1,
            "=prompt + \". \" + wish",
            "prompt")
        .end("ImageApproved", "Image approved", 4.4, 0)
        .flow("FirstPrompt", "ImageWanted", "NextRound")
        .flow("ToGenerateImage", "NextRound", "GenerateImage")
        .flow("ToReviewImage", "GenerateImage", "ReviewImage")
        .flow("ToApproved", "ReviewImage", "Approved")
        .flow("Yes", "Approved", "ImageApproved", "yes", "=decision = \"approve\"")
        .otherwise("No", "Approved", "AddTheWish", "no")
        .flow("NextPrompt", "AddTheWish", "NextRound");
  }

  private ReviewImage() {}
}
