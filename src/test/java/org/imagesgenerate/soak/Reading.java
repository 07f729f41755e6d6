package org.imagesgenerate.soak;

/**
 * A worker at one moment.
 *
 * @param ends how many instances had ended
 * @param descriptors open files and sockets
 * @param spooled temporary image files
 * @param heapKilobytes in use after a full collection of garbage
 */
record Reading(
    int ends, int threads, int descriptors, int sockets, int spooled, long heapKilobytes) {}
