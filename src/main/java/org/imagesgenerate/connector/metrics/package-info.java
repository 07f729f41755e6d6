/** What the connector counts and times, through Micrometer if the runtime has it. */
package org.imagesgenerate.connector.metrics;
