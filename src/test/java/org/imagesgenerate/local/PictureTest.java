package org.imagesgenerate.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.camunda.connector.api.document.DocumentCreationRequest;
import io.camunda.connector.api.document.DocumentReference.CamundaDocumentReference;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {

  @TempDir Path folder;
  private FolderDocumentStore documents;

  @BeforeEach
  void setUp() {
    documents = new FolderDocumentStore(folder.resolve("documents"), Clock.systemUTC());
  }

  @Test
  void isSavedUnderTheDocumentsName() throws IOException {
    Picture picture = Picture.save(image(png(30, 20), 30, 20), documents, folder);

    assertThat(picture.file()).isEqualTo(folder.resolve("fox.png"));
    assertThat(picture.facts()).startsWith("30 x 20, image/png, ").endsWith(" bytes");
    assertThat(ImageIO.read(picture.file().toFile()).getWidth()).isEqualTo(30);
  }

  @Test
  void isRefusedWhenItIsNoPicture() {
    ObjectNode image = image("no picture".getBytes(), 30, 20);

    assertThatThrownBy(() -> Picture.save(image, documents, folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not image/png of 30 x 20 pixels");
  }

  @Test
  void isRefusedWhenItHasOtherDimensions() throws IOException {
    ObjectNode image = image(png(30, 20), 20, 30);

    assertThatThrownBy(() -> Picture.save(image, documents, folder))
        .hasMessageContaining("is not image/png of 20 x 30 pixels");
  }

  @Test
  void isRefusedWhenItIsNotWhatTheResultSays() throws IOException {
    ObjectNode image = image(png(30, 20), 30, 20).put("sha256", "0");

    assertThatThrownBy(() -> Picture.save(image, documents, folder))
        .hasMessageContaining("differs from what the connector delivered");
  }

  private ObjectNode image(byte[] content, int width, int height) {
    CamundaDocumentReference reference =
        documents.createDocument(DocumentCreationRequest.from(content).fileName("fox.png").build());
    ObjectNode image = new ObjectMapper().createObjectNode();
    image.put("mimeType", "image/png").put("width", width).put("height", height);
    image.put("sha256", reference.getContentHash());
    ObjectNode document = image.putObject("document").put("documentId", reference.getDocumentId());
    document.putObject("metadata").put("fileName", "fox.png");
    return image;
  }

  private static byte[] png(int width, int height) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", bytes);
    return bytes.toByteArray();
  }
}
