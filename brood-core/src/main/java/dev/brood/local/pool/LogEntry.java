package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Instant;

/// A log record on its way from a worker to its pool's process.
///
/// @param logger the logger's name, null for an anonymous one
/// @param level its level's number
/// @param instant when it was made
/// @param message what it says, its parameters put in and in the worker's language
/// @param thread the number of the thread that made it
/// @param sourceClass whose code made it
/// @param sourceMethod which method of that did
/// @param thrown what it is about
/// @param lost how many records before it were lost
record LogEntry(
        @Nullable String logger,
        int level,
        Instant instant,
        @Nullable String message,
        long thread,
        @Nullable String sourceClass,
        @Nullable String sourceMethod,
        @Nullable Throwable thrown,
        long lost)
        implements Serializable {}
