/**
 * The element templates in the real modeler, in a real browser: the one of Camunda 8.8 and the
 * newest.
 */
package org.imagesgenerate.modeler;
