package dev.brood.local.pool;

import dev.brood.Action;
import dev.brood.Worker;
import dev.brood.codec.Codec;
import dev.brood.local.process.ProcessLocal;
import dev.brood.local.process.ThisProcess;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;

/// The worker that this process is: what it is called, and what its tasks keep in it.
///
/// It ends in order once: by its own thread after the last task, or, when a signal ends it between
/// two tasks, by the JVM's shutdown. Who holds [#working] runs a task or ends it.
public final class CurrentWorker implements Worker {
    private static final ProcessLocal<CurrentWorker> CURRENT =
            new ProcessLocal<>(CurrentWorker.class);

    private final WorkerBrief brief;
    private final WorkerStatus status;
    private final LinkedHashMap<String, @Nullable Object> states =
            new LinkedHashMap<>(); // guarded by itself
    private final ReentrantLock working = new ReentrantLock();
    private volatile boolean ending;
    private boolean ended; // guarded by working
    private boolean hooked; // guarded by states

    CurrentWorker(WorkerBrief brief, WorkerStatus status) {
        this.brief = brief;
        this.status = status;
    }

    /// Returns the worker that this process is.
    ///
    /// @return empty if it is none
    public static Optional<Worker> find() {
        return Optional.ofNullable(CURRENT.get());
    }

    /// Makes itself known, and runs the initializer if there is one.
    ///
    /// @throws Exception what that throws
    void begin() throws Exception {
        CURRENT.set(this);
        beginTask();
        try {
            perform("initializer", brief.initializer());
        } finally {
            endTask();
        }
        if (brief.finalizer() != null) {
            endWithJvm();
        }
    }

    private static void perform(String what, byte @Nullable [] action) throws Exception {
        if (action != null && Codec.standard().fromBytes(what, action) instanceof Action decoded) {
            decoded.perform();
        }
    }

    /// Told before each task.
    void beginTask() {
        working.lock();
    }

    /// Told after it.
    void endTask() {
        working.unlock();
    }

    private void endWithJvm() {
        synchronized (states) {
            if (hooked) {
                return;
            }
            hooked = true;
            try {
                ThisProcess.addHook(new Thread(this::endAtExit, "brood-finalize"));
            } catch (IllegalStateException _) {
                // The JVM is ending, and not in order: a task is running.
            }
        }
    }

    private void endAtExit() {
        if (ending) {
            working.lock(); // has the JVM wait until it is done
        } else if (working.tryLock()) { // else a task is running
            end(); // and no task begins, as this thread keeps the lock
        }
    }

    /// Runs the finalizer and closes what the tasks have made, the last first; once.
    void end() {
        working.lock();
        try {
            ending = true;
            if (!ended) {
                ended = true;
                finish();
            }
        } finally {
            working.unlock();
        }
    }

    private void finish() {
        try {
            perform("finalizer", brief.finalizer());
        } catch (Throwable e) {
            report(e);
        }
        synchronized (states) {
            for (Object state : states.sequencedValues().reversed()) {
                if (state instanceof AutoCloseable closeable) {
                    close(closeable);
                }
            }
            states.clear();
        }
    }

    private static void close(AutoCloseable state) {
        try {
            state.close();
        } catch (Throwable e) {
            report(e);
        }
    }

    private static void report(Throwable e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }

    @Override
    public String name() {
        return brief.name();
    }

    @Override
    public int number() {
        return brief.number();
    }

    @Override
    public String pool() {
        return brief.pool();
    }

    @Override
    public long tasksDone() {
        return status.done();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the caller knows what it has put there
    public <S extends @Nullable Object> S state(String key, Callable<? extends S> make)
            throws Exception {
        synchronized (states) {
            if (!states.containsKey(key)) {
                S made = make.call();
                states.put(key, made);
                if (made instanceof AutoCloseable) {
                    endWithJvm();
                }
            }
            return (S) states.get(key);
        }
    }

    @Override
    public String toString() {
        return "worker '" + brief.name() + "'";
    }
}
