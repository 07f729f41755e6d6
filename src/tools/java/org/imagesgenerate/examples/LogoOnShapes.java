package org.imagesgenerate.examples;

import java.util.List;

/** A logo placed on pictures of several shapes. */
final class LogoOnShapes {

  /** A shape that fails leaves the others alone; a person can solve every other failure. */
  private static final String CATCH_FAILED_SHAPE =
      """
      =if list contains(["CONTENT_POLICY", "INVALID_INPUT", "REQUEST_REJECTED", "TASK_FAILED", "NO_IMAGE"], error.code)
      then bpmnError("SHAPE_FAILED", error.message, {failure: error.message})
      else null""";

  /** Takes documents, and lists of documents as upload forms give them. */
  private static final String IMAGES = "=if photo = null then logo else flatten([photo, logo])";

  static BpmnBuilder builder() {
    return new BpmnBuilder(
            "logo-on-shapes",
            "Place a logo on pictures in three shapes",
            """
            Places a logo on a square, a wide and a tall picture, in parallel. A shape that fails leaves the others alone. Every shape is a purchase.

            Variables: logo, a document (PNG, JPEG or WebP); scene, a text such as "a coffee mug on an oak table"; optionally photo, a document that becomes the first image, and shapes (["1:1", "16:9", "9:16"]). Result: imageDocuments, the pictures as one list of documents; pictures with shape, and document or failure for each shape, in the same order.
            """)
        .start("LogoReceived", "Logo received", 0, 0)
        .start("ShapeSelected", "Shape selected", 1.2, 0)
        .images("PlaceLogo", "Place logo", 2.1, 0, picture())
        .catchError("ShapeFailed", "Shape failed", "PlaceLogo", "SHAPE_FAILED", "failure")
        .end("PictureMade", "Picture made", 3.1, 0)
        .end("PictureNotMade", "Picture not made", 3.1, 0.8)
        .forEach(
            "PlaceLogos",
            "Place logo in each shape",
            new Loop(
                "=if shapes = null then [\"1:1\", \"16:9\", \"9:16\"] else shapes",
                "shape",
                "pictures",
                "={shape: shape, document: picture, failure: failure}"),
            List.of("ShapeSelected", "PlaceLogo", "ShapeFailed", "PictureMade", "PictureNotMade"),
            List.of("picture", "failure"))
        .script(
            "ListDocuments",
            "List documents",
            4.4,
            0,
            "=pictures[item.document != null].document",
            "imageDocuments")
        .exclusive("AllMade", "All made?", 5.3, 0)
        .end("AllPicturesMade", "All pictures made", 6.1, 0)
        .end("SomePicturesMissing", "Some pictures missing", 6.1, 0.8)
        .flow("ToPlaceLogos", "LogoReceived", "PlaceLogos")
        .flow("ToPlaceLogo", "ShapeSelected", "PlaceLogo")
        .flow("ToPictureMade", "PlaceLogo", "PictureMade")
        .flow("ToPictureNotMade", "ShapeFailed", "PictureNotMade")
        .flow("ToListDocuments", "PlaceLogos", "ListDocuments")
        .flow("ToAllMade", "ListDocuments", "AllMade")
        .flow(
            "Yes",
            "AllMade",
            "AllPicturesMade",
            "yes",
            "=count(pictures[item.failure != null]) = 0")
        .otherwise("No", "AllMade", "SomePicturesMissing", "no");
  }

  private static ImagesTask picture() {
    return ImagesTask.editWith(
        "runware",
        "google:4@2",
        "prompt",
        "=\"Place the logo of the last image, unchanged, on \" + scene",
        "images",
        IMAGES,
        "aspect_ratio",
        "=shape",
        "documentName",
        "=\"logo-\" + replace(shape, \":\", \"x\")",
        "resultVariable",
        "",
        "resultExpression",
        "={picture: response.images[1].document}",
        "errorExpression",
        CATCH_FAILED_SHAPE);
  }

  private LogoOnShapes() {}
}
