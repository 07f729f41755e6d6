/**
 * HTTP exchanges: a pooled client, one deadline, size limits, host checks; and the reader that
 * extracts base64 images from JSON while it arrives.
 */
package org.imagesgenerate.connector.http;
