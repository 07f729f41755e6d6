/** What every package uses: the settings, a deadline, a way to wait, and temporary image files. */
package org.imagesgenerate.connector.support;
