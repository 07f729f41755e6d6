package org.imagesgenerate.connector.error;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs as messages show them: without query and fragment. A signed URL has its signature there, so
 * everybody who reads an incident or a log could download the image.
 */
public final class Urls {

  private static final String CUT = "…";

  /** Starts at the slashes, which JSON may escape; possessive, so that no text is slow to match. */
  private static final Pattern URL =
      Pattern.compile("(:\\\\?/\\\\?/[^\\s\"'<>?#]*+)([?#][^\\s\"'<>]*+)?");

  /** A text with every URL in it cut before its query. */
  public static String withoutQueries(String text) {
    return text == null
        ? null
        : URL.matcher(text)
            .replaceAll(url -> Matcher.quoteReplacement(shown(url.group(1), url.group(2))));
  }

  private static String shown(String url, String query) {
    return query == null ? url : url + query.charAt(0) + CUT;
  }

  /** One URL, or what should be one, before its query. */
  public static String withoutQuery(String url) {
    int end = 0;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    return end == url.length() ? url : url.substring(0, end + 1) + CUT;
  }

  /** Whether a text is a URL with a host, to be fetched by http or https. */
  public static boolean isHttp(String text) {
    try {
      URI uri = URI.create(text);
      return uri.getHost() != null && String.valueOf(uri.getScheme()).matches("(?i)https?");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Urls() {}
}
