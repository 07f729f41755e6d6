package org.imagesgenerate.examples;

/** A person uploads a product photo, and approves its new background. */
final class ReplaceBackground {

  private static final String PROMPT =
      """
      ="Replace the background of this product photo with: " + newBackground + ". Keep the product, its colours and its labels exactly as they are.\"""";

  /**
   * A person can solve it with another photo or another text; every other failure is an incident.
   */
  private static final String CATCH_REJECTED_PHOTO =
      """
      =if list contains(["CONTENT_POLICY", "INVALID_INPUT", "REQUEST_REJECTED"], error.code)
      then bpmnError("PHOTO_REJECTED", error.message, {refusal: error.message})
      else null""";

  /** The file picker is empty at first, also when the last photo was rejected. */
  private static final String UPLOAD =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=null" target="photo"/>
      <zeebe:output source="=photo" target="photo"/>
      <zeebe:output source="=newBackground" target="newBackground"/>
      </zeebe:ioMapping>
      """;

  private static final String REVIEW =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=null" target="decision"/>
      <zeebe:output source="=decision" target="decision"/>
      <zeebe:output source="=newBackground" target="newBackground"/>
      </zeebe:ioMapping>
      """;

  static BpmnBuilder builder() {
    ImagesTask task =
        ImagesTask.editWith(
            "openai",
            "gpt-image-2",
            "prompt",
            PROMPT,
            "images",
            "=photo",
            "documentName",
            "product",
            "errorExpression",
            CATCH_REJECTED_PHOTO);
    return new BpmnBuilder(
            "replace-background",
            "Put a product photo on a new background, and let a person approve it",
            """
            A person uploads a product photo and describes a background. The photo is edited, and the person approves the result or describes another background. If the provider rejects the photo or the text, the person gets the form again. Every round edits the uploaded photo and buys a new image.

            Variables: none; the form asks for photo and newBackground. Result: imageDocuments with the approved image, and photo with the original.
            """)
        .start("PhotoRequested", "Photo requested", 0, 0)
        .exclusive("AnyPhoto", null, 0.75, 0)
        .userTask("UploadPhoto", "Upload photo", 1.6, 0, "upload-photo", UPLOAD)
        .exclusive("NextRound", null, 2.45, 0)
        .images("ReplaceBackground", "Replace background", 3.3, 0, task)
        .catchError("PhotoRejected", "Rejected", "ReplaceBackground", "PHOTO_REJECTED", "refusal")
        .userTask("ReviewPhoto", "Review photo", 4.3, 0, "review-background", REVIEW)
        .exclusive("Approved", "Approved?", 5.15, 0)
        .end("PhotoApproved", "Photo approved", 5.95, 0)
        .flow("FirstPhoto", "PhotoRequested", "AnyPhoto")
        .flow("ToUploadPhoto", "AnyPhoto", "UploadPhoto")
        .flow("FirstBackground", "UploadPhoto", "NextRound")
        .flow("ToReplaceBackground", "NextRound", "ReplaceBackground")
        .flow("ToReviewPhoto", "ReplaceBackground", "ReviewPhoto")
        .around("AnotherPhoto", "PhotoRejected", "AnyPhoto", null, null, 0.6)
        .flow("ToApproved", "ReviewPhoto", "Approved")
        .flow("Yes", "Approved", "PhotoApproved", "yes", "=decision = \"approve\"")
        .around("No", "Approved", "NextRound", "no", "=decision != \"approve\"", -0.6);
  }

  private ReplaceBackground() {}
}
