package org.imagesgenerate.connector.catalog;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.Urls;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.input.ResponseFormat;

/**
 * Checks one input against the entry of its model. Reports all problems at once, so that a user
 * does not need one attempt per field.
 */
final class InputValidator {

  private static final int LONGEST_MODEL = 1_000;
  private static final Set<String> WITH_TASKS = Set.of(Provider.WAVESPEED, Provider.RUNWARE);

  /** Parts of a stream instead of finished images: nothing of it could be delivered. */
  private static final Set<String> STREAMING = Set.of("stream", "partial_images");

  private static final Set<String> NO_STREAM = Set.of("false", "0", "null");

  private final ImagesGenerateInput input;
  private final ImagesEditInput edit;
  private final InputImages contents;
  private final Model rules;
  private final Findings findings;

  /**
   * @param edit null for Images Generate
   * @param contents the images to edit, or none as long as they were not read
   */
  InputValidator(
      ImagesGenerateInput input, ImagesEditInput edit, InputImages contents, Model rules) {
    this.contents = contents;
    this.input = input;
    this.edit = edit;
    this.rules = rules;
    this.findings = new Findings(input.model());
  }

  /**
   * @param wrongModel why the model cannot do this, if it cannot
   */
  ImageRequest request(Optional<String> wrongModel) {
    checkModel();
    wrongModel.ifPresent(it -> findings.problem("%s", it));
    List<Map<String, Object>> requests =
        new RequestTranslator(input, edit, contents, rules, findings).requests();
    checkExtraBody();
    boolean submit = submit();
    URI webhook = webhook(submit);
    String model = rules.wireId(input.model());
    if (edit != null && input.model().contains("/") && !model.equalsIgnoreCase(input.model())) {
      findings.warn("model: %s was sent as %s, which edits images", input.model(), model);
    }
    if (!findings.problems().isEmpty()) {
      throw ImagesException.invalidInput(String.join("\n", findings.problems()));
    }
    return new ImageRequest(
        rules,
        model,
        input.prompt(),
        input.n(),
        requests,
        ResponseFormat.of(input.responseFormat()).orElseThrow(),
        input.extraBody(),
        input.providerOptions(),
        submit,
        webhook,
        InputImages.NONE,
        List.copyOf(findings.warnings()));
  }

  /** Fails right away, because the messages about other problems contain the model. */
  private void checkModel() {
    int length = input.model().length();
    if (length > LONGEST_MODEL) {
      throw ImagesException.invalidInput(
          "model: has %d characters; use the provider's model id, which has at most %d"
              .formatted(length, LONGEST_MODEL));
    }
  }

  private void checkExtraBody() {
    for (String field : STREAMING) {
      if (!NO_STREAM.contains(String.valueOf(input.extraBody().get(field)))) {
        problem(
            "extraBody: \"%s\" is not possible, because the task returns finished images;"
                + " remove it",
            field);
      }
    }
  }

  private boolean submit() {
    String delivery = input.delivery();
    boolean submit = delivery.equalsIgnoreCase(ImagesGenerateInput.SUBMIT);
    if (!submit && !delivery.equalsIgnoreCase(ImagesGenerateInput.WAIT)) {
      problem("delivery: %s is not known; use wait or submit", quote(delivery));
    } else if (submit && !WITH_TASKS.contains(input.provider().type())) {
      problem(
          "delivery: \"submit\" is not possible, because %s has no tasks to hand back; use wait",
          input.provider().type());
    }
    return submit;
  }

  private URI webhook(boolean submit) {
    if (input.webhookUrl() == null) {
      return null;
    }
    if (!submit) {
      findings.warn("webhookUrl was left out: it has a meaning only with delivery \"submit\"");
      return null;
    }
    if (Urls.isHttp(input.webhookUrl())) {
      return URI.create(input.webhookUrl());
    }
    problem(
        "webhookUrl: %s is not a URL; use one such as https://host/path",
        quote(Urls.withoutQuery(input.webhookUrl())));
    return null;
  }

  private void problem(String sentence, Object... values) {
    findings.problem(sentence, values);
  }

  private static String quote(String value) {
    return Findings.quote(value);
  }
}
