package org.imagesgenerate.modeler;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever lacks something is told in one line what, and what to do. */
@InModeler
class MissingRequirementIT {

  @TempDir Path folder;

  @Test
  void aFailedDownloadIsOneLine() throws IOException {
    Files.writeString(
        folder.resolve("package.json"), "{\"dependencies\":{\"some-package\":\"1.2.3\"}}");
    Files.writeString(
        folder.resolve("package-lock.json"),
        """
        {"lockfileVersion":3,"packages":{"":{"dependencies":{"some-package":"1.2.3"}},
        "node_modules/some-package":{"version":"1.2.3","resolved":"http://127.0.0.1:%d/some-package.tgz"}}}
        """
            .formatted(closedPort()));
    Files.writeString(folder.resolve(".npmrc"), "fetch-retries=0\nnoproxy=127.0.0.1\n");

    assertThatThrownBy(() -> ModelerPackages.fetch(folder))
        .hasMessageStartingWith("npm could not fetch some-package 1.2.3: ")
        .hasMessageContaining("ECONNREFUSED")
        .hasMessageContaining("Check the network and npm's registry and proxy settings")
        .hasMessageEndingWith("-DskipModeler.")
        .message()
        .hasLineCount(1);
  }

  @Test
  void whereTheBrowserDoesNotRunAnotherOneCanBeNamed() {
    assertThatThrownBy(() -> Chromium.checkRunsOn("Mac OS X", "aarch64"))
        .hasMessageContaining("this is Mac OS X on aarch64")
        .hasMessageContaining("-Dmodeler.browser=/path/to/chromium")
        .hasMessageEndingWith("-DskipModeler.");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
