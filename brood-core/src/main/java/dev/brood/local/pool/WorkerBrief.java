package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// What a worker is told about itself when it starts.
///
/// @param pool its pool's name
/// @param name its own
/// @param number the how-manieth of its pool it is
/// @param initializer what it runs first, encoded
/// @param finalizer what it runs last, encoded
/// @param mostMemory of how many bytes it tells its pool that they are too many; 0 for none
/// @param processors those it runs on; empty for any
/// @param sendsOutput whether what it prints on standard output goes through its pool
/// @param sendsErrors the same for standard error
/// @param sendsLogs whether its log records go to its pool
@SuppressWarnings("ArrayRecordComponent") // never compared
record WorkerBrief(
        String pool,
        String name,
        int number,
        byte @Nullable [] initializer,
        byte @Nullable [] finalizer,
        long mostMemory,
        int[] processors,
        boolean sendsOutput,
        boolean sendsErrors,
        boolean sendsLogs)
        implements Serializable {}
