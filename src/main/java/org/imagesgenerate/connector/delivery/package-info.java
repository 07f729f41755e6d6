/** How images reach the process: as documents, URLs or base64. Nothing here knows who made them. */
package org.imagesgenerate.connector.delivery;
