/**
 * The connector in the real Camunda connectors runtime against the embedded Zeebe engine, all in
 * one JVM: for the demo and for the end-to-end tests.
 */
package org.imagesgenerate.local;
