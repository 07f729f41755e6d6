package org.imagesgenerate.examples;

import java.util.List;

/** One motif in several shapes. */
final class Banners {

  /** A shape that fails leaves the others alone; a person can solve every other failure. */
  private static final String CATCH_FAILED_SHAPE =
      """
      =if list contains(["CONTENT_POLICY", "INVALID_INPUT", "REQUEST_REJECTED", "TASK_FAILED", "NO_IMAGE"], error.code)
      then bpmnError("BANNER_FAILED", error.message, {failure: error.message})
      else null""";

  static BpmnBuilder builder() {
    return new BpmnBuilder(
            "banners",
            "Make one motif as banners in three shapes",
            """
            Generates one motif as a square, a wide and a tall banner, in parallel, with the same prompt and the same seed. A shape that fails leaves the others alone. Every shape is a purchase.

            Variables: motif, a text; optionally shapes (["1:1", "16:9", "9:16"]) and seed. Result: banners with shape, and document or failure for each shape, in the same order.
            """)
        .start("BannersRequested", "Banners requested", 0, 0)
        .start("ShapeSelected", "Shape selected", 1.2, 0)
        .images("MakeBanner", "Make banner", 2.1, 0, banner())
        .catchError("BannerFailed", "Banner failed", "MakeBanner", "BANNER_FAILED", "failure")
        .end("BannerMade", "Banner made", 3.1, 0)
        .end("BannerNotMade", "Banner not made", 3.1, 0.8)
        .forEach(
            "MakeBanners",
            "Make banner in each shape",
            new Loop(
                "=if shapes = null then [\"1:1\", \"16:9\", \"9:16\"] else shapes",
                "shape",
                "banners",
                "={shape: shape, document: banner, failure: failure}"),
            List.of("ShapeSelected", "MakeBanner", "BannerFailed", "BannerMade", "BannerNotMade"),
            List.of("banner", "failure"))
        .exclusive("AllMade", "All made?", 4.2, 0)
        .end("AllBannersMade", "All banners made", 5, 0)
        .end("SomeBannersMissing", "Some banners missing", 5, 0.8)
        .flow("ToMakeBanners", "BannersRequested", "MakeBanners")
        .flow("ToMakeBanner", "ShapeSelected", "MakeBanner")
        .flow("ToBannerMade", "MakeBanner", "BannerMade")
        .flow("ToBannerNotMade", "BannerFailed", "BannerNotMade")
        .flow("ToAllMade", "MakeBanners", "AllMade")
        .flow(
            "Yes", "AllMade", "AllBannersMade", "yes", "=count(banners[item.failure != null]) = 0")
        .otherwise("No", "AllMade", "SomeBannersMissing", "no");
  }

  private static ImagesTask banner() {
    return ImagesTask.generate(
        "provider.type",
        "runware",
        "modelChoice",
        "bfl:5@1",
        "prompt",
        "=motif",
        "aspect_ratio",
        "=shape",
        "seed",
        "=seed",
        "documentName",
        "=\"banner-\" + replace(shape, \":\", \"x\")",
        "resultVariable",
        "",
        "resultExpression",
        "={banner: response.images[1].document}",
        "errorExpression",
        CATCH_FAILED_SHAPE);
  }

  private Banners() {}
}
