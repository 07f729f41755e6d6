package org.imagesgenerate.examples;

import static java.util.Map.entry;

import java.util.List;

/** Product data becomes pictures, and each picture goes to a shop by REST. */
final class PublishPictures {

  /** What another attempt cannot change; a wrong token or an outage stays an incident. */
  private static final String CATCH_REJECTED_UPLOAD =
      """
      =if list contains(["400", "404", "409", "413", "415", "422"], error.code)
      then bpmnError("UPLOAD_REJECTED", error.message, {failure: {status: error.code, answer: error.variables.response.body}})
      else null""";

  static BpmnBuilder builder() {
    return new BpmnBuilder(
            "publish-pictures",
            "Make a picture for every product and upload it to a shop",
            """
            Generates a picture for each product and uploads it to a shop (or DAM) with Camunda's REST connector, all products in parallel. An upload that the shop rejects ends this product only; the others continue. An upload that is repeated sends the same picture: nothing is bought again.

            Variables: products, a list such as [{sku: "L-1", name: "Desk lamp", description: "a brass desk lamp"}]. Secret: SHOP_TOKEN. Result: uploads with sku, document, and pictureId or failure for each product, in the same order.
            """)
        .start("ProductDataReceived", "Product data received", 0, 0)
        .start("ProductSelected", "Product selected", 1.2, 0)
        .images("MakePicture", "Make picture", 2.1, 0, picture())
        .camunda("UploadPicture", "Upload picture", 3.2, 0, upload())
        .catchError(
            "UploadRejected", "Upload rejected", "UploadPicture", "UPLOAD_REJECTED", "failure")
        .end("PictureUploaded", "Picture uploaded", 4.2, 0)
        .end("PictureNotUploaded", "Picture not uploaded", 4.2, 0.8)
        .forEach(
            "PublishPicture",
            "Publish picture of each product",
            new Loop(
                "=products",
                "product",
                "uploads",
                "={sku: product.sku, document: picture, pictureId: pictureId, failure: failure}"),
            List.of(
                "ProductSelected",
                "MakePicture",
                "UploadPicture",
                "UploadRejected",
                "PictureUploaded",
                "PictureNotUploaded"),
            List.of("picture", "pictureId", "failure"))
        .exclusive("AllUploaded", "All uploaded?", 5.3, 0)
        .end("AllPicturesUploaded", "All pictures uploaded", 6.1, 0)
        .end("SomePicturesMissing", "Some pictures missing", 6.1, 0.8)
        .flow("ToPublishPicture", "ProductDataReceived", "PublishPicture")
        .flow("ToMakePicture", "ProductSelected", "MakePicture")
        .flow("ToUploadPicture", "MakePicture", "UploadPicture")
        .flow("ToPictureUploaded", "UploadPicture", "PictureUploaded")
        .flow("ToPictureNotUploaded", "UploadRejected", "PictureNotUploaded")
        .flow("ToAllUploaded", "PublishPicture", "AllUploaded")
        .flow(
            "Yes",
            "AllUploaded",
            "AllPicturesUploaded",
            "yes",
            "=count(uploads[item.failure != null]) = 0")
        .otherwise("No", "AllUploaded", "SomePicturesMissing", "no");
  }

  private static ImagesTask picture() {
    return ImagesTask.generateWith(
        "openai",
        "gpt-image-2",
        "prompt",
        "=\"Product photo on white, soft shadow: \" + product.description",
        "size",
        "1024x1024",
        "documentName",
        "=product.sku",
        "resultVariable",
        "",
        "resultExpression",
        "={picture: response.images[1].document}");
  }

  /** PUT, because an upload may be repeated: the second one replaces the first. */
  private static CamundaTask upload() {
    return new CamundaTask(
        "io.camunda.connectors.HttpJson.v2",
        11,
        "io.camunda:http-json:1",
        3,
        List.of(
            entry("authentication.type", "bearer"),
            entry("authentication.token", "{{secrets.SHOP_TOKEN}}"),
            entry("method", "PUT"),
            entry(
                "url", "=\"https://shop.example.com/api/products/\" + product.sku + \"/picture\""),
            entry("headers", "={\"Content-Type\": \"multipart/form-data\"}"),
            entry("storeResponse", "=false"),
            entry("connectionTimeoutInSeconds", "=20"),
            entry("readTimeoutInSeconds", "=60"),
            entry("body", "={picture: picture, alt: product.name}"),
            entry("ignoreNullValues", "=false")),
        List.of(
            entry("resultExpression", "={pictureId: response.body.id}"),
            entry("errorExpression", CATCH_REJECTED_UPLOAD),
            entry("retryBackoff", "PT30S")));
  }

  private PublishPictures() {}
}
