package org.imagesgenerate.modeler;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that need Node and what npm fetches: they get {@link Modelers}, and are skipped with
 * {@code -DskipModeler}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedModelers.class)
@DisabledIfSystemProperty(
    named = "skipModeler",
    matches = "(?!false).*",
    disabledReason = "-DskipModeler was given")
@interface InModeler {}
