package org.imagesgenerate.connector.delivery;

import io.camunda.connector.api.document.DocumentFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.imagesgenerate.connector.input.ResponseFormat;
import org.imagesgenerate.connector.support.Deadline;

/**
 * How images are to be delivered.
 *
 * @param responseFormat as asked
 * @param documentName file name without ending
 * @param timeToLive of documents, or null for the store's own rule
 * @param documents the store
 * @param api where the API is: its own host may be private; null if there is none
 * @param apiHeaders who asks, for the API's own host only
 * @param deadline the end of the job's budget
 */
public record DeliveryRequest(
    ResponseFormat responseFormat,
    String documentName,
    Duration timeToLive,
    DocumentFactory documents,
    URI api,
    Map<String, String> apiHeaders,
    Deadline deadline) {

  /** The same images as documents. */
  public DeliveryRequest asDocuments() {
    return new DeliveryRequest(
        ResponseFormat.DOCUMENT, documentName, timeToLive, documents, api, apiHeaders, deadline);
  }

  /** Headers hold keys. */
  @Override
  public String toString() {
    return "delivery as " + responseFormat.text();
  }
}
