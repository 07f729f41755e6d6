/**
 * The one HTTP exchange: a pooled client, one deadline, size limits, host checks; and the reader
 * that decodes base64 images out of JSON while it arrives.
 */
package org.imagesgenerate.connector.http;
