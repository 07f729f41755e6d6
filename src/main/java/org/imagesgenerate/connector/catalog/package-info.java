/**
 * What each model of each provider accepts, as data made of the providers' own request schemas; the
 * one translation of our inputs into the fields of a model, and the messages about it.
 */
package org.imagesgenerate.connector.catalog;
