/** The connector on the class paths of the connectors runtimes 8.8, 8.9 and 8.10. */
package org.imagesgenerate.runtime;
