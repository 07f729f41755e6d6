package org.imagesgenerate.connector.support;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Every setting of an operator: what it may be, and what it is if it is not set. */
public enum Setting {
  /** Longest response body. */
  MAX_BODY_BYTES(1L << 30, 1, 1L << 40),
  /** Largest image. */
  MAX_IMAGE_BYTES(1L << 28, 1, 1L << 40),
  /** Hosts of images that need no public address. */
  DOWNLOAD_HOSTS,
  /** Of how many purchases the images are kept. */
  KEPT_RESULTS(1000, 1, 1_000_000),
  /** How much disk they take. */
  KEPT_BYTES(1L << 32, 1, 1L << 50),
  /** How long after their last use they are kept, at most a year. */
  KEPT_SECONDS(6 * 3600, 1, 31_536_000),
  /** The ledger's database; its URL may hold a password. */
  LEDGER_URL(
      "the JDBC URL of a PostgreSQL or H2 database, such as jdbc:postgresql://host:5432/name",
      Pattern.compile("jdbc:(postgresql|h2):\\S.*", Pattern.CASE_INSENSITIVE),
      null),
  LEDGER_USER,
  LEDGER_PASSWORD,
  /**
   * Most connections to the ledger, half of them for the bytes of images. Two hundred jobs must not
   * open two hundred connections: PostgreSQL's default limit is 100.
   */
  LEDGER_CONNECTIONS(8, 2, 1_000),
  /** How long the ledger remembers a purchase, at most ten years. */
  LEDGER_SECONDS(7 * 86_400, 1, 315_360_000),
  /** The operator's name for the Camunda cluster. */
  CLUSTER,
  /** Most connections at once: one for each job of a worker that runs 4,000. */
  CONNECTIONS(4096, 1, 100_000),
  /** Whether providers are asked for the fields of models that the catalog does not know. */
  LIVE_SCHEMAS("true or false", Pattern.compile("true|false", Pattern.CASE_INSENSITIVE), "false"),
  /** Where Runware's are. */
  RUNWARE_SCHEMAS_URL(
      "an https or http URL without user, query and fragment, such as https://schemas.runware.ai",
      Pattern.compile("https?://[^\\s/?#@]+(/[^\\s?#@]*)?", Pattern.CASE_INSENSITIVE),
      "https://schemas.runware.ai");

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
  private final String otherwise;
  private final long least;
  private final long most;

  Setting(long otherwise, long least, long most) {
    this.form = "a whole number from %d to %d".formatted(least, most);
    this.pattern = null;
    this.otherwise = String.valueOf(otherwise);
    this.least = least;
    this.most = most;
  }

  Setting(String form, Pattern pattern, String otherwise) {
    this.form = form;
    this.pattern = pattern;
    this.otherwise = otherwise;
    this.least = 0;
    this.most = 0;
  }

  Setting() {
    this("any text", Pattern.compile("(?s).*"), null);
  }

  /** The name of the environment variable or system property. */
  public String variable() {
    return PREFIX + name();
  }

  /** What it has to be, in words. */
  public String form() {
    return form;
  }

  /** What it is if it is not set, or null. */
  public String otherwise() {
    return otherwise;
  }

  /** The number of a setting that is not set. */
  public long defaultNumber() {
    return Long.parseLong(otherwise);
  }

  /** The value in force, as logs may show it: not a password, nor a URL that may hold one. */
  public String shown(Settings settings) {
    String value = settings.text(variable());
    if (value == null) {
      return otherwise == null ? "(not set)" : otherwise + " (default)";
    }
    return this == LEDGER_URL || this == LEDGER_PASSWORD ? "(set, not shown)" : value;
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

  /** Why the value is wrong, if it is. */
  Optional<String> problem(String value) {
    if (value == null || accepts(value)) {
      return Optional.empty();
    }
    String shown = value.length() > LONGEST_QUOTE ? value.substring(0, LONGEST_QUOTE) + "…" : value;
    // a URL may hold a password
    boolean isSecret = this == LEDGER_URL || pattern != null && value.matches("(?s).*[@?].*");
    String is = isSecret ? " has to be " : " is \"" + shown + "\", but has to be ";
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
