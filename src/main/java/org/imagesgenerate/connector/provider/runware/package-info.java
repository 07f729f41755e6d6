/**
 * Runware: tasks with UUIDs of our own choice, posted to one address. Because the UUID is derived
 * from the activation and its request, every attempt on every worker finds the same task.
 */
package org.imagesgenerate.connector.provider.runware;
