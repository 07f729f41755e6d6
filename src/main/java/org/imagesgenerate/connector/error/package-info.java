/** The codes of the contract, what each means for retries, and how they reach the engine. */
package org.imagesgenerate.connector.error;
