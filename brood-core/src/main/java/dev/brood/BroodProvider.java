package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// What an engine provides, found by [java.util.ServiceLoader]. Users of Brood do not need it.
public abstract class BroodProvider {

    /// For engines.
    protected BroodProvider() {}

    /// Returns the scheme of the URIs this engine opens.
    ///
    /// @return for instance `local`
    public abstract String scheme();

    /// Returns the engine's one shared instance in this JVM, opening it if it is not open.
    ///
    /// @return an open Brood
    public abstract Brood shared();

    /// Opens an instance of its own.
    ///
    /// @param uri what to open
    /// @return an open Brood
    public abstract Brood open(URI uri);

    /// Returns the process that this JVM is. Asked of the engine `local` only; the others have
    /// [Place]s.
    ///
    /// @return never null
    public ChildProcess current() {
        throw new UnsupportedOperationException(
                "a JVM is no process of the engine '" + scheme() + "'");
    }

    /// Returns the process that started this JVM. Asked of the engine `local` only.
    ///
    /// @return empty in the root of a tree
    public Optional<ChildProcess> parent() {
        return Optional.empty();
    }

    /// Returns the worker of a pool that this JVM is. Asked of the engine `local` only.
    ///
    /// @return empty if it is none
    public Optional<Worker> worker() {
        return Optional.empty();
    }

    /// Returns whether something is of this engine, so that it knows how to wait for it. Asked of
    /// engines other than `local`, which has the rest.
    ///
    /// @param thing something to wait for
    /// @return true if [#anyReady] is to be this engine's
    public boolean owns(Waitable thing) {
        return false;
    }

    /// Waits for several things; see [Connection#anyReady(Collection, Duration)].
    ///
    /// @param <T> what they are
    /// @param things of this engine
    /// @param timeout how long to wait; zero or less does not wait
    /// @return those that are ready, in the order given
    /// @throws InterruptedException if interrupted while waiting
    public abstract <T extends Waitable> List<T> anyReady(
            Collection<? extends T> things, Duration timeout) throws InterruptedException;

    /// Begins to listen; see [Listener#open(Address, Secret, LinkOptions)].
    ///
    /// @param address where
    /// @param secret what peers must know
    /// @param options how
    /// @return an open listener
    /// @throws IOException if the system refuses
    /// @throws UnsupportedOperationException if the engine has no listeners
    public Listener listen(Address address, Secret secret, LinkOptions options) throws IOException {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no listeners of its own");
    }

    /// Connects; see [Connection#connect(Address, Secret, LinkOptions)].
    ///
    /// @param address where
    /// @param secret what the listener must know
    /// @param options how
    /// @return an open connection
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    /// @throws UnsupportedOperationException if the engine has no such connections
    public Connection connect(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no connections of its own");
    }

    /// Connects to a manager; see [Manager#connect(Address, Secret, LinkOptions)].
    ///
    /// @param address where
    /// @param secret what the manager must know
    /// @param options how
    /// @return an open manager
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    /// @throws UnsupportedOperationException if the engine has no such managers
    public Manager connectToManager(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no managers of its own");
    }

    /// Looks at all trees of this user on this machine; see [Diagnosis#ofMachine()].
    ///
    /// @return what there is to see
    /// @throws UnsupportedOperationException if the engine has no trees
    public MachineDiagnosis diagnoseMachine() {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no trees of processes on this machine");
    }

    /// Finds what dead trees have left; see [DeadTree#findAll()].
    ///
    /// @return a new list
    /// @throws UnsupportedOperationException if the engine has no trees
    public List<DeadTree> deadTrees() {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no trees of processes on this machine");
    }

    /// Deletes what a dead tree has left; see [DeadTree#remove()].
    ///
    /// @param dead the tree
    /// @param kill whether to kill the processes of it that still run
    /// @return whether it is gone now
    /// @throws UnsupportedOperationException if the engine has no trees
    public boolean remove(DeadTree dead, boolean kill) {
        throw new UnsupportedOperationException(
                "the engine '" + scheme() + "' has no trees of processes on this machine");
    }

    /// Runs code of a process of this engine in the calling thread. Meanwhile
    /// [ChildProcess#current()], [ChildProcess#parent()], [Worker#current()] and [Brood#current()]
    /// are answered by a place, in this thread and in threads it starts, even after this returns. A
    /// thread that was started before, such as one of an executor, is not of the process.
    ///
    /// @param <T> what comes of it
    /// @param place where the code runs
    /// @param code what to run
    /// @return what comes of it
    /// @throws Exception what the code throws
    protected static <T extends @Nullable Object> T inside(Place place, Callable<T> code)
            throws Exception {
        Place before = Providers.move(place);
        try {
            return code.call();
        } finally {
            Providers.move(before);
        }
    }

    /// Where code runs, for an engine whose processes are not JVMs of their own, or are more than
    /// the JVM they run in: what static methods answer there.
    public interface Place {
        /// Returns the Brood that the code runs under.
        ///
        /// @return what [Brood#current()] answers
        Brood brood();

        /// Returns the process that the code runs in.
        ///
        /// @return what [ChildProcess#current()] answers
        ChildProcess process();

        /// Returns the process that started that one.
        ///
        /// @return what [ChildProcess#parent()] answers
        Optional<ChildProcess> parent();

        /// Returns the worker of a pool that the process is.
        ///
        /// @return what [Worker#current()] answers; empty if it is none
        Optional<Worker> worker();
    }

    /// Ties a process object to the engine's control of it.
    ///
    /// @param process the object, not tied before
    /// @param control what does its work
    /// @param options the options it was really started with
    /// @throws IllegalStateException if it was tied before
    protected static void bind(
            ChildProcess process, ChildProcess.Control control, ProcessOptions options) {
        process.bind(control, options);
    }
}
