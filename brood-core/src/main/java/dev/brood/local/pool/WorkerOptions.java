package dev.brood.local.pool;

import dev.brood.PoolListener;
import dev.brood.ProcessOptions;
import dev.brood.TaskOptions;

import java.util.List;

/// What a pool was made with.
///
/// @param pool the pool's name
/// @param most the largest number of workers
/// @param process how they are started
/// @param tasks how tasks are treated for which nothing else is said
/// @param listeners who is told what happens
/// @param care what is done for its workers
record WorkerOptions(
        String pool,
        int most,
        ProcessOptions process,
        TaskOptions tasks,
        List<PoolListener> listeners,
        WorkerCare care) {}
