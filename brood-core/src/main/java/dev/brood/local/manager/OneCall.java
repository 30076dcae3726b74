package dev.brood.local.manager;

import dev.brood.Fn;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Catches the one call that [dev.brood.Manager#async] is to make without waiting.
final class OneCall {
    private static final ThreadLocal<@Nullable OneCall> CURRENT = new ThreadLocal<>();

    private int count;
    private @Nullable CompletableFuture<@Nullable Object> future;

    private OneCall() {}

    /// Returns what is to be told about a call of this thread.
    ///
    /// @return null if it is to wait
    static @Nullable OneCall current() {
        return CURRENT.get();
    }

    /// Tells about a call. Only the first is made.
    void made(Supplier<CompletableFuture<@Nullable Object>> begin) {
        if (count++ == 0) {
            future = begin.get();
        }
    }

    /// Makes calls that are none of those.
    static <T> T apart(Supplier<T> calls) {
        OneCall scope = CURRENT.get();
        CURRENT.remove();
        try {
            return calls.get();
        } finally {
            if (scope != null) {
                CURRENT.set(scope);
            }
        }
    }

    /// Runs code that makes a call.
    static <T> CompletableFuture<@Nullable Object> of(T proxy, Fn<? super T, ?> code) {
        OneCall scope = new OneCall();
        CURRENT.set(scope);
        try {
            var _ = code.apply(proxy);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("the code that makes the call failed: " + e, e);
        } finally {
            CURRENT.remove();
        }
        CompletableFuture<@Nullable Object> future = scope.future;
        if (future == null || scope.count != 1) {
            throw new IllegalArgumentException(
                    "async makes exactly one call of a managed object, there were " + scope.count);
        }
        return future;
    }
}
