package dev.brood;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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

    /// Returns the process this code runs in.
    ///
    /// @return never null
    public abstract ChildProcess current();

    /// Returns the process that started this one.
    ///
    /// @return empty in the root of a tree
    public abstract Optional<ChildProcess> parent();

    /// Returns the worker of a pool that this process is.
    ///
    /// @return empty if it is none
    public Optional<Worker> worker() {
        return Optional.empty();
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
