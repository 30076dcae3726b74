package dev.brood.local.pool;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/// One thread's completing of futures, and the watch over it.
///
/// What it runs may block: a callback, or the decoding of a result. Then another thread has to take
/// its place, and it has to learn so when it comes back. That is decided by one word, the answer
/// that is being completed:
///
/// | the word | who writes it | then |
/// |---|---|---|
/// | the answer | the thread, before it completes it | the watch may replace the thread |
/// | null | the thread, if it still is that answer | the thread goes on |
/// | null | the watch, if it still is the answer it has seen for too long | the thread is replaced: it completes nothing more, and touches nothing |
final class Completing {
    private static final Duration PATIENCE = Duration.ofMillis(50);

    /// The first record that is logged may load half of the logging system.
    private static final Duration PATIENCE_WITH_NOTICES = Duration.ofSeconds(2);

    private final Staff staff;
    private final Predicate<Answer> replace;
    private final AtomicReference<@Nullable Answer> current = new AtomicReference<>();
    private final AtomicBoolean watched = new AtomicBoolean();

    /// Makes one.
    ///
    /// @param replace replaces a thread that an answer holds up, if [#take] it can, and says
    ///   whether
    Completing(Staff staff, Predicate<Answer> replace) {
        this.staff = staff;
        this.replace = replace;
    }

    /// Completes a future, in the thread whose completing this is.
    ///
    /// @return false if the thread has been replaced meanwhile
    boolean complete(Answer answer) {
        answer.since = System.nanoTime();
        current.set(answer);
        watch();
        answer.complete(staff.retries());
        boolean replaced = !current.compareAndSet(answer, null);
        count(answer);
        return !replaced;
    }

    /// Takes the place of the thread that an answer holds up.
    ///
    /// @return false if it is not held up by that any more
    boolean take(Answer held) {
        return current.compareAndSet(held, null);
    }

    /// Has the thread replaced at once: it is the calling one, and is about to wait for what it
    /// might have to complete itself.
    void giveUp() {
        Answer held = current.get();
        if (held != null) {
            replace(held);
        }
    }

    private void replace(Answer held) {
        if (replace.test(held)) {
            release(held); // without any monitor, which others take under the pool's lock
        }
    }

    private void count(Answer answer) {
        if (answer.counted.compareAndSet(false, true)) {
            staff.collector().completed();
        }
    }

    /// Has someone look whether completing takes too long.
    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            staff.later(PATIENCE, this::look);
        }
    }

    private void look() {
        watched.set(false);
        Answer held = current.get();
        if (held == null) {
            return;
        }
        Duration patience = held.task == null ? PATIENCE_WITH_NOTICES : PATIENCE;
        if (System.nanoTime() - held.since < patience.toNanos()) {
            watch();
        } else {
            replace(held);
        }
    }

    /// Has the pool's end no longer wait for a callback, which may be waiting for that end; but for
    /// the future's value, if that is still being decoded.
    private void release(Answer held) {
        if (held.task == null || held.task.future.isDone()) {
            count(held);
        } else if (!held.counted.get()) {
            staff.later(PATIENCE, () -> release(held));
        }
    }
}
