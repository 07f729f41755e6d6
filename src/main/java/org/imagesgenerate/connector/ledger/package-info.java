/** What several workers know together of purchases, in a database of the operator's. */
package org.imagesgenerate.connector.ledger;
