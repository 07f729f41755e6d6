/**
 * What each model of each provider takes: one table, {@code models.txt}, the checks made from it
 * and their messages.
 */
package org.imagesgenerate.connector.catalog;
