package org.imagesgenerate.connector.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The request of one model: the fields it has, and how its provider spells things.
 *
 * @param fields by their path
 * @param spelling what all models of the provider have in common
 */
public record RequestSchema(Map<String, FieldSchema> fields, Spelling spelling) {

  /**
   * How a provider spells things.
   *
   * @param inputs which paths an input of ours may have, best first; without an entry it has the
   *     same name
   * @param separator between width and height of a size that is a text
   * @param tasks how many tasks one job may become, or 0 if it is always one request
   * @param omitted the value that is accepted but not sent, because it is the API's default; or
   *     null
   * @param single formats of which one request makes one image
   * @param unmasked formats that exclude a mask
   * @param deliversUrls whether models without a response_format return URLs
   * @param aggregator whether it serves models of many makers
   */
  public record Spelling(
      Map<String, List<String>> inputs,
      String separator,
      int tasks,
      String omitted,
      Set<String> single,
      Set<String> unmasked,
      boolean deliversUrls,
      boolean aggregator) {

    /** Which paths an input may have, best first. */
    List<String> paths(String input) {
      return inputs.getOrDefault(input, List.of(input));
    }
  }

  /** The field that an input goes into. */
  public Optional<FieldSchema> field(String input) {
    return spelling.paths(input).stream().filter(fields::containsKey).findFirst().map(fields::get);
  }

  /** Whether the request has a field. */
  public boolean has(String path) {
    return fields.containsKey(path);
  }

  /** The values of a text field in the words of our inputs, if the model has it. */
  public Optional<AllowedValues> values(String input) {
    Optional<AllowedValues> values = field(input).map(FieldSchema::values);
    return input.equals("output_format") ? values.map(AllowedValues::asFormats) : values;
  }

  /** The sizes in pixels, if the model has them. */
  public Optional<AllowedSizes> sizes() {
    return field("size").map(FieldSchema::sizes);
  }
}
