package dev.brood.local.pool;

import dev.brood.ProcessOptions;

/// What a pool was made with.
///
/// @param pool the pool's name
/// @param most the largest number of workers
/// @param process how they are started
record WorkerOptions(String pool, int most, ProcessOptions process) {}
