package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

/// What each process has once: this JVM, and each process that is a thread of it.
///
/// @param <T> what it is
public final class ProcessLocal<T> {
    private final Class<T> type;
    private volatile @Nullable T ofThisJvm;

    /// Makes one that no process has.
    ///
    /// @param type what it is
    public ProcessLocal(Class<T> type) {
        this.type = type;
    }

    /// Returns that of the process that the calling thread is of.
    ///
    /// @return null if it has none
    public @Nullable T get() {
        InnerContext inner = ThisProcess.inner();
        return inner == null ? ofThisJvm : inner.get(this);
    }

    /// Sets that of the process that the calling thread is of.
    ///
    /// @param value what it has from now on
    public void set(T value) {
        InnerContext inner = ThisProcess.inner();
        if (inner == null) {
            ofThisJvm = value;
        } else {
            inner.set(this, value);
        }
    }

    @Nullable T cast(@Nullable Object value) {
        return type.cast(value);
    }
}
