package org.imagesgenerate.connector.support;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every setting of an operator that can be wrong, and what it may be. */
public enum Setting {
  /** Longest response body. */
  MAX_BODY_BYTES(1, 1L << 40),
  /** Largest image. */
  MAX_IMAGE_BYTES(1, 1L << 40),
  /** Most connections at once. */
  CONNECTIONS(1, 100_000),
  /** Of how many purchases the images are kept. */
  KEPT_RESULTS(1, 1_000_000),
  /** How much disk they take. */
  KEPT_BYTES(1, 1L << 50),
  /** How long after their last use they are kept, at most a year. */
  KEPT_SECONDS(1, 31_536_000),
  /** Most connections to the ledger, half of them for the bytes of images. */
  LEDGER_CONNECTIONS(2, 1_000),
  /** How long the ledger remembers a purchase, at most ten years. */
  LEDGER_SECONDS(1, 315_360_000),
  /** The ledger's database; its URL may hold a password. */
  LEDGER_URL(
      "the JDBC URL of a PostgreSQL or H2 database, such as jdbc:postgresql://host:5432/name",
      Pattern.compile("jdbc:(postgresql|h2):\\S.*", Pattern.CASE_INSENSITIVE)),
  /** Whether providers are asked for the fields of models that the catalog does not know. */
  LIVE_SCHEMAS("true or false", Pattern.compile("true|false", Pattern.CASE_INSENSITIVE)),
  /** Where Runware's are. */
  RUNWARE_SCHEMAS_URL(
      "an https or http URL without user, query and fragment, such as https://schemas.runware.ai",
      Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#@]*)?", Pattern.CASE_INSENSITIVE));

  private static final String PREFIX = "IMAGES_GENERATE_";
  private static final int LONGEST_QUOTE = 100;
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,18}");

  /** Settings that are a password. */
  private static final List<String> PASSWORDS =
      List.of(
          PREFIX + "LEDGER_PASSWORD",
          "CONNECTOR_HTTP_PROXY_PASSWORD",
          "CONNECTOR_HTTPS_PROXY_PASSWORD",
          "http.proxyPassword",
          "https.proxyPassword");

  /** Settings that are a URL, which may hold a password. */
  private static final List<String> URLS =
      List.of(PREFIX + "LEDGER_URL", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY");

  /** The password of a login before a host, or of a parameter. */
  private static final Pattern PASSWORD_IN_URL =
      Pattern.compile(
          "(?://|^)[^/?#@:]*+:([^/?#@]*+)@|[?&;]password=([^&;]++)", Pattern.CASE_INSENSITIVE);

  private final String form;
  private final Pattern pattern;
  private final long least;
  private final long most;

  Setting(long least, long most) {
    this.form = "a whole number from %d to %d".formatted(least, most);
    this.pattern = null;
    this.least = least;
    this.most = most;
  }

  Setting(String form, Pattern pattern) {
    this.form = form;
    this.pattern = pattern;
    this.least = 0;
    this.most = 0;
  }

  /** The name of the environment variable or system property. */
  public String variable() {
    return PREFIX + name();
  }

  /** What it has to be, in words. */
  public String form() {
    return form;
  }

  /** Every setting that is wrong: its name, its value unless that is secret, and its range. */
  public static List<String> problems(Settings settings) {
    return Arrays.stream(values())
        .flatMap(it -> it.problem(settings.text(it.variable())).stream())
        .toList();
  }

  /** The settings without those that are wrong, so that the connector can be built of them. */
  public static Settings valid(Settings settings) {
    List<String> wrong =
        Arrays.stream(values())
            .filter(it -> it.problem(settings.text(it.variable())).isPresent())
            .map(Setting::variable)
            .toList();
    return new Settings(name -> wrong.contains(name) ? null : settings.lookup().apply(name));
  }

  /** Why the value of a number is wrong, if it is. */
  static Optional<String> problem(String name, String value) {
    return Arrays.stream(values())
        .filter(it -> it.variable().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name + " is not a setting"))
        .problem(value);
  }

  private Optional<String> problem(String value) {
    if (value == null || accepts(value)) {
      return Optional.empty();
    }
    String shown = value.length() > LONGEST_QUOTE ? value.substring(0, LONGEST_QUOTE) + "…" : value;
    String is = pattern == null ? " is \"" + shown + "\", but has to be " : " has to be ";
    return Optional.of(variable() + is + form);
  }

  private boolean accepts(String value) {
    if (pattern != null) {
      return pattern.matcher(value).matches();
    }
    if (!WHOLE_NUMBER.matcher(value).matches()) {
      return false;
    }
    long number = Long.parseLong(value);
    return number >= least && number <= most;
  }

  /** The passwords among the settings, as they are and decoded. */
  public static List<String> secrets(Settings settings) {
    Stream<String> passwords = PASSWORDS.stream().map(settings::text);
    Stream<String> inUrls =
        URLS.stream()
            .flatMap(name -> Stream.of(name, name.toLowerCase(Locale.ROOT)))
            .map(settings::text)
            .filter(url -> url != null)
            .flatMap(url -> PASSWORD_IN_URL.matcher(url).results())
            .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
            .flatMap(password -> Stream.of(password, decoded(password)));
    return Stream.concat(passwords, inUrls)
        .filter(password -> password != null && !password.isBlank())
        .distinct()
        .toList();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
