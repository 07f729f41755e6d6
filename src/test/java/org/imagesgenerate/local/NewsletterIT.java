package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.camunda.client.api.response.ActivatedJob;
import io.camunda.client.api.worker.JobClient;
import io.camunda.client.api.worker.JobWorker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.imagesgenerate.local.ProcessRun.Incident;
import org.imagesgenerate.local.ProcessRun.Step;
import org.imagesgenerate.simulator.Fault;
import org.imagesgenerate.simulator.ImagesSimulator;
import org.imagesgenerate.simulator.OpenAiErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The example that sends a newsletter. Camunda's e-mail connector is not under an open licence, so
 * a worker of this test takes its job: it reads the attachment from the document store, as the
 * connector would.
 */
@ExtendWith(SharedCamunda.class)
class NewsletterIT {

  private static final Path EXAMPLES = Path.of("bpmn-examples");

  /**
   * @param picture the attached file
   */
  private record Email(JsonNode fields, byte[] picture) {}

  private final LocalCamunda camunda;
  private final List<Email> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private ImagesSimulator simulator;
  private JobWorker mailer;

  NewsletterIT(LocalCamunda camunda) {
    this.camunda = camunda;
  }

  @BeforeEach
  void setUp() {
    camunda.secrets().put("OPENAI_API_KEY", "sk-test-key-of-newsletter");
    simulator = ImagesSimulator.start();
    mailer =
        camunda
            .engine()
            .client()
            .newWorker()
            .jobType("io.camunda:email:1")
            .handler(this::send)
            .open();
  }

  @AfterEach
  void tearDown() {
    mailer.close();
    simulator.close();
  }

  private void send(JobClient client, ActivatedJob job) throws IOException {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      client
          .newFailCommand(job)
          .retries(job.getRetries() - 1)
          .errorMessage("451 try again later")
          .send()
          .join();
      return;
    }
    JsonNode fields = new ObjectMapper().readTree(job.getVariables());
    String document = fields.at("/data/smtpAction/attachments/0/documentId").asText();
    sent.add(new Email(fields, Files.readAllBytes(camunda.documents().file(document))));
    client.newCompleteCommand(job).send().join();
  }

  @Test
  void sendsTheApprovedPictureWithTheText() throws IOException {
    ProcessRun run = start();
    approve(run);
    run.awaitEnd();

    assertThat(sent).hasSize(1);
    JsonNode fields = sent.getFirst().fields();
    assertThat(fields.at("/data/smtpAction/to/0").asText()).isEqualTo("readers@example.com");
    assertThat(fields.at("/data/smtpAction/subject").asText()).isEqualTo("Winter lights");
    assertThat(fields.at("/data/smtpAction/body").asText()).isEqualTo("It is dark early.");
    var picture = ImageIO.read(new ByteArrayInputStream(sent.getFirst().picture()));
    assertThat(picture.getWidth()).isEqualTo(1536);
    assertThat(simulator.lastRequest().json().get("prompt").asText())
        .isEqualTo("Editorial illustration without any text, for the headline: Winter lights");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void sendsNothingBeforeAPersonApprovesAPicture() {
    ProcessRun run = start();
    run.complete(
        run.awaitUserTask("ReviewImage"), Map.of("decision", "change", "wish", "make it snow"));
    approve(run);
    run.awaitEnd();

    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().fields().at("/data/smtpAction/attachments/0"))
        .isEqualTo(run.variable("imageDocuments").get(0));
    assertThat(simulator.lastRequest().json().get("prompt").asText())
        .endsWith("Winter lights. make it snow");
    assertThat(simulator.purchases()).isEqualTo(2);
  }

  @Test
  void aPersonRewritesARejectedPrompt() {
    simulator.next(Fault.answer(OpenAiErrors.moderationBlocked("input", "violence")));

    ProcessRun run = start();
    run.complete(run.awaitUserTask("RewritePrompt"), Map.of("prompt", "candles in a window"));
    approve(run);
    run.awaitEnd();

    assertThat(run.variable("prompt").asText()).isEqualTo("candles in a window");
    assertThat(sent).hasSize(1);
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  @Test
  void aFailedEmailIsSentAgainByAPersonOnlyAndBuysNoPicture() {
    failures.set(1);

    ProcessRun run = start();
    approve(run);
    Incident incident = run.awaitIncident();
    assertThat(incident.elementId()).isEqualTo("SendNewsletter");
    assertThat(sent).isEmpty();
    run.retry(incident, 1);
    run.awaitEnd();

    assertThat(sent).hasSize(1);
    assertThat(run.steps()).extracting(Step::elementId).endsWith("NewsletterSent");
    assertThat(simulator.purchases()).isEqualTo(1);
  }

  private static void approve(ProcessRun run) {
    run.complete(run.awaitUserTask("ReviewImage"), Map.of("decision", "approve"));
  }

  private ProcessRun start() {
    camunda
        .engine()
        .deploySimulated(
            any -> simulator.uri().toString(),
            EXAMPLES.resolve("newsletter.bpmn"),
            EXAMPLES.resolve("review-image.form"),
            EXAMPLES.resolve("ask-for-another-prompt.form"));
    return camunda
        .engine()
        .start(
            "newsletter",
            Map.of(
                "subject",
                "Winter lights",
                "text",
                "It is dark early.",
                "recipients",
                List.of("readers@example.com")));
  }
}
