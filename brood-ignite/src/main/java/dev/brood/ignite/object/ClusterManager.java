package dev.brood.ignite.object;

import dev.brood.Address;
import dev.brood.BroodException;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.Fn;
import dev.brood.JoinableQueue;
import dev.brood.LinkOptions;
import dev.brood.ManagedDeque;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.ManagedSet;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.NameNotFoundException;
import dev.brood.NameTakenException;
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
import dev.brood.codec.Codec;
import dev.brood.codec.Portable;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.cell.BytesCell;
import dev.brood.ignite.cell.ListCell;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;

/// Makes collections and objects of the user's in a cluster. It is no process: what it makes is in
/// the nodes' memory, and ends with it. Its cell has the names that objects were given.
final class ClusterManager extends ClusterObject implements Manager {
    private static final long serialVersionUID = 1;
    private static final int MOST_PERMITS = 262_143;

    /// The cell's bytes when no name was given.
    static final byte[] NO_NAMES = Codec.standard().toBytes("names", new TreeMap<>());

    private final transient ClusterObjects objects;

    ClusterManager(ObjectName name) {
        super(name);
        this.objects = ClusterObjects.within(name);
    }

    private static void require(boolean fits, String message) {
        if (!fits) {
            throw new IllegalArgumentException(message);
        }
    }

    private ClusterObjects open() {
        if (isClosed()) {
            throw new ClosedException(described() + " was closed");
        }
        return objects;
    }

    // ---- collections and values

    @Override
    @SuppressWarnings("unchecked") // a new one is of any type
    public <K, V> ManagedMap<K, V> map(Map<? extends K, ? extends V> contents) {
        ManagedMap<K, V> map = (ManagedMap<K, V>) open().mapCore(ObjectKind.MAP).face();
        map.putAll(contents);
        return map;
    }

    @Override
    @SuppressWarnings("unchecked") // a new one is of any type
    public <E> ManagedSet<E> set(Collection<? extends E> contents) {
        ManagedSet<E> set = (ManagedSet<E>) open().mapCore(ObjectKind.SET).face();
        boolean _ = set.addAll(contents);
        return set;
    }

    @Override
    public <E extends @Nullable Object> ManagedList<E> list(Collection<? extends E> contents) {
        return list(contents, false);
    }

    @Override
    public <E extends @Nullable Object> ManagedList<E> array(Collection<? extends E> contents) {
        return list(contents, true);
    }

    @SuppressWarnings("unchecked") // a new one is of any type
    private <E extends @Nullable Object> ManagedList<E> list(
            Collection<? extends E> contents, boolean fixed) {
        ListCell cell = new ListCell(ClusterList.encodedAll(contents), fixed);
        return (ManagedList<E>) open().faced(ObjectKind.LIST, cell).face();
    }

    @Override
    public <E> ManagedDeque<E> deque(int capacity) {
        throw new UnsupportedOperationException(
                "a cluster has no double-ended queues: use queue(capacity), which is taken from at"
                        + " one end, or list()");
    }

    @Override
    @SuppressWarnings("unchecked") // a new one is of any type
    public <T extends @Nullable Object> ManagedValue<T> value(T initial) {
        BytesCell cell = new BytesCell(MapCore.encoded(initial));
        return (ManagedValue<T>) open().faced(ObjectKind.VALUE, cell).face();
    }

    @Override
    public Namespace namespace() {
        return (Namespace) open().mapCore(ObjectKind.NAMESPACE).face();
    }

    // ---- queues, and what waits

    @Override
    public <E> SharedQueue<E> queue(int capacity) {
        require(capacity >= 1, "a queue's capacity must be at least 1, was " + capacity);
        return open().queue(null, capacity);
    }

    @Override
    public <E> JoinableQueue<E> joinableQueue(int capacity) {
        require(capacity >= 1, "a queue's capacity must be at least 1, was " + capacity);
        return open().joinableQueue(null, capacity, false);
    }

    @Override
    public SharedLock lock() {
        return open().lock(null, true);
    }

    @Override
    public SharedSemaphore semaphore(int permits) {
        require(permits >= 0, "a semaphore's permits must be at least 0, were " + permits);
        return open().semaphore(null, permits, MOST_PERMITS, false, true);
    }

    @Override
    public SharedSemaphore boundedSemaphore(int permits) {
        require(permits >= 1, "a bounded semaphore's permits must be at least 1, were " + permits);
        return open().semaphore(null, permits, permits, false, true);
    }

    @Override
    public SharedEvent event() {
        return open().event(null);
    }

    @Override
    public SharedBarrier barrier(int parties) {
        require(parties >= 1, "a barrier's parties must be at least 1, were " + parties);
        return open().barrier(null, parties, 0, new byte[0]);
    }

    @Override
    public SharedLatch latch(int count) {
        return open().latch(null, count);
    }

    // ---- objects of the user's

