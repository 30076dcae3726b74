package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/// Makes everything: child processes, pools, queues, shared data. One Brood stands for one engine;
/// the same program runs on another by changing the line that gets it.
///
/// ```java
/// Brood brood = Brood.local();
/// SharedQueue<String> queue = brood.queue(3);
/// ChildProcess writer = brood.start(() -> queue.put("hello"));
/// System.out.println(queue.take());
/// writer.join();
/// ```
///
/// On [#local()] the JVM that uses it first becomes the root of a *tree*: it and all the processes
/// started from it, directly or by its children, which share memory in one private directory. In a
/// child `Brood.local()` is the same tree. When the root ends, however it ends, the tree ends: its
/// processes end by themselves, and its memory is freed, at the latest by the next Brood that
/// starts.
///
/// Handles made by one Brood (a queue, say) are small serializable references: capture them in
/// lambdas, put them in queues, pass them to tasks.
///
/// **Thread safety.** All methods may be called by any thread.
public interface Brood extends SharedDataFactory, AutoCloseable {

    /// Returns the engine of this machine: child JVMs and shared memory. One instance in this JVM,
    /// opened on first use and again after it was closed.
    ///
    /// @return an open Brood
    /// @throws ResourceException if shared memory cannot be had; the message names the directory
    static Brood local() {
        return Providers.local().shared();
    }

    /// Returns the engine inside this JVM: a process is a thread, so that breakpoints work and
    /// stacks are whole; for debugging and for unit tests. Values travel as bytes here too, so that
    /// what cannot travel between processes fails here as well. One instance in this JVM, opened on
    /// first use and again after it was closed.
    ///
    /// @return an open Brood
    static Brood threads() {
        return Providers.of("threads").shared();
    }

    /// Returns the Brood that this code runs under: in a process or task, that which started it,
    /// whatever its engine; elsewhere [#local()].
    ///
    /// @return an open Brood, which belongs to those who opened it
    static Brood current() {
        return Providers.here().brood();
    }

    /// Opens an engine of its own, apart from the shared one.
    ///
    /// @param uri `local:own` for the engine of this machine, `threads:own` for the one inside this
    ///   JVM; others have schemes of their own
    /// @return an open Brood, to be closed by the caller
    /// @throws IllegalArgumentException if there is no engine for the scheme
    static Brood open(URI uri) {
        String scheme = uri.getScheme();
        if (scheme == null) {
            throw new IllegalArgumentException(
                    "the URI '" + uri + "' names no engine, as local:own does");
        }
        return Providers.of(scheme).open(uri);
    }

    /// Starts a child that runs an action, with no options.
    ///
    /// @param action what it runs
    /// @return the started child
    /// @throws EncodingException if the action cannot travel; nothing was started
    /// @throws ProcessStartException if the system cannot start a process
    default ChildProcess start(Action action) {
        return start(new ChildProcess(action));
    }

    /// Starts a child that was made before.
    ///
    /// @param process the child, not started before
    /// @return the same object
    /// @throws IllegalStateException if it was started before
    /// @throws EncodingException if it cannot travel; nothing was started
    /// @throws ProcessStartException if the system cannot start a process
    ChildProcess start(ChildProcess process);

    /// Begins a child with options.
    ///
    /// @return a builder whose `start` starts it
    default ChildProcess.Builder process() {
        return new ChildProcess.Builder(this);
    }

    /// Returns the children this process started under this Brood that have not ended, workers of
    /// pools among them.
    ///
    /// @return a new list
    List<ChildProcess> activeChildren();

    /// Returns the number of processors this process may use, container limits respected.
    ///
    /// @return at least 1
    default int cpuCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Makes a bounded queue between processes.
    ///
    /// @param <E> what it holds
    /// @param capacity the largest number of items in it, at least 1
    /// @return an open queue
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws ResourceException if there is not enough shared memory
    default <E> SharedQueue<E> queue(int capacity) {
        return this.<E>newQueue().capacity(capacity).open();
    }

    /// Begins a queue with options.
    ///
    /// @param <E> what it holds
    /// @return a builder whose `open` makes it
    <E> SharedQueue.Builder<E> newQueue();

    /// Makes a bounded queue that knows when all its items are done.
    ///
    /// @param <E> what it holds
    /// @param capacity the largest number of items in it, at least 1
    /// @return an open queue
    /// @throws IllegalArgumentException if the capacity is less than 1
    /// @throws ResourceException if there is not enough shared memory
    default <E> JoinableQueue<E> joinableQueue(int capacity) {
        return this.<E>newJoinableQueue().capacity(capacity).open();
    }

    /// Begins a joinable queue with options.
    ///
    /// @param <E> what it holds
    /// @return a builder whose `open` makes it
    <E> JoinableQueue.Builder<E> newJoinableQueue();

    /// Makes a pipe both of whose ends send and receive.
    ///
    /// @return an open pipe
    /// @throws ResourceException if there is not enough shared memory
    default Pipe pipe() {
        return newPipe().open();
    }

    /// Begins a pipe with options.
    ///
    /// @return a builder whose `open` makes it
    Pipe.Builder newPipe();

    /// Makes a lock between threads of all processes: re-entrant, not fair.
    ///
    /// @return a free lock
    /// @throws ResourceException if there is not enough shared memory
    default SharedLock lock() {
        return newLock().open();
    }

    /// Begins a lock with options.
    ///
    /// @return a builder whose `open` makes it
    SharedLock.Builder newLock();

    /// Makes a lock that many hold for reading, or one for writing; fair.
    ///
    /// @return a free lock
    /// @throws ResourceException if there is not enough shared memory
    default SharedReadWriteLock readWriteLock() {
        return readWriteLock(null);
    }

