/**
 * Runware: tasks whose UUIDs the connector chooses, posted to one URL. Because the UUID is derived
 * from the element instance and the request, every attempt on every worker finds the same task.
 */
package org.imagesgenerate.connector.provider.runware;
