/** Buys the images of one activation of a task once, whatever happens. */
package org.imagesgenerate.connector.purchase;
