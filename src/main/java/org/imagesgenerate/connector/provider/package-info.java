/**
 * The small interface that every adapter implements, and a package per API. An adapter knows the
 * wire form of its API and nothing of Camunda.
 */
package org.imagesgenerate.connector.provider;
