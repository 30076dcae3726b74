package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

/// Something to run, in bytes that only the worker decodes: a task, or a function and items.
///
/// @param options how to treat it, encoded
/// @param code the task or the function, encoded
/// @param items each item, encoded; null for a task
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Work(byte[] options, byte[] code, byte @Nullable [][] items) {

    /// Returns how large it is.
    ///
    /// @return bytes, of what travels with it
    public long bytes() {
        long sum = (long) options.length + code.length;
        if (items != null) {
            for (byte[] item : items) {
                sum += item.length;
            }
        }
        return sum;
    }

    /// Returns what it is, for messages.
    ///
    /// @return `a task`, or how many items
    public String described() {
        return items == null ? "a task" : items.length + " items of a map or stream";
    }
}
