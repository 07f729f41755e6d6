package org.imagesgenerate.examples;

import java.util.List;

/** One picture by models of three families; a person chooses. */
final class CompareModels {

  /**
   * A model that fails leaves the others alone. A failure of the account, or of a picture that is
   * paid for, stays an incident: a person can solve it, and nothing is lost.
   */
  private static final String MODEL_FAILED =
      """
      =if list contains(["CONTENT_POLICY", "INVALID_INPUT", "MODEL_UNAVAILABLE", "REQUEST_REJECTED", "TASK_FAILED", "NO_IMAGE"], error.code)
        or (error.code = "PROVIDER_UNAVAILABLE" and job.retries <= 1)
      then bpmnError("MODEL_FAILED", error.message, {%1$sPicture: {model: "%2$s", failure: error.message}})
      else null""";

  private static final String MAPPING =
      """
      <zeebe:ioMapping>
      <zeebe:input source="=pictures[item.document != null].document" target="documents"/>
      <zeebe:input source="=for made in pictures[item.document != null] return {label: made.model, value: made.model}" target="models"/>
      <zeebe:input source="=string join(for failed in pictures[item.failure != null] return &#34;**&#34; + failed.model + &#34;** made no picture. &#34; + failed.failure, &#34;\n\n&#34;)" target="missing"/>
      <zeebe:output source="=pictures[item.model = chosenModel][1].document" target="picture"/>
      <zeebe:output source="=chosenModel" target="chosenModel"/>
      </zeebe:ioMapping>
      """;

  private static final String LIST = "=[fluxPicture, seedreamPicture, nanoBananaPicture]";

  /**
   * @param id of elements and variables
   * @param family its name in the diagram
   * @param name what people read in the form
   * @param model Runware's id
   */
  private record Branch(String id, String family, String name, String model, int row) {

    String element(String suffix) {
      return Character.toUpperCase(id.charAt(0)) + id.substring(1) + suffix;
    }

    ImagesTask task() {
      return ImagesTask.generate(
          "provider.type",
          "runware",
          "modelChoice",
          model,
          "prompt",
          "=prompt",
          "aspect_ratio",
          "=if aspect_ratio = null then \"4:3\" else aspect_ratio",
          "seed",
          "=seed",
          "documentName",
          name,
          "resultVariable",
          id + "Result",
          "resultExpression",
          "={%sPicture: {model: \"%s\", document: response.images[1].document}}"
              .formatted(id, name),
          "errorExpression",
          MODEL_FAILED.formatted(id, name));
    }

    void draw(BpmnBuilder process) {
      process
          .images("MakePictureWith" + element(""), "Make picture with " + family, 1.75, row, task())
          .catchError(
              element("Failed"),
              family + " failed",
              "MakePictureWith" + element(""),
              "MODEL_FAILED",
              id + "Picture")
          .exclusive(element("Done"), null, 2.75, row);
    }

    void connect(BpmnBuilder process) {
      String task = "MakePictureWith" + element("");
      process
          .flow("ToMakePictureWith" + element(""), "EachModel", task)
          .flow(element("Succeeded"), task, element("Done"))
          .around(element("FailedFlow"), element("Failed"), element("Done"), null, null, row + 0.6)
          .flow(element("Ended"), element("Done"), "AllDone");
    }
  }

  private static final List<Branch> BRANCHES =
      List.of(
          new Branch("flux", "FLUX", "FLUX.2 pro", "bfl:5@1", 0),
          new Branch("seedream", "Seedream", "Seedream 4.5", "bytedance:seedream@4.5", 1),
          new Branch("nanoBanana", "Nano Banana", "Nano Banana Pro", "google:4@2", 2));

  static BpmnBuilder builder() {
    BpmnBuilder process =
        new BpmnBuilder(
            "compare-models",
            "Make one picture with three models, and let a person choose",
            """
            Generates the same picture with models of three families at Runware, in parallel, and shows all of them to a person, who chooses one. If a model fails, the person chooses among the others. Every run buys up to three pictures.

            Variables: prompt; optionally aspect_ratio (4:3) and seed. Result: picture (the chosen document) and chosenModel; pictures with each model and its document or failure.
            """);
    process.start("PictureRequested", "Picture requested", 0, 1).parallel("EachModel", 0.75, 1);
    BRANCHES.forEach(it -> it.draw(process));
    process
        .parallel("AllDone", 3.5, 1)
        .script("ListPictures", "List pictures", 4.3, 1, LIST, "pictures")
        .exclusive("AnyPicture", "Any picture?", 5.15, 1)
        .userTask("ChoosePicture", "Choose picture", 6, 1, "choose-picture", MAPPING)
        .end("PictureChosen", "Picture chosen", 6.85, 1)
        .end("NoPictureMade", "No picture made", 6, 1.75)
        .flow("ToEachModel", "PictureRequested", "EachModel");
    BRANCHES.forEach(it -> it.connect(process));
    return process
        .flow("ToListPictures", "AllDone", "ListPictures")
        .flow("ToAnyPicture", "ListPictures", "AnyPicture")
        .flow(
            "Yes",
            "AnyPicture",
            "ChoosePicture",
            "yes",
            "=count(pictures[item.document != null]) > 0")
        .otherwise("No", "AnyPicture", "NoPictureMade", "no")
        .flow("ToPictureChosen", "ChoosePicture", "PictureChosen");
  }

  private CompareModels() {}
}
