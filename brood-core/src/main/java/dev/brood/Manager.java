package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

/// A server process that holds objects for others: maps, lists, locks, and objects of the user's
/// own classes. What its methods return are proxies, which carry out each call in the server.
///
/// ```java
/// try (Manager manager = Brood.local().manager()) {
///     ManagedMap<String, Integer> counts = manager.map();
///     Counter counter = manager.share(Counter.class, CounterOfOneProcess::new);
///     Brood.local().start(() -> {
///         counts.merge("words", 1, Integer::sum);
///         counter.increment();
///     }).join();
/// }
/// ```
///
/// Queues, locks and values made by [Brood] itself are in shared memory and some hundred times
/// faster: a manager is for what has no fixed size or is of one's own making.
///
/// **Proxies** are small serializable references, as all handles are: capture them in lambdas, pass
/// them to tasks, put them in queues and in other managed objects. A process has one connection to
/// a manager, which all its threads share and whose calls do not hold up one another, and one proxy
/// for each object.
///
/// **Calls.** Arguments and results travel by value, except proxies and other handles. What the
/// object throws is thrown to the caller, as the same class where it can travel and as a
/// [RemoteFailureException] where not, with the stack of both. A call whose method declares
/// `InterruptedException` is interrupted in the server when its caller is interrupted here; others
/// go on, and the interrupt is kept. A method that returns a [CompletableFuture] does so at once.
/// The object's `toString` is called by the proxy's; two proxies are equal if they stand for the
/// same object, except that collections compare by contents.
///
/// **Threads.** The server runs calls of several clients at once, and of several threads of one: a
/// user's object must be made for that. The manager's own objects are. A call that waits holds up
/// others of its client for some two milliseconds, one that computes for long for some twenty, and
/// only the first time: then the server gives the calls of that method threads of their own.
///
/// **Death of a client.** A call that it had sent is carried out whole or not at all; one that
/// waits is interrupted. Locks it held pass on, and show that ([SharedLock#abandonment()]); permits
/// it held come back; a barrier it waited at breaks; what it had in hand of a [JoinableQueue] is
/// lost, and `join` says so.
///
/// **Death of the server.** Calls under way and later ones throw a [ManagerDiedException] at once.
///
/// **Life of objects.** An object lives as long as a process has a proxy of it, or another living
/// object has, or its name is pinned ([#pin]). One whose proxy a process has passed on by other
/// ways than through this manager lives until it is closed or the manager ends, as it may be on its
/// way. Closing a collection, a lock and so on ends it for all processes.
///
/// **Memory effects.** What a thread does before a call happens before the call in the server, and
/// that before what follows its return, for what is in shared memory too.
public interface Manager extends SharedObject, ManagedDataFactory {

    /// Shares an object of a class of the user's own.
    ///
    /// Methods of the interface that are not marked [Shared] return copies. Its default methods run
    /// in the server, those of the JDK's and Brood's own interfaces here.
    ///
    /// @param <T> the interface whose methods may be called
    /// @param face that interface
    /// @param factory makes the object, in the server; it must be able to travel
    /// @param more further interfaces of the object that the proxy is to have
    /// @return a proxy, which can be cast to each of the interfaces
    /// @throws IllegalArgumentException if what is to be an interface is none, or the object does
    ///   not implement it
    <T> T share(Class<T> face, Task<? extends T> factory, Class<?>... more);

    /// Gives an object a name by which every process finds it, and keeps it until [#unpin].
    ///
    /// @param name not given to another object
    /// @param proxy of an object of this manager
    /// @throws NameTakenException if another object has the name
    /// @throws IllegalArgumentException if it is no proxy of this manager
    void pin(String name, Object proxy);

    /// Takes a name back. The object lives on as long as it has other reasons to.
    ///
    /// @param name as given to [#pin]
    /// @throws NameNotFoundException if no object has it
    void unpin(String name);

    /// Finds an object by its name.
    ///
    /// @param <T> one of its interfaces
    /// @param name as given to [#pin]
    /// @param face that interface
    /// @return a proxy
    /// @throws NameNotFoundException if no object has the name
    /// @throws ClassCastException if it has no such interface
    <T> T find(String name, Class<T> face);

    /// Makes one call without waiting for it. Any number may be under way, of all threads; calls of
    /// one thread to one of the manager's own objects are carried out in their order.
    ///
    /// @param <T> the proxy's type
    /// @param <R> what the call returns
    /// @param proxy of an object of this manager
    /// @param call makes one call of the proxy, in this thread; the value it sees returned is
    ///   meaningless
    /// @return completed with what the call really returned, or exceptionally with what it threw;
    ///   cancelling it interrupts the call in the server
    /// @throws IllegalArgumentException if it is not a proxy of this manager, or not exactly one
    ///   call was made
    /// @throws EncodingException if an argument can't travel; no call was made
    <T, R extends @Nullable Object> CompletableFuture<R> async(
            T proxy, Fn<? super T, ? extends R> call);

