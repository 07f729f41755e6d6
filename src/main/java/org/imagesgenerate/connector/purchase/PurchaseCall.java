package org.imagesgenerate.connector.purchase;

import io.camunda.connector.api.document.DocumentFactory;
import java.util.function.Function;
import org.imagesgenerate.connector.error.Redaction;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult;
import org.imagesgenerate.connector.provider.TaskHandle;

/**
 * What is to be bought, and how.
 *
 * @param provider the value of {@code provider.type}
 * @param isRepeatable whether the same order given again finds what the first one bought, or is
 *     free
 * @param buy asks the provider
 * @param collect gets the images of a finished task again and buys nothing; null if the provider
 *     has no tasks
 * @param documents makes documents of references
 * @param redaction what must not be written down
 */
public record PurchaseCall(
    GenerationRequest order,
    String provider,
    boolean isRepeatable,
    Function<GenerationRequest, GenerationResult> buy,
    Function<TaskHandle, GenerationResult> collect,
    DocumentFactory documents,
    Redaction redaction) {}
