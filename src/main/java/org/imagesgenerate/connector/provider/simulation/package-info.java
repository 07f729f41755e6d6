/**
 * Pictures painted by the connector itself: no key, no network, no cost, and every failure on
 * request.
 */
package org.imagesgenerate.connector.provider.simulation;
