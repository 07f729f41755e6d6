package org.imagesgenerate.examples;

/** The first process in the playground: one task, filled in. */
public final class PlaygroundProcess {

  public static String bpmn() {
    return new BpmnBuilder(
            "my-process", "My process", "Generates a picture from the variable prompt.")
        .start("ImageRequested", "Image requested", 0, 0)
        .images("GenerateImages", "Generate images", 1, 0, ImagesTask.generate("prompt", "=prompt"))
        .end("ImagesReady", "Images ready", 2, 0)
        .flow("ToGenerateImages", "ImageRequested", "GenerateImages")
        .flow("ToImagesReady", "GenerateImages", "ImagesReady")
        .bpmn();
  }

  private PlaygroundProcess() {}
}
