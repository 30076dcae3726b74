package dev.brood.local.manager;

import dev.brood.ClosedException;
import dev.brood.Fn;
import dev.brood.JoinableQueue;
import dev.brood.LinkOptions;
import dev.brood.ManagedDeque;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedSet;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.ManagerDiedException;
import dev.brood.Namespace;
import dev.brood.ProcessPool;
import dev.brood.Secret;
import dev.brood.SharedBarrier;
import dev.brood.SharedEvent;
import dev.brood.SharedLatch;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.Task;
import dev.brood.codec.Portable;
import dev.brood.codec.Reference;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import javax.net.ssl.SSLContext;

/// A manager of this tree, as any of its processes sees it.
@SuppressWarnings("unchecked") // what the server makes is what was asked for
final class LocalManager implements Manager, Portable {
    private static final long serialVersionUID = 1;

    private final transient Address address;
    private final transient Link link;

    /// What makes a new link when that is lost; null if nothing does.
    private final transient @Nullable Redial redial;

    /// What this process can do beyond others, as it has started the server; null in others.
    private transient volatile @Nullable ServerProcess process;

    LocalManager(Address address, Link link) {
        this.address = address;
        this.link = link;
        this.redial = null;
    }

    LocalManager(Redial redial) {
        this.address = redial.last().address();
        this.link = redial.last();
        this.redial = redial;
    }

    Link link() {
        return redial == null ? link : redial.last();
    }

    void setProcess(ServerProcess started) {
        process = started;
        link.setEnding(started::explain);
    }

    /// Gives back what is left of a manager of another process that has ended.
    ///
    /// @return whether it has ended, and nothing is under way
    boolean bury() {
        return process == null && link.bury();
    }

    private Root root() {
        return redial == null ? link.rootProxy() : redial.root();
    }

    @Override
    public <K, V> ManagedMap<K, V> map(Map<? extends K, ? extends V> contents) {
        return (ManagedMap<K, V>) root().map(new LinkedHashMap<>(contents));
    }

