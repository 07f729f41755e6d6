package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pictures in the documentation show the form as it is. */
@InModeler
class ModelerPicturesIT {

  private final Modelers modelers;

  ModelerPicturesIT(Modelers modelers) {
    this.modelers = modelers;
  }

  @Test
  void everyPictureShowsWhatTheModelerShowsNow() throws IOException {
    Map<String, byte[]> pictures = ModelerPictures.take(modelers);
    Path taken = Files.createDirectories(Path.of("target", "modeler", "pictures"));
    for (Map.Entry<String, byte[]> now : pictures.entrySet()) {
      Files.createDirectories(taken.resolve(now.getKey()).getParent());
      Files.write(taken.resolve(now.getKey()), now.getValue());
      Path file = ModelerPictures.FOLDER.resolve(now.getKey());
      assertThat(file).exists();
      assertThat(DescribedPicture.description(Files.readAllBytes(file)))
          .as("%s is out of date. Run: mvn -q test-compile exec:exec@screenshots", file)
          .isEqualTo(DescribedPicture.description(now.getValue()));
    }
    assertThat(
            ModelerPictures.shows(
                ModelerPictures.FOLDER.resolve(ModelerPictures.ANIMATION),
                pictures.get(ModelerPictures.PLAYGROUND)))
        .as("The animation is out of date. Run: mvn -q test-compile exec:exec@screenshots")
        .isTrue();
  }
}
