/** The job's inputs: records, binding, and checks that need no model. Knows no provider's API. */
package org.imagesgenerate.connector.input;
