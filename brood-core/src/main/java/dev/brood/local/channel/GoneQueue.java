package dev.brood.local.channel;

import dev.brood.ClosedException;
import dev.brood.JoinableQueue;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;

import org.jspecify.annotations.Nullable;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;

/// What a handle becomes that arrives when its queue has been closed and emptied, and its memory
/// given back: a queue that is closed and empty. Closing is how queues tell that no more will come,
/// and a task may well begin when the others have taken all there was: it is to find that out where
/// it takes, not to fail before it begins.
///
/// Which kind of queue it was is not known any more; so it is of both kinds.
///
/// @param <E> what it held
final class GoneQueue<E> extends AbstractQueue<E> implements JoinableQueue<E>, Portable {
    private static final long serialVersionUID = 1;

    private final transient QueueReference reference;

    GoneQueue(QueueReference reference) {
        this.reference = reference;
    }

    private ClosedException gone() {
        return Queues.gone(name());
    }

    private ClosedException refused(@Nullable Object item) {
        Objects.requireNonNull(item, () -> "queue '" + name() + "' does not take null");
        return gone();
    }

    @Override
    public void put(E item) throws InterruptedException {
        LocalQueue.throwIfInterrupted();
        throw refused(item);
    }

    @Override
    public boolean offer(E item, Duration timeout) throws InterruptedException {
        LocalQueue.throwIfInterrupted();
        throw refused(item);
    }

    @Override
    public boolean offer(E item) {
        throw refused(item);
    }

    @Override
    public E take() throws InterruptedException {
        LocalQueue.throwIfInterrupted();
        throw gone();
    }

    @Override
    public @Nullable E poll(Duration timeout) throws InterruptedException {
        LocalQueue.throwIfInterrupted();
        throw gone();
    }

    @Override
    public @Nullable E poll() {
        throw gone();
    }

    @Override
    public @Nullable E peek() {
        return null;
    }

    @Override
    public int drainTo(Collection<? super E> collection) {
        return drainTo(collection, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> collection, int most) {
        Objects.requireNonNull(collection);
        return 0;
    }

    @Override
    public void clear() {
        // Nothing is in it.
    }

    @Override
    public Iterator<E> iterator() {
        return Collections.emptyIterator();
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public int remainingCapacity() {
        return 0;
    }

    @Override
    public int capacity() {
        return 1; // what it was is not known any more
    }

    @Override
    public String name() {
        return reference.name();
    }

    @Override
    public boolean isClosed() {
        return true;
    }

    @Override
    public void close() {
        // It is.
    }

    @Override
    public void taskDone() {
        throw gone();
    }

    @Override
    public void taskDone(E item) {
        throw gone();
    }

    @Override
    public void join() throws InterruptedException {
        var _ = join(Duration.ZERO);
    }

    /// Whether all was done before it went is not known here.
    @Override
    public boolean join(Duration timeout) throws InterruptedException {
        LocalQueue.throwIfInterrupted();
        throw gone();
    }

    @Override
    public int unfinished() {
        return 0;
    }

    @Override
    public int lost() {
        return 0;
    }

    @Override
    public int writeOff() {
        return 0;
    }

    @Override
    public Reference reference() {
        return reference;
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference;
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a queue travels as a reference");
    }

    @Override
    public String toString() {
        return "queue '%s' (closed, and is gone)".formatted(name());
    }
}
