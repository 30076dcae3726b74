/// Rings in shared memory, and queues on them.
///
/// [dev.brood.local.channel.Ring] is the crash-safe structure: bytes in, bytes out.
/// [dev.brood.local.channel.LocalQueue] makes a `BlockingQueue` of objects of it.
package dev.brood.local.channel;
