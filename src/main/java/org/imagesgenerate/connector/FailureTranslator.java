package org.imagesgenerate.connector;

import io.camunda.connector.api.error.ConnectorException;
import io.camunda.connector.api.outbound.OutboundConnectorContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.imagesgenerate.connector.error.BackOff;
import org.imagesgenerate.connector.error.ErrorCode;
import org.imagesgenerate.connector.error.ImagesException;
import org.imagesgenerate.connector.error.JobFailure;
import org.imagesgenerate.connector.error.PurchaseState;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.error.UnexpectedError;
import org.imagesgenerate.connector.input.InputBinder;
import org.imagesgenerate.connector.input.Provider;
import org.imagesgenerate.connector.purchase.JobStage;

/**
 * Turns everything that is thrown, even an {@code Error}, into an exception with an error code. The
 * runtime would run, and pay for, an unclassified job again without end.
 */
final class FailureTranslator {

  private final OutboundConnectorContext context;
  private final BackOff backOff;
  private final List<String> operatorSecrets;
  private List<String> hidden;
  private Redaction redaction;
  private String provider;
  private String model;
  private JobStage stage = JobStage.BEFORE_THE_REQUEST;

  /**
   * @param secrets the operator's passwords
   */
  FailureTranslator(OutboundConnectorContext context, BackOff backOff, List<String> secrets) {
    this.context = context;
    this.backOff = backOff;
    InputBinder.JobIdentity job = InputBinder.identify(context);
    this.provider = job.provider();
    this.model = job.model();
    this.operatorSecrets = secrets;
    hide(job.secrets());
  }

  /** From here on, messages name provider and model, and hide the provider's secrets. */
  void setProvider(Provider provider, String model) {
    this.model = model;
    setProvider(provider);
  }

  /** From here on the provider's secrets are hidden. */
  void setProvider(Provider provider) {
    this.provider = provider.type();
    hide(provider.secrets());
  }

  private void hide(List<String> secrets) {
    if (!secrets.equals(hidden)) {
      hidden = secrets;
      redaction = new Redaction(Stream.of(secrets, operatorSecrets).flatMap(List::stream).toList());
    }
  }

  /** Hides every secret that is known so far. */
  Redaction redaction() {
    return redaction;
  }

  /** The stage decides what an unexpected exception means for the money. */
  void reached(JobStage stage) {
    this.stage = stage;
  }

  /** Whether this attempt has sent nothing yet that may buy. */
  boolean isBeforeTheRequest() {
    return stage == JobStage.BEFORE_THE_REQUEST;
  }

  /** Gives an exception one of the contract's codes. */
  ImagesException classified(Throwable thrown) {
    return thrown instanceof ImagesException images ? images : unexpected(thrown);
  }

  /** The value of {@code provider.type}, or null; what a user wrote as long as it is unchecked. */
  String provider() {
    return provider;
  }

  /** As the user wrote it, or null. */
  String model() {
    return model;
  }

  ConnectorException of(Throwable thrown) {
    ImagesException failure = classified(thrown);
    return new JobFailure(provider, model, redaction).of(failure, wait(failure));
  }

  private Duration wait(ImagesException failure) {
    if (failure.code().retry() != ErrorCode.Retry.AFTER_BACK_OFF) {
      return null;
    }
    var job = context.getJobContext();
    String header =
        job.getCustomHeaders() == null ? null : job.getCustomHeaders().get("retryBackoff");
    return backOff.after(job.getElementInstanceKey(), header, failure.retryAfter());
  }

  private ImagesException unexpected(Throwable thrown) {
    String what = UnexpectedError.describe(thrown);
    // the simulation buys nothing
    boolean isSimulated = Provider.SIMULATION.equals(provider);
    return switch (isSimulated && stage == JobStage.CALLING_THE_PROVIDER
        ? JobStage.BEFORE_THE_REQUEST
        : stage) {
      case BEFORE_THE_REQUEST ->
          ImagesException.of(
                  ErrorCode.INVALID_INPUT,
                  PurchaseState.NONE,
                  what + ". Nothing was sent. The worker's log contains the stack trace.")
              .causedBy(thrown);
      case CALLING_THE_PROVIDER ->
          // Runware's tasks have our own UUIDs, so the next attempt can find this one
          Provider.RUNWARE.equals(provider)
              ? ImagesException.of(
                      ErrorCode.TASK_PENDING,
                      PurchaseState.UNKNOWN,
                      what
                          + ". You may have been billed. The next attempt continues with the same Runware task and buys nothing more.")
                  .causedBy(thrown)
              : ImagesException.of(
                      ErrorCode.OUTCOME_UNKNOWN,
                      PurchaseState.UNKNOWN,
                      what
                          + ". You may have been billed: check the provider's usage page, then add a retry.")
                  .causedBy(thrown);
      case DELIVERING ->
          ImagesException.of(
                  ErrorCode.DELIVERY_FAILED,
                  isSimulated ? PurchaseState.NONE : PurchaseState.MADE,
                  what
                      + (isSimulated ? "." : ". You have been billed.")
                      + " The next attempt stores the images again and buys nothing more.")
              .causedBy(thrown);
    };
  }
}
