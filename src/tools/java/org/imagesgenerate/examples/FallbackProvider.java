package org.imagesgenerate.examples;

/** Uses a second provider, but only if the first one certainly did nothing. */
final class FallbackProvider {

  /** After the last retry: most outages are over before that, and waiting costs nothing. */
  private static final String AFTER_THE_LAST_RETRY =
      """
      =if error.code = "PROVIDER_UNAVAILABLE" and job.retries <= 1
      then bpmnError(error.code, error.message, {openAiMessage: error.message})
      else null""";

  static BpmnBuilder builder() {
    return new BpmnBuilder(
            "fallback-provider",
            "Generate an image with a second provider in reserve",
            """
            Calls OpenAI. If OpenAI is still unavailable after the last retry (PROVIDER_UNAVAILABLE), the process calls Runware. If it is unknown whether OpenAI made and billed an image (OUTCOME_UNKNOWN), an incident is created instead: a second provider could mean a second bill.

            Variables: prompt; optionally size. Result: imageDocuments with the images; imagesResult.provider names the provider that made them.
            """)
        .start("ImageRequested", "Image requested", 0, 0)
        .images("GenerateWithOpenAi", "Generate image with OpenAI", 1, 0, openAi())
        .catchError(
            "OpenAiUnavailable",
            "OpenAI unavailable",
            "GenerateWithOpenAi",
            "PROVIDER_UNAVAILABLE",
            "openAiMessage")
        .images("GenerateWithRunware", "Generate image with Runware", 2, 1, runware())
        .exclusive("AnyImage", null, 3, 0)
        .end("ImageReady", "Image ready", 3.75, 0)
        .flow("ToGenerateWithOpenAi", "ImageRequested", "GenerateWithOpenAi")
        .flow("OpenAiDone", "GenerateWithOpenAi", "AnyImage")
        .flow("ToGenerateWithRunware", "OpenAiUnavailable", "GenerateWithRunware")
        .flow("RunwareDone", "GenerateWithRunware", "AnyImage")
        .flow("ToImageReady", "AnyImage", "ImageReady");
  }

  private static ImagesTask openAi() {
    return ImagesTask.generateWith(
        "openai",
        "gpt-image-2",
        "prompt",
        "=prompt",
        "size",
        "=size",
        "errorExpression",
        AFTER_THE_LAST_RETRY);
  }

  private static ImagesTask runware() {
    return ImagesTask.generate(
        "provider.type",
        "runware",
        "modelChoice",
        "runware:101@1",
        "prompt",
        "=prompt",
        "size",
        "=size");
  }

  private FallbackProvider() {}
}
