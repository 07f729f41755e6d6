/** A page on this machine: the real modeler, the real engine, and pictures. */
package org.imagesgenerate.playground;
