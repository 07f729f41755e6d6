package org.imagesgenerate.local;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * A connectors runtime that knows no connector of its own: what the official one is but for its own
 * connectors. {@link DropInJarIT} starts it in a JVM of its own.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class DropInApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(DropInApplication.class, arguments);
  }
}
