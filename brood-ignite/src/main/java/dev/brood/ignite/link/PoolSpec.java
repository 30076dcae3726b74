package dev.brood.ignite.link;

import dev.brood.ProcessOptions;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Duration;

/// How a pool is made on each node.
///
/// @param name the pool's name; on a node its workers are called `name@node-worker-1`
/// @param workers the largest number of workers on all nodes together
/// @param process how worker processes are started
/// @param initializer what each worker runs first, encoded; null for nothing
/// @param finalizer what each worker runs last, encoded; null for nothing
/// @param idle after how long without a task a worker ends; null for the usual
/// @param recycleTasks after how many tasks a worker is replaced; 0 for never
/// @param recycleAge at what age a worker is replaced; null for none
/// @param recycleMemory above how many bytes a worker is replaced; 0 for never
/// @param pinned whether workers have processors of their own
/// @param prefixed whether the nodes print the worker's name before what it prints
/// @param least how many workers are kept when there is nothing to do
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PoolSpec(
        String name,
        int workers,
        ProcessOptions process,
        byte @Nullable [] initializer,
        byte @Nullable [] finalizer,
        @Nullable Duration idle,
        int recycleTasks,
        @Nullable Duration recycleAge,
        long recycleMemory,
        boolean pinned,
        boolean prefixed,
        int least)
        implements Serializable {}
