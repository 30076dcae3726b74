package dev.brood.ignite.link;

import dev.brood.Action;
import dev.brood.Task;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/// A task in bytes, which the worker decodes and whose result it encodes: what lies between the
/// program and the worker need not know its classes.
///
/// @param bytes a task, an action, or what is serializable all the same
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PackedTask(byte[] bytes) implements Task<byte[]> {
    @Override
    public byte[] call() throws Exception {
        return Codec.standard().toBytes("result", run(Codec.standard().fromBytes("task", bytes)));
    }

    /// Does what a decoded task says.
    private static @Nullable Object run(@Nullable Object task) throws Exception {
        switch (task) {
            case Action action -> action.perform();
            case Callable<?> callable -> {
                return callable.call();
            }
            case Runnable runnable -> runnable.run();
            case null, default -> throw new IllegalArgumentException("not a task: " + task);
        }
        return null;
    }
}
