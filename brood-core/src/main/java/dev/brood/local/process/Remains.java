package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What is known of the death of a child, besides how it ended.
///
/// @param lastLines the last that it has printed to its standard error; empty if that does not come
///   through this process
/// @param crash what its JVM has written about a crash, or null
/// @param killed whether this process has killed it
/// @param exitsOnOutOfMemory whether its JVM was told to exit when it is out of memory
public record Remains(
        List<String> lastLines,
        @Nullable CrashReport crash,
        boolean killed,
        boolean exitsOnOutOfMemory) {}
