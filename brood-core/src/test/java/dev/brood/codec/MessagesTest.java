package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.EncodingException;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/// What is said about a value that can't travel.
final class MessagesTest {
    private static final String SESSION =
            "dev.brood.codec.MessagesTest$Session is not serializable";

    private static final class Session {}

    private record Order(int number, Session session) {}

    private record Pair(Object first, Object second) {}

    private static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("UnusedVariable") // the codec reads it
        private Object value;

        private final transient Object ignored = new Session();
    }

    private static void assertMessage(String what, Object value, String message) {
        assertThatThrownBy(() -> Codec.standard().encode(what, value))
                .isInstanceOf(EncodingException.class)
                .hasMessage(message);
        // The encoder it used is fit for use.
        assertThat(Codec.standard().toBytes(1)).hasSize(2);
    }

    @Test
    void encode_unserializableRoot_isNamed() {
        assertMessage("item", new Session(), "item → " + SESSION);
    }

    @Test
    void encode_unserializableCaptured_isNamedAsInTheSource() {
        Session connection = new Session();
        long wide = System.nanoTime();
        Action action = () -> use(wide, connection);
        assertMessage("task", action, "task → captured 'connection' → " + SESSION);
    }

    private static void use(Object... things) {
        assertThat(things).isNotNull();
    }

    @Test
    void encode_capturedThis_tellsWayOut() {
        Action action = () -> use(this);
        assertMessage(
                "task",
                action,
                "task → captured 'this' → dev.brood.codec.MessagesTest is not serializable: the"
                        + " lambda uses a field or method of it; copy what it needs to a local"
                        + " variable, or make the method static");
    }

    @Test
    void encode_boundReceiver_isNamed() {
        Session receiver = new Session();
        Task<String> task = receiver::toString;
        assertMessage(
                "task",
                task,
                "task → captured #1 (dev.brood.codec.MessagesTest$Session) → " + SESSION);
    }

    @Test
    void encode_insideContainers_namesPath() {
        Map<Object, Object> map = new HashMap<>();
        map.put("key", new Object[] {1, Optional.of(new Order(1, new Session()))});
        assertMessage(
                "result",
                List.of("x", map),
                "result → [1] → ['key'] → [1] → Optional → component 'session' → " + SESSION);
    }

    @Test
    void encode_badKey_isNamed() {
        Map<Object, Object> map = new HashMap<>();
        map.put(new Session(), 1);
        assertMessage("item", map, "item → key dev.brood.codec.MessagesTest$Session → " + SESSION);
    }

    @Test
    void encode_fieldOfBean_isFound() {
        Bean inner = new Bean();
        inner.value = new ArrayList<>(List.of("x", Map.of("k", new Session())));
        Bean outer = new Bean();
        outer.value = inner;
        assertMessage(
                "argument",
                outer,
                "argument → field 'value' → field 'value' → [1] → ['k'] → " + SESSION);
        assertThat(inner.ignored).isNotNull();
    }

    @Test
    void encode_compactInBean_isFound() {
        Session session = new Session();
        Bean inner = new Bean();
        inner.value = (Task<Object>) () -> session;
        Bean outer = new Bean();
        outer.value = new Pair(1, List.of(inner));
        assertMessage(
                "argument",
                outer,
                "argument → field 'value' → component 'second' → [0] → field 'value' → captured"
                        + " 'session' → "
                        + SESSION);
    }

    @Test
    void encode_lambdaOfPlainInterface_tellsWayOut() {
        Supplier<String> supplier = () -> "x";
        assertMessage(
                "task",
                (Task<Object>) () -> supplier,
                "task → captured 'supplier' → a lambda that is a java.util.function.Supplier is not"
                        + " serializable: make it a dev.brood.Task, Action or Fn, or cast it to"
                        + " (Supplier & java.io.Serializable)");
    }

    @Test
    void encode_anonymousClass_isNamed() {
        Object anonymous =
                new Supplier<String>() {
                    @Override
                    public String get() {
                        return "x";
                    }
                };
        assertMessage(
                "item",
                anonymous,
                "item → dev.brood.codec.MessagesTest$1, an anonymous java.util.function.Supplier,"
                        + " is not serializable: a lambda would be, or a named class that is");
    }

    @Test
    void encode_comparator_isNamed() {
        Comparator<String> comparator = (a, b) -> a.compareTo(b);
        assertThatThrownBy(() -> Codec.standard().encode("item", new TreeSet<>(comparator)))
                .hasMessageStartingWith("item → comparator → a lambda that is a");
    }

    @Test
    void encode_tooDeep_isAnError() {
        Object deep = List.of();
        for (int i = 0; i < 100_000; i++) {
            deep = List.of(deep);
        }
        assertMessage(
                "item",
                deep,
                "item → [0] → [0] → [0] → [0] → [0] → [0] → [0] → [0] → … 988 more … → [0] → [0] →"
                        + " [0] → [0] → nested more than 1000 levels deep: send long chains as a"
                        + " list of their links");
    }

    @Test
    void encode_tooDeepInJavaSerialization_isAnError() {
        Bean deep = new Bean();
        for (int i = 0; i < 100_000; i++) {
            Bean next = new Bean();
            next.value = deep;
            deep = next;
        }
        Bean value = deep;
        assertThatThrownBy(() -> Codec.standard().encode("item", value))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("nested too deeply for the stack of this thread");
    }

    private static final class Moody implements Serializable {
        private static final long serialVersionUID = 1;

        private final Exception mood;

        Moody(Exception mood) {
            this.mood = mood;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            switch (mood) {
                case IOException thrown -> throw thrown;
                case RuntimeException thrown -> throw thrown;
                default -> out.defaultWriteObject();
            }
        }
    }

    @Test
    void encode_writeObjectThatThrows_saysWhat() {
        assertMessage(
                "item",
                new Moody(new IOException("disk")),
                "item → dev.brood.codec.MessagesTest$Moody won't be written: java.io.IOException:"
                        + " disk");
        assertMessage(
                "item",
                List.of(new Moody(new IllegalStateException("no"))),
                "item → [0] → java.lang.IllegalStateException: no");
        assertMessage(
                "item",
                new Moody(new NotSerializableException("something odd")),
                "item → something odd is not serializable");
    }

    @Test
    void encode_changedMeanwhile_isAnError() {
        List<Object> list = new ArrayList<>();
        list.add(new Meddler(list, 0));
        assertThatThrownBy(() -> Codec.standard().encode("item", list))
                .isInstanceOf(EncodingException.class)
                .hasMessageStartingWith("item → [1] → java.util.ConcurrentModificationException");
    }

    /// Changes the list it is in while it is encoded.
    private record Meddler(List<Object> list, int number) {
        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public int number() {
            list.add("more");
            return number;
        }
    }

    @Test
    void encode_classThatIsHidden_isAnError() {
        Supplier<String> supplier = () -> "x";
        assertThatThrownBy(() -> Codec.standard().encode("item", supplier.getClass()))
                .hasMessageMatching("item → hidden class .* exists in this JVM only");
    }
}
