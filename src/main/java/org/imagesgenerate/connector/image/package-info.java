/** What the bytes of a picture say about it. */
package org.imagesgenerate.connector.image;
