package org.imagesgenerate.connector.delivery;

import io.camunda.connector.api.document.DocumentFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.support.Deadline;

/**
 * How the process wants its images.
 *
 * @param responseFormat as requested
 * @param documentName file name without extension
 * @param timeToLive of documents, or null for the store's own rule
 * @param documents the store
 * @param api the provider's API, whose own host may be private; null if there is none
 * @param apiHeaders authenticate at the API's own host, and are sent nowhere else
 * @param deadline when the job's budget ends
 */
public record DeliveryRequest(
    ResponseFormat responseFormat,
    String documentName,
    Duration timeToLive,
    DocumentFactory documents,
    URI api,
    Map<String, String> apiHeaders,
    Deadline deadline) {

  /** The same request, but for documents. */
  public DeliveryRequest asDocuments() {
    return new DeliveryRequest(
        ResponseFormat.DOCUMENT, documentName, timeToLive, documents, api, apiHeaders, deadline);
  }

  /** Without the headers, which contain keys. */
  @Override
  public String toString() {
    return "delivery as " + responseFormat.text();
  }
}
