package org.imagesgenerate.soak;

import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentLinkParameters;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import io.camunda.connector.runtime.core.document.store.CamundaDocumentStore;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.imagesgenerate.local.FolderDocumentStore;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A worker: the connectors runtime with the drop-in jar beside it, and documents in a folder. Some
 * uploads fail: system property {@code soak.upload-faults}, of a hundred.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class WorkerApplication {

  /** Starts it; the arguments are Spring's. */
  public static void main(String[] arguments) {
    FolderDocumentStore folder =
        new FolderDocumentStore(
            Path.of(System.getProperty("soak.documents")), Clock.systemDefaultZone());
    int faults = Integer.getInteger("soak.upload-faults", 0);
    new SpringApplicationBuilder(WorkerApplication.class)
        .initializers(
            context ->
                ((GenericApplicationContext) context)
                    .registerBean(
                        CamundaDocumentStore.class,
                        () -> new Unreliable(folder, faults),
                        bean -> bean.setPrimary(true)))
        .run(arguments);
  }

  /** Half of its failures come before the content was read, half after it was stored. */
  record Unreliable(FolderDocumentStore folder, int faults) implements CamundaDocumentStore {

    @Override
    public CamundaDocumentReference createDocument(DocumentCreationRequest request) {
      int dice = ThreadLocalRandom.current().nextInt(200);
      if (dice < faults) {
        throw new IllegalStateException("the document store is down, as the soak asked for");
      }
      CamundaDocumentReference made = folder.createDocument(request);
      if (dice < 2 * faults) {
        throw new IllegalStateException("the store's answer got lost, as the soak asked for");
      }
      return made;
    }

    @Override
    public InputStream getDocumentContent(CamundaDocumentReference reference) {
      return folder.getDocumentContent(reference);
    }

    @Override
    public void deleteDocument(CamundaDocumentReference reference) {
      folder.deleteDocument(reference);
    }

    @Override
    public String generateLink(
        CamundaDocumentReference reference, DocumentLinkParameters parameters) {
      return folder.generateLink(reference, parameters);
    }
  }
}
