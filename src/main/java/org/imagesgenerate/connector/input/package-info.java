/** The records that job variables bind to. Nothing here knows a provider's wire form. */
package org.imagesgenerate.connector.input;
