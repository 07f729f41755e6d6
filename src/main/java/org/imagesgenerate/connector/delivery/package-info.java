/**
 * How images reach the process: as documents, addresses or base64. Nothing here knows who made
 * them.
 */
package org.imagesgenerate.connector.delivery;
