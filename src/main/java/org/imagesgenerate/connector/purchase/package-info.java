/** The guard that makes one activation of a task one purchase. */
package org.imagesgenerate.connector.purchase;
