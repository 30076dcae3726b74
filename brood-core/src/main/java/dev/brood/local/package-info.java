/// The engine of this machine: provides `Brood.local()` and wires its storeys together.
///
/// ```
/// .pool      dispatch, workers, futures
/// .process   starting children, warm spares, AOT cache, child main
/// .channel   rings; queues on them
/// .roster    who is alive, who holds what, recovery when someone dies
/// .memory    segments, allocation, the wait point
/// .os        the kernel through the FFM API, and a portable fall-back
/// ```
///
/// Each imports those below it only.
package dev.brood.local;
