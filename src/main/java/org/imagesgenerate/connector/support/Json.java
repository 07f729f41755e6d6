package org.imagesgenerate.connector.support;

import com.fasterxml.jackson.databind.ObjectMapper;

/** One mapper for all code that needs no settings: what it has learned of a class is shared. */
public final class Json {

  /** Shared, so never configured. */
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}
}
