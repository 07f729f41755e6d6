package org.imagesgenerate.soak;

import java.util.List;

/**
 * A worker at one moment.
 *
 * @param ends how many instances had ended
 * @param threads the names of its threads, without those that the JVM and the gRPC client start and
 *     end as they like
 * @param descriptors open files and sockets
 * @param temporaryImages temporary image files
 * @param heapKilobytes in use after a full collection of garbage
 */
record Reading(
    int ends,
    List<String> threads,
    int descriptors,
    int sockets,
    int temporaryImages,
    long heapKilobytes) {}
