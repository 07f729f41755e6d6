package org.imagesgenerate.template;

import java.util.Optional;
import java.util.function.Function;

/**
 * A field whose form depends on provider and model.
 *
 * @param name the name of the input variable, which is also the property's id in the base template
 * @param form how it looks in a place; empty where it has no effect
 */
record Field(String name, Function<Place, Optional<Form>> form) {}
