/// How cost grows with the number of processes, the size of messages, the capacity of queues and
/// the number of items in maps.
@NullMarked
package dev.brood.bench.growth;

import org.jspecify.annotations.NullMarked;
