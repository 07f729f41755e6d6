package org.imagesgenerate.examples;

/** A picture for each product of a list, in parallel. */
final class ProductPictures {

  static BpmnBuilder builder() {
    ImagesTask task =
        ImagesTask.generateWith(
                "openai",
                "gpt-image-2",
                "prompt",
                "=\"Product photo on white, soft shadow: \" + product.description",
                "size",
                "1024x1024",
                "documentName",
                "=product.sku",
                "resultVariable",
                "pictureResult",
                "resultExpression",
                "={picture: response.images[1].document}")
            .forEach(
                new Loop(
                    "=products", "product", "pictures", "={sku: product.sku, document: picture}"));
    return new BpmnBuilder(
            "product-pictures",
            "Make a picture for every product",
            """
            Generates one picture for each product, all in parallel. If one product fails, it creates an incident and the others continue. Nothing is bought twice.

            Variables: products, a list such as [{sku: "L-1", description: "a brass desk lamp"}]. Result: pictures with sku and document for each product, in the same order.
            """)
        .start("ProductsListed", "Products listed", 0, 0)
        .images("MakePicture", "Make picture", 1, 0, task)
        .end("PicturesReady", "Pictures ready", 2, 0)
        .flow("ToMakePicture", "ProductsListed", "MakePicture")
        .flow("ToPicturesReady", "MakePicture", "PicturesReady");
  }

  private ProductPictures() {}
}