    @Override
    public <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> contents) {
        return (ManagedList<E>) root().list(new ArrayList<>(contents), false);
    }

    @Override
    public <E extends @Nullable Object> ManagedList<E> array(Collection<? extends E> contents) {
        return (ManagedList<E>) root().list(new ArrayList<>(contents), true);
    }

    @Override
    public <E> ManagedSet<E> set(Collection<? extends E> contents) {
        return (ManagedSet<E>) root().set(new ArrayList<>(contents));
    }

    private Object queue(Class<?> face, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue's capacity must be at least 1, was " + capacity);
        }
        return root().queue(face, capacity);
    }

    @Override
    public <E> ManagedDeque<E> deque(int capacity) {
        return (ManagedDeque<E>) queue(DequeService.class, capacity);
    }

    @Override
    public <E> SharedQueue<E> queue(int capacity) {
        return (SharedQueue<E>) queue(QueueService.class, capacity);
    }

    @Override
    public <E> JoinableQueue<E> joinableQueue(int capacity) {
        return (JoinableQueue<E>) queue(JoinableService.class, capacity);
    }

    @Override
    public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
        return (ManagedValue<T>) root().value(initial);
    }

    @Override
    public Namespace namespace() {
        return (Namespace) root().namespace();
    }

    @Override
    public SharedLock lock() {
        return (SharedLock) root().lock();
    }

    @Override
    public SharedSemaphore semaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "a semaphore's permits must be at least 0, were " + permits);
        }
        return (SharedSemaphore) root().semaphore(permits, Integer.MAX_VALUE);
    }

    @Override
    public SharedSemaphore boundedSemaphore(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "a bounded semaphore's permits must be at least 1, were " + permits);
        }
        return (SharedSemaphore) root().semaphore(permits, permits);
    }

    @Override
    public SharedEvent event() {
        return (SharedEvent) root().event();
    }

    @Override
    public SharedBarrier barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier's parties must be at least 1, were " + parties);
        }
        return (SharedBarrier) root().barrier(parties);
    }

    @Override
    public SharedLatch latch(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("a latch's count must be at least 0, was " + count);
        }
        return (SharedLatch) root().latch(count);
    }

    @Override
    public ProcessPool pool(int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 worker, was " + workers);
        }
        return (ProcessPool) root().pool(workers);
    }

    @Override
    public <T> T share(Class<T> face, Task<? extends T> factory, Class<?>... more) {
        List<Class<?>> faces = new ArrayList<>();
        faces.add(face);
        faces.addAll(List.of(more));
        Proxies.requireInterfaces(faces);
        try {
            return face.cast(root().share(faces, factory));
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("the object could not be made: " + e, e);
        }
    }

    @Override
    public void pin(String name, Object proxy) {
        root().pin(name, require(proxy));
    }

    private Proxied require(Object proxy) {
        if (proxy instanceof Proxied own && isOwn(own.invoker().address())) {
            return own;
        }
        throw new IllegalArgumentException(
                "not a proxy of an object of %s: %s".formatted(address, proxy));
    }

    private boolean isOwn(Address other) {
        // The server may have been started again since.
        return redial == null ? other.equals(address) : other.tree() == address.tree();
    }

    @Override
    public void unpin(String name) {
        root().unpin(name);
    }

    @Override
    public <T> T find(String name, Class<T> face) {
        Object found = redial == null ? root().find(name) : redial.find(name);
        if (!face.isInstance(found)) {
            throw new ClassCastException(
                    "the object '%s' of %s is shared as %s, not as %s"
                            .formatted(
                                    name,
                                    address,
                                    ((Proxied) found).invoker().faces(),
                                    face.getName()));
        }
        return face.cast(found);
    }

    @Override
    public <T, R extends @Nullable Object> CompletableFuture<R> async(
            T proxy, Fn<? super T, ? extends R> call) {
        Proxied _ = require(proxy);
        return (CompletableFuture<R>) OneCall.of(proxy, call);
    }

    @Override
    public long pid() {
        return link().address().pid();
    }

    @Override
    public int objects() {
        return root().objects();
    }

    @Override
    public String name() {
        return address.name();
    }

    @Override
    public boolean isClosed() {
        if (redial != null) {
            return redial.isClosed();
        }
        ServerProcess own = process;
        return link.end() != null || (own != null && !own.process().isAlive());
    }

    @Override
    public dev.brood.Address serve(dev.brood.Address place, Secret secret, LinkOptions options)
            throws IOException {
        if (options.tls() != null) {
            throw new UnsupportedOperationException(
                    "a TLS context can't travel to the server of %s; give serve what makes one there, as its fourth argument"
                            .formatted(address));
        }
        return root().serve(place, secret.bytes(), options, null);
    }

    @Override
    public dev.brood.Address serve(
            dev.brood.Address place,
            Secret secret,
            LinkOptions options,
            Task<? extends SSLContext> tls)
            throws IOException {
        if (options.tls() != null) {
            throw new IllegalArgumentException(
                    "TLS contexts were given twice: in the options, and to be made in the server");
        }
        return root().serve(place, secret.bytes(), options, tls);
    }

    @Override
    public boolean shutdown(Duration timeout) {
        if (redial != null) {
            redial.close("the connection to " + address + " was closed");
            return true;
        }
        if (link.end() != null) {
            return true;
        }
        if (link.isRemote()) {
            link.close(new ClosedException("the connection to " + address + " was closed"));
            return true;
        }
        ServerProcess own = process;
        if (own != null) {
            own.beginEnd();
        }
        try {
            root().shutdown();
        } catch (ClosedException | ManagerDiedException _) {
            // It has ended already, or just now.
        }
        boolean inOrder = own == null || own.end(timeout);
        link.close(new ClosedException(address + " was shut down"));
        if (own != null) {
            own.forget(this);
        }
        return inOrder;
    }

    @Override
    public Reference reference() {
        if (link.isRemote()) {
            throw new IllegalStateException(
                    "%s is another program's and can't travel; connect where it is needed"
                            .formatted(address));
        }
        return new ManagerReference(address);
    }

    /// For Java serialization.
    private Object writeReplace() {
        return reference();
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a manager travels as a reference");
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
