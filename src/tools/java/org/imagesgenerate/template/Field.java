package org.imagesgenerate.template;

import java.util.Optional;
import java.util.function.Function;

/**
 * A field whose form depends on provider and model.
 *
 * @param name the name of the input variable, which is also the property's id in the base template
 * @param form its form in a place; empty if it has no effect there
 */
record Field(String name, Function<Place, Optional<Form>> form) {}
