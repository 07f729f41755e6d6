package org.imagesgenerate.modeler;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The browser of the tests. It comes from npm in an exact version and with fonts of its own, so
 * that a picture is the same on every machine.
 *
 * @param environment of its process, in place of this one's
 */
record Chromium(Path program, Map<String, String> environment) {

  /** Names an installed Chromium or Chrome, where the one from npm does not run. */
  private static final String PROPERTY = "modeler.browser";

  private static final String REMEDY =
      "Name an installed Chromium or Chrome with -D" + PROPERTY + "=/path/to/chromium";

  static Chromium find() {
    String installed = System.getProperty(PROPERTY, "");
    if (!installed.isBlank()) {
      return installed(Path.of(installed));
    }
    checkRunsOn(System.getProperty("os.name"), System.getProperty("os.arch"));
    return fromNpm(ModelerPackages.browser());
  }

  private static Chromium installed(Path program) {
    if (!Files.isExecutable(program)) {
      throw new MissingRequirementException(
          "-D%s names %s, which is not a program".formatted(PROPERTY, program), REMEDY);
    }
    return new Chromium(program, System.getenv());
  }

  static void checkRunsOn(String system, String architecture) {
    if (!system.equals("Linux") || !architecture.equals("amd64")) {
      throw new MissingRequirementException(
          "The tests' own browser runs on Linux on x86-64, and this is %s on %s"
              .formatted(system, architecture),
          REMEDY);
    }
  }

  private static Chromium fromNpm(Path folder) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().removeIf(name -> name.startsWith("FONTCONFIG_"));
    environment.put("FONTCONFIG_FILE", folder.resolve("fonts.conf").toString());
    Path unpacked = ModelerPackages.unpacked(folder);
    environment.put("XDG_CACHE_HOME", unpacked.resolve("cache").toString());
    environment.put("LD_LIBRARY_PATH", unpacked.resolve("lib").toString());
    return new Chromium(unpacked.resolve("chromium"), environment);
  }
}
