package org.imagesgenerate.playground;

import java.nio.file.Path;
import org.imagesgenerate.modeler.ModelerPackages;
import org.imagesgenerate.modeler.ModelerVersion;

/**
 * The scripts of others that the page uses.
 *
 * @param modeler folder of the modeler
 * @param forms folder of the form viewer
 * @param problems the linter, one file
 */
public record PageScripts(Path modeler, Path forms, Path problems) {

  /** Gets them from npm, or finds them where they were put before. */
  public static PageScripts fetch() {
    return new PageScripts(
        ModelerPackages.modeler(ModelerVersion.NEWEST),
        ModelerPackages.formViewer(),
        ModelerPackages.problems());
  }
}
