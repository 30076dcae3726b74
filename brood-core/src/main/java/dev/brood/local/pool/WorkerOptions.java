package dev.brood.local.pool;

import dev.brood.ProcessOptions;
import dev.brood.TaskOptions;

/// What a pool was made with.
///
/// @param pool the pool's name
/// @param most the largest number of workers
/// @param process how they are started
/// @param tasks how tasks are treated for which nothing else is said
/// @param care what is done for its workers
record WorkerOptions(
        String pool, int most, ProcessOptions process, TaskOptions tasks, WorkerCare care) {}
