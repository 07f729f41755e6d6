package org.imagesgenerate.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The class path has the library versions that the build says it tests: one jar of each, from one
 * release.
 */
class LibraryVersionsTest {

  @ParameterizedTest
  @CsvSource({
    "httpclient5-, version.httpclient",
    "httpcore5-, version.httpcore",
    "httpcore5-h2-, version.httpcore",
    "jackson-core-, version.jackson",
    "jackson-databind-, version.jackson",
    "jackson-dataformat-yaml-, version.jackson",
    "jackson-datatype-jdk8-, version.jackson",
    "jackson-datatype-jsr310-, version.jackson",
    "jackson-module-parameter-names-, version.jackson",
    "jackson-module-scala_3-, version.jackson"
  })
  void areThoseOfTheBuild(String library, String property) {
    assertThat(jars(library)).containsExactly(library + System.getProperty(property) + ".jar");
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.hc.client5.http.classic.HttpClient, httpclient5-, version.httpclient",
    "org.apache.hc.core5.http.HttpRequest, httpcore5-, version.httpcore",
    "com.fasterxml.jackson.core.JsonParser, jackson-core-, version.jackson",
    "com.fasterxml.jackson.databind.ObjectMapper, jackson-databind-, version.jackson"
  })
  void areThoseThatClassesComeFrom(String type, String library, String property) throws Exception {
    assertThat(Class.forName(type).getProtectionDomain().getCodeSource().getLocation().getPath())
        .endsWith("/" + library + System.getProperty(property) + ".jar");
  }

  /** The annotations have had no patch releases since 2.20. */
  @ParameterizedTest
  @CsvSource("jackson-annotations-, version.jackson")
  void annotationsAreOfTheSameMinorRelease(String library, String property) {
    String minor = System.getProperty(property).replaceFirst("\\.\\d+$", "");
    assertThat(jars(library)).singleElement().asString().startsWith(library + minor + ".");
  }

  private static List<String> jars(String library) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> new File(entry).getName())
        .filter(name -> name.startsWith(library) && isVersion(name.substring(library.length())))
        .toList();
  }

  private static boolean isVersion(String rest) {
    return Character.isDigit(rest.charAt(0));
  }
}
