/// Pools of worker processes: who runs what, and what happens to it.
///
/// [dev.brood.local.pool.LocalPool] is what a user sees. A [dev.brood.local.pool.Dispatcher]
/// decides, under one lock, which worker gets which task; a [dev.brood.local.pool.Worker] is a
/// child JVM with a ring for tasks and a ring for results; in it runs
/// [dev.brood.local.pool.WorkerLoop]. Results are taken by a [dev.brood.local.pool.Collector].
package dev.brood.local.pool;
