package org.imagesgenerate.soak;

import java.util.List;

/**
 * A worker at one moment.
 *
 * @param ends how many instances had ended
 * @param threads the names of its threads, without those in which the JVM compiles and cleans up:
 *     it starts and ends them as it likes
 * @param descriptors open files and sockets
 * @param spooled temporary image files
 * @param heapKilobytes in use after a full collection of garbage
 */
record Reading(
    int ends,
    List<String> threads,
    int descriptors,
    int sockets,
    int spooled,
    long heapKilobytes) {}
