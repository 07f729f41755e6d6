package org.imagesgenerate.benchmark.load;

import io.camunda.zeebe.gateway.protocol.GatewayGrpc;
import io.camunda.zeebe.gateway.protocol.GatewayOuterClass.FailJobRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes jobs that fail, and results that the engine rejects. The runtime says nothing about the
 * latter: the job just runs again after its timeout.
 */
final class JobFailures implements ClientInterceptor {

  private static final String COMPLETE = GatewayGrpc.getCompleteJobMethod().getFullMethodName();

  private final List<String> failures = new ArrayList<>();

  /** Those since the last call. */
  synchronized List<String> take() {
    List<String> taken = List.copyOf(failures);
    failures.clear();
    return taken;
  }

  private synchronized void add(String failure) {
    failures.add(failure);
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void sendMessage(Q message) {
        if (message instanceof FailJobRequest it) {
          add("job failed: " + it.getErrorMessage());
        }
        super.sendMessage(message);
      }

      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            method.getFullMethodName().equals(COMPLETE) ? noting(listener) : listener, headers);
      }
    };
  }

  private <A> ClientCall.Listener<A> noting(ClientCall.Listener<A> listener) {
    return new SimpleForwardingClientCallListener<>(listener) {
      @Override
      public void onClose(Status status, Metadata trailers) {
        if (!status.isOk()) {
          add("result rejected: %s %s".formatted(status.getCode(), status.getDescription()));
        }
        super.onClose(status, trailers);
      }
    };
  }
}
