package org.imagesgenerate.examples;

import static java.util.Map.entry;

import java.util.List;

/** An illustration for a newsletter, which a person approves before it is sent. */
final class Newsletter {

  static BpmnBuilder builder() {
    ImagesTask task =
        ImagesTask.generateWith(
            "openai",
            "gpt-image-2",
            "prompt",
            "=prompt",
            "size",
            "1536x1024",
            "documentName",
            "illustration",
            "errorExpression",
            ImagesTask.CATCH_REJECTED_PROMPT);
    return new BpmnBuilder(
            "newsletter",
            "Illustrate a newsletter, and send it when a person has approved the picture",
            """
            Generates an illustration for the subject of a newsletter and shows it to a person, who approves it or says what should change. Camunda's e-mail connector then sends the text with the picture as an attachment. If the provider rejects the prompt, a person rewrites it. Every round buys a new image; sending buys nothing.

            Variables: subject, text and recipients (a list of e-mail addresses). Secrets: SMTP_USER and SMTP_PASSWORD. Result: imageDocuments with the approved picture.
            """)
        .start("NewsletterWritten", "Newsletter written", 0, 0)
        .script(
            "ComposePrompt",
            "Compose prompt",
            0.85,
            0,
            "=\"Editorial illustration without any text, for the headline: \" + subject",
            "prompt")
        .exclusive("NextRound", null, 1.6, 0)
        .images("GenerateIllustration", "Generate illustration", 2.5, 0, task)
        .catchError(
            "PromptRejected",
            "Prompt rejected",
            "GenerateIllustration",
            "CONTENT_POLICY",
            "refusal")
        .userTask("RewritePrompt", "Rewrite prompt", 2.5, 1, "ask-for-another-prompt", "")
        .userTask("ReviewImage", "Review illustration", 3.6, 0, "review-image", ReviewImage.MAPPING)
        .exclusive("Approved", "Approved?", 4.45, 0)
        .script("AddChange", "Add change to prompt", 3.05, -1, "=prompt + \". \" + wish", "prompt")
        .camunda("SendNewsletter", "Send newsletter", 5.35, 0, email())
        .end("NewsletterSent", "Newsletter sent", 6.3, 0)
        .flow("ToComposePrompt", "NewsletterWritten", "ComposePrompt")
        .flow("FirstPrompt", "ComposePrompt", "NextRound")
        .flow("ToGenerateIllustration", "NextRound", "GenerateIllustration")
        .flow("ToReviewImage", "GenerateIllustration", "ReviewImage")
        .flow("ToRewritePrompt", "PromptRejected", "RewritePrompt")
        .flow("RewrittenPrompt", "RewritePrompt", "NextRound")
        .flow("ToApproved", "ReviewImage", "Approved")
        .flow("Yes", "Approved", "SendNewsletter", "yes", "=decision = \"approve\"")
        .otherwise("No", "Approved", "AddChange", "no")
        .flow("ChangedPrompt", "AddChange", "NextRound")
        .flow("ToNewsletterSent", "SendNewsletter", "NewsletterSent");
  }

  /** One attempt: after a failure, a person checks whether the e-mail was sent. */
  private static CamundaTask email() {
    return new CamundaTask(
        "io.camunda.connectors.email.v1",
        3,
        "io.camunda:email:1",
        1,
        List.of(
            entry("authentication.type", "simple"),
            entry("authentication.username", "{{secrets.SMTP_USER}}"),
            entry("authentication.password", "{{secrets.SMTP_PASSWORD}}"),
            entry("protocol", "smtp"),
            entry("data.smtpConfig.smtpHost", "smtp.example.com"),
            entry("data.smtpConfig.smtpPort", "=587"),
            entry("data.smtpConfig.smtpCryptographicProtocol", "TLS"),
            entry("data.smtpActionDiscriminator", "sendEmailSmtp"),
            entry("data.smtpAction.from", "newsletter@example.com"),
            entry("data.smtpAction.to", "=recipients"),
            entry("data.smtpAction.subject", "=subject"),
            entry("data.smtpAction.contentType", "PLAIN"),
            entry("data.smtpAction.body", "=text"),
            entry("data.smtpAction.attachments", "=imageDocuments")),
        List.of(entry("retryBackoff", "PT0S")));
  }

  private Newsletter() {}
}