    /// Makes a lock that many hold for reading, or one for writing; fair.
    ///
    /// @param name for messages; null for one like `read-write-lock-3`
    /// @return a free lock
    /// @throws ResourceException if there is not enough shared memory
    SharedReadWriteLock readWriteLock(@Nullable String name);

    /// Makes a semaphore between all processes, without a bound, not fair.
    ///
    /// @param permits how many permits there are at first, 0 to 262,143
    /// @return an open semaphore
    /// @throws IllegalArgumentException if the number is out of range
    /// @throws ResourceException if there is not enough shared memory
    default SharedSemaphore semaphore(int permits) {
        return newSemaphore().permits(permits).open();
    }

    /// Makes a semaphore between all processes that never has more permits than at first, not fair.
    ///
    /// @param permits how many permits there are at first, 1 to 262,143
    /// @return an open semaphore
    /// @throws IllegalArgumentException if the number is out of range
    /// @throws ResourceException if there is not enough shared memory
    default SharedSemaphore boundedSemaphore(int permits) {
        return newSemaphore().permits(permits).bound(permits).open();
    }

    /// Begins a semaphore with options.
    ///
    /// @return a builder whose `open` makes it
    SharedSemaphore.Builder newSemaphore();

    /// Makes a flag to set and wait for.
    ///
    /// @return an event that is not set
    /// @throws ResourceException if there is not enough shared memory
    default SharedEvent event() {
        return event(null);
    }

    /// Makes a flag to set and wait for.
    ///
    /// @param name for messages; null for one like `event-3`
    /// @return an event that is not set
    /// @throws ResourceException if there is not enough shared memory
    SharedEvent event(@Nullable String name);

    /// Makes a count to take down to zero and wait for.
    ///
    /// @param count at least 0
    /// @return an open latch
    /// @throws IllegalArgumentException if the count is negative
    /// @throws ResourceException if there is not enough shared memory
    default SharedLatch latch(int count) {
        return latch(null, count);
    }

    /// Makes a count to take down to zero and wait for.
    ///
    /// @param name for messages; null for one like `latch-3`
    /// @param count at least 0
    /// @return an open latch
    /// @throws IllegalArgumentException if the count is negative
    /// @throws ResourceException if there is not enough shared memory
    SharedLatch latch(@Nullable String name, int count);

    /// Makes a barrier without an action.
    ///
    /// @param parties how many must arrive, 1 to 64
    /// @return an open barrier
    /// @throws IllegalArgumentException if the number is out of range
    /// @throws ResourceException if there is not enough shared memory
    default SharedBarrier barrier(int parties) {
        return newBarrier(parties).open();
    }

    /// Begins a barrier with options.
    ///
    /// @param parties how many must arrive, 1 to 64
    /// @return a builder whose `open` makes it
    /// @throws IllegalArgumentException if the number is out of range
    SharedBarrier.Builder newBarrier(int parties);

    /// Makes a pool of as many workers as there are processors.
    ///
    /// @return an open pool; its workers start when there is work
    default ProcessPool pool() {
        return newPool().open();
    }

    /// Makes a pool.
    ///
    /// @param workers the largest number of worker processes, at least 1
    /// @return an open pool; its workers start when there is work
    /// @throws IllegalArgumentException if the number is less than 1
    default ProcessPool pool(int workers) {
        return newPool().workers(workers).open();
    }

    /// Begins a pool with options.
    ///
    /// @return a builder whose `open` makes it
    ProcessPool.Builder newPool();

    /// Listens for programs of this machine or others, until this Brood is closed.
    ///
    /// @param address where
    /// @param secret what they must know
    /// @return an open listener, as of [Listener#open(Address, Secret)]
    /// @throws IOException if somebody listens there, or the system refuses
    default Listener listener(Address address, Secret secret) throws IOException {
        return listener(address, secret, LinkOptions.DEFAULT);
    }

    /// Listens for programs of this machine or others, until this Brood is closed.
    ///
    /// @param address where
    /// @param secret what they must know
    /// @param options limits, times, classes, TLS
    /// @return an open listener, as of [Listener#open(Address, Secret, LinkOptions)]
    /// @throws IOException if somebody listens there, or the system refuses
    Listener listener(Address address, Secret secret, LinkOptions options) throws IOException;

    /// Starts a server process that holds objects for others.
    ///
    /// @return an open manager
    /// @throws ProcessStartException if the server can't be started
    default Manager manager() {
        return newManager().open();
    }

    /// Begins a manager with options.
    ///
    /// @return a builder whose `open` starts it
    Manager.Builder newManager();

    /// Looks at all processes of this Brood's tree, its queues and its locks: who holds what, who
    /// waits for what, and who waits in a circle. Takes no lock and stops no one: it works where
    /// everything hangs. `./brood ps` shows the same from another terminal.
    ///
    /// @return what there is to see; print it
    /// @throws ClosedException if this Brood is closed
    Diagnosis diagnose();

    /// Returns a name of this Brood's for messages.
    ///
    /// @return for instance `local tree 4711-5f3a`
    @Override
    String toString();

    /// Ends what was made by this Brood: pools are shut down, children are ended (SIGTERM, and
    /// after a grace SIGKILL), queues closed, and, in the root, the memory freed. Threads that wait
    /// in any of it get a [ClosedException]. Ends in bounded time; a second call does nothing.
    @Override
    void close();

    /// Compares by identity.
    @Override
    boolean equals(@Nullable Object other);

    /// Consistent with [#equals].
    @Override
    int hashCode();
}
