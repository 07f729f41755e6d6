package org.imagesgenerate.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.Color;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.imagesgenerate.connector.catalog.Catalog;
import org.imagesgenerate.connector.catalog.ImageRequest;
import org.imagesgenerate.connector.image.ImageFacts;
import org.imagesgenerate.connector.image.InputImage;
import org.imagesgenerate.connector.image.InputImages;
import org.imagesgenerate.connector.input.ImagesEditInput;
import org.imagesgenerate.connector.input.ImagesGenerateInput;
import org.imagesgenerate.connector.provider.GenerationRequest;
import org.imagesgenerate.connector.provider.GenerationResult.Source;
import org.imagesgenerate.connector.provider.PurchaseKey;
import org.imagesgenerate.connector.provider.simulation.PlaceholderImage;
import org.imagesgenerate.connector.provider.simulation.SimulatedAttempts;
import org.imagesgenerate.connector.provider.simulation.SimulationApi;
import org.imagesgenerate.connector.support.Deadline;
import org.imagesgenerate.connector.support.ImageFile;
import org.imagesgenerate.connector.support.Limits;
import org.imagesgenerate.connector.support.TempImageFolder;

/** The pictures of docs/edit.md: what the simulation makes of an image, with and without a mask. */
final class EditPictures {

  private static final String FOLDER = "images/edit";
  private static final int EDGE = 384;
  private static final String PROMPT = "Make it night";

  private final TempImageFolder folder =
      new TempImageFolder(Path.of(System.getProperty(TempImageFolder.SETTING)));
  private final SimulationApi simulation =
      new SimulationApi(
          () -> new ImageFile.Writer(folder, Limits.DEFAULT), wait -> {}, new SimulatedAttempts());

  /** All of them as PNG, by file name. */
  static Map<String, byte[]> all() throws IOException {
    EditPictures pictures = new EditPictures();
    byte[] before = before();
    byte[] mask = mask();
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("before.png", before);
    all.put("mask.png", mask);
    all.put("after.png", pictures.edited(before, null));
    all.put("after-with-mask.png", pictures.edited(before, mask));
    return all;
  }

  private static byte[] before() throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    PlaceholderImage.of("A lighthouse by the sea", "simulated", EDGE, EDGE, 1, false, null)
        .writeTo(png, "png");
    return png.toByteArray();
  }

  /** Opaque except for a round hole in the upper part: the sky around the lamp. */
  private static byte[] mask() throws IOException {
    BufferedImage mask = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_ARGB);
    Ellipse2D hole = new Ellipse2D.Double(EDGE / 8.0, EDGE / 12.0, EDGE * 0.75, EDGE * 0.5);
    for (int y = 0; y < EDGE; y++) {
      for (int x = 0; x < EDGE; x++) {
        mask.setRGB(x, y, hole.contains(x + 0.5, y + 0.5) ? 0 : Color.BLACK.getRGB());
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(mask, "png", png);
    return png.toByteArray();
  }

  private byte[] edited(byte[] image, byte[] mask) throws IOException {
    Map<String, Object> variables =
        Map.of("provider", Map.of("type", "simulation"), "model", "simulated", "prompt", PROMPT);
    ImagesGenerateInput input =
        new ObjectMapper().convertValue(variables, ImagesGenerateInput.class);
    ImagesEditInput edit = new ImagesEditInput(Collections.singletonList(null), null, null);
    Optional<InputImage> masked =
        mask == null ? Optional.empty() : Optional.of(input("mask", mask));
    try (InputImages images = new InputImages(List.of(input("images", image)), masked)) {
      ImageRequest request = Catalog.builtIn().translate(input, edit).with(images);
      GenerationRequest generation =
          new GenerationRequest(
              request, new PurchaseKey(1, ""), Deadline.in(Duration.ofMinutes(1)), null);
      Source result = simulation.generate(generation).images().getFirst().source();
      try (ImageFile file = ((Source.Bytes) result).file();
          InputStream in = file.open()) {
        return in.readAllBytes();
      }
    }
  }

  private InputImage input(String field, byte[] bytes) throws IOException {
    try (ImageFile.Writer writer = new ImageFile.Writer(folder, Limits.DEFAULT)) {
      writer.write(bytes, 0, bytes.length);
      ImageFile file = writer.finish();
      return new InputImage(
          field, file, ImageFacts.of(file).orElseThrow(), life -> Optional.empty(), null);
    }
  }

  static void write(Path docs) throws IOException {
    Path pictures = Files.createDirectories(docs.resolve(FOLDER));
    for (Map.Entry<String, byte[]> picture : all().entrySet()) {
      Files.write(pictures.resolve(picture.getKey()), picture.getValue());
    }
  }

  private EditPictures() {}
}