    @Override
    public <T> T share(Class<T> face, Task<? extends T> factory, Class<?>... more) {
        Class<?>[] faces = new Class<?>[more.length + 1];
        faces[0] = face;
        System.arraycopy(more, 0, faces, 1, more.length);
        Object object = made(Codec.standard().toBytes("factory", factory));
        for (Class<?> each : faces) {
            require(
                    each.isInterface(),
                    "an object is shared as interfaces, and %s is none".formatted(each.getName()));
            require(
                    each.isInstance(object),
                    "%s does not implement %s"
                            .formatted(object.getClass().getName(), each.getName()));
        }
        byte[] state;
        try {
            state = Codec.standard().toBytes("object", object);
        } catch (EncodingException e) {
            throw new IllegalArgumentException(
                    "an object that a cluster is to share must be able to travel, as its state is"
                        + " kept by the nodes and each call is carried out by its caller; make it"
                        + " serializable, or use Brood.local().manager().share(…) on one machine: "
                            + e.getMessage(),
                    e);
        }
        return face.cast(
                open().faced(ObjectKind.OBJECT, new BytesCell(state), (Object[]) faces).face());
    }

    /// Makes an object by a copy of what makes it, as another process would.
    private static Object made(byte[] factory) {
        try {
            Task<?> task =
                    (Task<?>)
                            Objects.requireNonNull(Codec.standard().fromBytes("factory", factory));
            return Objects.requireNonNull(task.call(), "the object");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalArgumentException("the object could not be made: " + e, e);
        }
    }

    // ---- names

    @SuppressWarnings("unchecked") // what was pinned
    private <R> R names(Fn<Map<String, Object>, R> change) {
        while (true) {
            BytesCell.Whole whole =
                    (BytesCell.Whole) Objects.requireNonNull(call(new BytesCell.Look()));
            Map<String, Object> names =
                    (Map<String, Object>) Objects.requireNonNull(MapCore.decoded(whole.bytes()));
            R result;
            try {
                result = change.apply(names);
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError("changes of a map throw nothing else", e);
            }
            byte[] after = Codec.standard().toBytes("names", new TreeMap<>(names));
            if (Boolean.TRUE.equals(call(new BytesCell.Replace(whole.version(), after)))) {
                return result;
            }
        }
    }

    private void change(Consumer<Map<String, Object>> change) {
        boolean _ =
                names(all -> {
                    change.accept(all);
                    return true;
                });
    }

    @Override
    public void pin(String name, Object proxy) {
        require(
                proxy instanceof Portable portable
                        && portable.reference() instanceof ObjectName own
                        && own.cluster().equals(objectName().cluster()),
                "not a proxy of an object of %s: %s".formatted(described(), proxy));
        change(all -> {
            if (all.putIfAbsent(name, proxy) != null) {
                throw new NameTakenException(
                        "the name '%s' is taken by another object of %s"
                                .formatted(name, described()));
            }
        });
    }

    @Override
    public void unpin(String name) {
        change(all -> {
            if (all.remove(name) == null) {
                throw missing(name);
            }
        });
    }

    private BroodException missing(String name) {
        return new NameNotFoundException(
                "no object of %s has the name '%s'".formatted(described(), name));
    }

    @Override
    public <T> T find(String name, Class<T> face) {
        Object found =
                names(all -> {
                    Object object = all.get(name);
                    if (object == null) {
                        throw missing(name);
                    }
                    return object;
                });
        if (!face.isInstance(found)) {
            throw new ClassCastException(
                    "the object '%s' of %s is no %s".formatted(name, described(), face.getName()));
        }
        return face.cast(found);
    }

    // ---- what only a process can do

    private UnsupportedOperationException refusal(String what, String instead) {
        return new UnsupportedOperationException(
                "a manager of a cluster %s, as it is no process: %s".formatted(what, instead));
    }

    @Override
    public <T, R extends @Nullable Object> CompletableFuture<R> async(
            T proxy, Fn<? super T, ? extends R> call) {
        throw refusal(
                "makes no calls without waiting",
                "make them in threads of your own, or in tasks of a pool");
    }

    @Override
    public ProcessPool pool(int workers) {
        throw refusal("has no pools", "use pool(n) of the cluster");
    }

    @Override
    public Address serve(Address address, Secret secret, LinkOptions options) {
        throw refusal(
                "does not serve",
                "other programs join the cluster by Brood.open(uri), and find what has a name");
    }

    @Override
    public Address serve(
            Address address, Secret secret, LinkOptions options, Task<? extends SSLContext> tls) {
        return serve(address, secret, options);
    }

    @Override
    public long pid() {
        throw refusal("has no process id", "what it makes is in the memory of all nodes");
    }

    @Override
    public int objects() {
        throw refusal("does not count its objects", "they end when they are closed, or it is");
    }

    // ---- the end

    @Override
    public boolean shutdown(Duration timeout) {
        close();
        return true;
    }

    @Override
    public void close() {
        super.close();
        try {
            Object _ =
                    ask(seat -> {
                        seat.closeAll(objectName().key() + "/");
                        return null;
                    });
        } catch (ClusterException _) {
            // It is gone with its cluster, or ends with this program.
        }
    }

    @Override
    public String toString() {
        return described();
    }
}
