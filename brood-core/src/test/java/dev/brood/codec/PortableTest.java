package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;
import dev.brood.Task;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

final class PortableTest {
    private static final Map<Integer, Handle> HANDLES = new ConcurrentHashMap<>();
    private static final List<Integer> RESOLVED = new ArrayList<>();

    private static class Handle implements Portable {
        private final int id;

        Handle(int id) {
            this.id = id;
            HANDLES.put(id, this);
        }

        @Override
        public Reference reference() {
            return new HandleReference(id);
        }
    }

    private static final class SerializableHandle extends Handle implements Serializable {
        private static final long serialVersionUID = 1;

        SerializableHandle(int id) {
            super(id);
        }

        @Serial
        private Object writeReplace() {
            return reference();
        }
    }

    private record HandleReference(int id) implements Reference {
        @Override
        public Object resolve() {
            RESOLVED.add(id);
            if (id < 0) {
                throw new IllegalStateException("queue " + id + " is gone");
            }
            return HANDLES.get(id);
        }

        @Serial
        private Object readResolve() {
            return resolve();
        }
    }

    private static final class Owner implements Serializable {
        private static final long serialVersionUID = 1;
        private final Object first;
        private final Object second;

        Owner(Object first, Object second) {
            this.first = first;
            this.second = second;
        }
    }

    private record Box(Handle handle) {}

    @BeforeEach
    void forget() {
        RESOLVED.clear();
    }

    @Test
    void decode_portable_isResolved() {
        Handle handle = new Handle(1);
        assertThat(RoundTrip.of(handle)).isSameAs(handle);
        assertThat(RoundTrip.of(new SerializableHandle(2))).isSameAs(HANDLES.get(2));
    }

    @Test
    void decode_portableTwiceInAValue_isResolvedOnce() {
        Handle handle = new Handle(1);
        byte[] bytes = Codec.standard().toBytes(List.of(handle, new Box(handle), handle));
        RESOLVED.clear();
        List<?> arrived = (List<?>) Codec.standard().fromBytes(bytes);
        assertThat(arrived.getFirst()).isSameAs(handle).isSameAs(arrived.get(2));
        assertThat(((Box) arrived.get(1)).handle()).isSameAs(handle);
        assertThat(RESOLVED).containsExactly(1);
    }

    @Test
    void decode_portableCapturedByLambda_isResolved() throws Exception {
        Handle handle = new Handle(7);
        Task<Object> task = () -> handle;
        assertThat(RoundTrip.of(task).call()).isSameAs(handle);
    }

    @Test
    void decode_portableInJavaSerialization_isResolved() {
        for (Handle handle : List.of(new Handle(3), new SerializableHandle(4))) {
            Owner arrived = RoundTrip.of(new Owner(handle, handle));
            assertThat(arrived.first).isSameAs(handle).isSameAs(arrived.second);
        }
    }

    @Test
    void encode_portable_isSmall() {
        new Handle(5);
        assertThat(Codec.standard().toBytes(HANDLES.get(5))).hasSizeLessThan(64);
    }

    @Test
    void decode_referenceThatFails_saysWhy() {
        byte[] bytes = Codec.standard().toBytes(new Handle(-1));
        assertThatThrownBy(() -> Codec.standard().fromBytes("argument", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage("argument → java.lang.IllegalStateException: queue -1 is gone")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void decode_referenceToNothing_fails() {
        byte[] bytes = Codec.standard().toBytes(new Handle(99));
        HANDLES.remove(99);
        assertThatThrownBy(() -> Codec.standard().fromBytes("argument", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage("argument → reference HandleReference[id=99] resolves to nothing here");
    }
}
