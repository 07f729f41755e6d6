package org.imagesgenerate.local;

import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobResponse;
import io.camunda.zeebe.protocol.impl.record.value.job.JobRecord;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.intent.JobIntent;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * Bypasses the embedded engine's gateway for failed jobs, because it drops the job's variables. A
 * real gateway keeps them, and the next attempt sees them as the local variable {@code error}.
 */
final class FailedJobVariables implements ClientInterceptor {

  private final EngineLog log;

  FailedJobVariables(EngineLog log) {
    this.log = log;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    boolean failsJob =
        method.getFullMethodName().equals(GatewayGrpc.getFailJobMethod().getFullMethodName());
    return failsJob ? (ClientCall<Q, A>) new FailJob() : next.newCall(method, options);
  }

  private void fail(FailJobRequest request) {
    JobRecord job = new JobRecord();
    job.setRetries(request.getRetries());
    job.setRetryBackoff(request.getRetryBackOff());
    job.setErrorMessage(request.getErrorMessage());
    if (!request.getVariables().isEmpty()) {
      job.setVariables(EngineLog.variables(request.getVariables()));
    }
    log.command(request.getJobKey(), ValueType.JOB, JobIntent.FAIL, job);
  }

  private final class FailJob extends ClientCall<FailJobRequest, FailJobResponse> {

    private Listener<FailJobResponse> listener;

    @Override
    public void start(Listener<FailJobResponse> responses, Metadata headers) {
      listener = responses;
    }

    @Override
    public void sendMessage(FailJobRequest request) {
      fail(request);
    }

    @Override
    public void halfClose() {
      listener.onHeaders(new Metadata());
      listener.onMessage(FailJobResponse.getDefaultInstance());
      listener.onClose(Status.OK, new Metadata());
    }

    @Override
    public void request(int responses) {}

    @Override
    public void cancel(String message, Throwable cause) {}
  }
}