    /// Starts a pool whose dispatcher is the server, so that it can be handed to other processes
    /// and outlives the one that asked for it.
    ///
    /// A function given to it runs in the workers, as in any pool. A stream of results is read in
    /// the process that asks for it. Closing it in any process closes it for all.
    ///
    /// @param workers the largest number of worker processes, at least 1
    /// @return a proxy
    /// @throws IllegalArgumentException if the number is less than 1
    ProcessPool pool(int workers);

    /// Lets clients of other programs in; see [#serve(Address, Secret, LinkOptions)].
    ///
    /// @param address where
    /// @param secret what clients must know
    /// @return where, with the port that was taken
    /// @throws IOException if somebody listens there, or the system refuses
    default Address serve(Address address, Secret secret) throws IOException {
        return serve(address, secret, LinkOptions.DEFAULT);
    }

    /// Lets clients of other programs in, until the manager ends. They [#connect], make objects and
    /// find those that were [#pin]ned, and may use every object of this manager but pools.
    ///
    /// What they send is decoded as `options.allowed()` says: mere values, unless more is allowed.
    /// So functions (of `compute`, `merge`, [#share]…) are refused unless they are lambdas of
    /// classes that are allowed by [AllowedClasses#andCodeOf], and handles of their own trees
    /// always. Of a client that is gone what it held passes on, as of any other; a link that is cut
    /// is taken for that after three heartbeats. Where a client is named, as the owner of a lock
    /// perhaps, it is `client 1 from` its address, with 0 for its process id.
    ///
    /// @param address where
    /// @param secret what they must know; it is given to the server process
    /// @param options limits, times, what classes they may send; no TLS
    /// @return where, with the port that was taken
    /// @throws IOException if somebody listens there, or the system refuses
    /// @throws UnsupportedOperationException if the options have a TLS context, which can't travel
    ///   (see [#serve(Address, Secret, LinkOptions, Task)]), or this program has connected to it
    Address serve(Address address, Secret secret, LinkOptions options) throws IOException;

    /// Lets clients of other programs in, by TLS 1.3 over TCP; else as [#serve(Address, Secret,
    /// LinkOptions)]. They connect with [LinkOptions#tls(SSLContext)].
    ///
    /// @param address where
    /// @param secret what they must know; it is given to the server process
    /// @param options limits, times, what classes they may send; no TLS context
    /// @param tls makes the context with the server's key, in the server; it must be able to travel
    /// @return where, with the port that was taken
    /// @throws IOException if somebody listens there, or the system refuses
    /// @throws IllegalArgumentException if the context can't be made, or the address is Unix's
    /// @throws UnsupportedOperationException if this program has connected to this manager
    Address serve(
            Address address, Secret secret, LinkOptions options, Task<? extends SSLContext> tls)
            throws IOException;

    /// As [#connect(Address, Secret, LinkOptions)], with the usual options.
    ///
    /// @param address where it serves
    /// @param secret what it must know
    /// @return an open manager
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    static Manager connect(Address address, Secret secret)
            throws IOException, InterruptedException {
        return connect(address, secret, LinkOptions.DEFAULT);
    }

    /// Connects to a manager of another program that serves.
    ///
    /// Its proxies are used as others are. They, and the manager, can't travel: other processes
    /// connect for themselves. As arguments and results of calls they may go alone, not within
    /// collections. Interfaces of the user's own must be allowed. To close the manager, or to shut
    /// it down, ends the connection only. When that is lost, calls fail with a [ClosedException],
    /// unless it is to be made again ([LinkOptions#reconnectFor(Duration)]).
    ///
    /// @param address where it serves
    /// @param secret what it must know
    /// @param options limits, times, what classes results may have beyond mere values
    /// @return an open manager
    /// @throws AuthenticationException if it knows another secret
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    static Manager connect(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        return Providers.local().connectToManager(address, secret, options);
    }

    /// Returns the server's process id.
    ///
    /// @return a pid
    long pid();

    /// Returns how many objects some process, object or name holds, or has held until lately.
    ///
    /// @return a number; it shrinks when the server's garbage collector has noticed
    int objects();

    /// Ends the server: calls under way fail with a [ClosedException] in their clients. A second
    /// call does nothing.
    ///
    /// @param timeout how long the server has to end before it is killed
    /// @return whether it ended in order
    boolean shutdown(Duration timeout);

    /// Ends the server, giving it a second.
    @Override
    default void close() {
        boolean _ = shutdown(Duration.ofSeconds(1));
    }

    /// Collects options and starts a manager; made by [Brood#newManager()].
    interface Builder {
        /// Gives it a name, for messages and the server process.
        ///
        /// @param name a label without further meaning
        /// @return this
        Builder name(String name);

        /// Sets how the server process is started; its name is the manager's.
        ///
        /// @param options heap, flags, environment, output…
        /// @return this
        Builder process(ProcessOptions options);

        /// Sets what the server runs before it serves.
        ///
        /// @param action must be able to travel
        /// @return this
        Builder initializer(Action action);

        /// Starts the server and waits until it serves.
        ///
        /// @return an open manager
        /// @throws ProcessStartException if the server can't be started or initialized
        Manager open();
    }
}
