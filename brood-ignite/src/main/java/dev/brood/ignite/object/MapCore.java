package dev.brood.ignite.object;

import dev.brood.ClosedException;
import dev.brood.codec.Codec;
import dev.brood.ignite.ClusterException;
import dev.brood.ignite.link.Full;
import dev.brood.ignite.link.MapCall;
import dev.brood.ignite.link.MapCall.When;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/// What maps, sets and namespaces have in common: values by keys, both compared as they are
/// encoded.
final class MapCore extends ClusterObject {
    private static final long serialVersionUID = 1;

    private final transient Object face;

    MapCore(ObjectName name, Function<? super MapCore, ?> face) {
        super(name);
        this.face = face.apply(this);
    }

    @Override
    Object face() {
        return face;
    }

    /// Returns a key as a text, of a character for each byte.
    static String key(Object key) {
        byte[] bytes = Codec.standard().toBytes("argument", Objects.requireNonNull(key, "key"));
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static Object decodedKey(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return Objects.requireNonNull(Codec.standard().fromBytes("key", bytes));
    }

    static byte[] encoded(@Nullable Object value) {
        return Codec.standard().toBytes("argument", value);
    }

    static @Nullable Object decoded(byte @Nullable [] bytes) {
        return bytes == null ? null : Codec.standard().fromBytes("result", bytes);
    }

    private @Nullable Object ask(MapCall call) {
        MapCall.Result result =
                (MapCall.Result)
                        Objects.requireNonNull(ask(seat -> seat.map(objectName().key(), call)));
        if (result.missing()) {
            throw new ClosedException(described() + " was closed");
        }
        if (result.value() instanceof Full full) {
            throw full.failure(described(), "");
        }
        return result.value();
    }

    void open() {
        Object _ = ask(new MapCall.Open());
    }

    /// Changes one; gives the bytes there were.
    byte @Nullable [] change(String key, When when, byte @Nullable [] value) {
        return (byte[]) ask(new MapCall.Change(key, when, null, value));
    }

    /// Changes one if it is as expected; gives whether it was.
    boolean changeEqual(String key, byte[] expected, byte @Nullable [] value) {
        return Boolean.TRUE.equals(ask(new MapCall.Change(key, When.EQUAL, expected, value)));
    }

    byte @Nullable [] get(String key) {
        return getAll(List.of(key)).getFirst();
    }

    @SuppressWarnings("unchecked") // what the call gives
    List<byte @Nullable []> getAll(List<String> keys) {
        return (List<byte @Nullable []>)
                Objects.requireNonNull(ask(new MapCall.GetAll(new ArrayList<>(keys))));
    }

    void putAll(List<String> keys, List<byte[]> values) {
        if (!keys.isEmpty()) {
            Object partly = ask(new MapCall.PutAll(keys, values));
            if (partly instanceof MapCall.PartlyPut(int put, int all, Full full)) {
                String done = "of %d entries %d were put all the same".formatted(all, put);
                throw full.failure(described(), done);
            }
        }
    }

    @SuppressWarnings("unchecked") // what the call gives
    List<String> keys() {
        return (List<String>) Objects.requireNonNull(ask(new MapCall.Keys()));
    }

    int size() {
        return (Integer) Objects.requireNonNull(ask(new MapCall.Size()));
    }

    void clear() {
        Object _ = ask(new MapCall.Clear());
    }

    static List<String> keys(Collection<?> keys) {
        List<String> all = new ArrayList<>(keys.size());
        keys.forEach(each -> all.add(key(Objects.requireNonNull(each, "element"))));
        return all;
    }

    @Override
    public boolean isClosed() {
        try {
            int _ = size();
            return false;
        } catch (ClosedException _) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            Object _ = ask(new MapCall.Close());
        } catch (ClosedException | ClusterException _) {
            // It is, or is gone with its cluster.
        }
    }
}
