package org.imagesgenerate.local;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * A connectors runtime without connectors of its own: the official runtime minus its connectors.
 * {@link DropInJarIT} starts it in a JVM of its own.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
public class DropInApplication {

  public static void main(String[] arguments) {
    SpringApplication.run(DropInApplication.class, arguments);
  }
}
