/**
 * The processes under bpmn-examples, drawn by a program so that all of them follow the templates.
 */
package org.imagesgenerate.examples;
