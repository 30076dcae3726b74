package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ChildProcess;
import dev.brood.Manager;
import dev.brood.Quick;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/// What contracts of managers have in common that need no manager of their own for each test: one,
/// and an object of a user's own class to share.
abstract class SharedManagerContract extends EngineContract {
    Manager manager;

    /// Starts the manager that most tests use.
    @BeforeAll
    void startManager() {
        manager = brood().newManager().name("registry").open();
    }

    /// Ends it.
    @AfterAll
    void endManager() {
        manager.close();
    }

    static void end(ChildProcess child) throws InterruptedException {
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
    }

    /// What the tests share.
    public interface Counter {
        /// Counts one.
        ///
        /// @return how many there are now
        int increment();

        /// Returns how many there are.
        ///
        /// @return the count
        @Quick
        int value();

        /// Fails.
        ///
        /// @throws IOException always
        void fail() throws IOException;

        /// Returns what can't travel.
        ///
        /// @return a thread
        Object thread();

        /// Waits until it is interrupted.
        ///
        /// @throws InterruptedException always
        void sleep() throws InterruptedException;

        /// Counts one, later.
        ///
        /// @return completed when it is counted
        CompletableFuture<Integer> incrementLater();

        /// Is run by the object.
        ///
        /// @return the class of the object
        default String type() {
            return getClass().getSimpleName();
        }

        /// Returns the process the object is in.
        ///
        /// @return its process id
        default long pid() {
            return ChildProcess.current().pid();
        }
    }

    /// A further interface.
    public interface Named {
        /// Returns a name.
        ///
        /// @return always the same
        String label();
    }

    static final class CountingCounter implements Counter, Named, Serializable {
        private static final long serialVersionUID = 1;

        private int count;

        CountingCounter(int start) {
            count = start;
        }

        @Override
        public synchronized int increment() {
            return ++count;
        }

        @Override
        public synchronized int value() {
            return count;
        }

        @Override
        public void fail() throws IOException {
            throw new IOException("no paper");
        }

        @Override
        public Object thread() {
            return Thread.currentThread();
        }

        @Override
        public void sleep() throws InterruptedException {
            new CountDownLatch(1).await();
        }

        @Override
        public CompletableFuture<Integer> incrementLater() {
            return CompletableFuture.supplyAsync(this::increment);
        }

        @Override
        public String label() {
            return "counter";
        }

        @Override
        public String toString() {
            return "counter at " + value();
        }
    }

    final Counter counter(int start) {
        return manager.share(Counter.class, () -> new CountingCounter(start));
    }
}
