package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Action;
import dev.brood.AllowedClasses;
import dev.brood.DecodingException;
import dev.brood.Fn;
import dev.brood.RemoteFailureException;
import dev.brood.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Every way from bytes to a class or to code, closed unless it is opened.
final class RestrictedTest {
    private static final Codec BASIC = Codec.standard().restrictedTo(AllowedClasses.basic());

    /// What code of the classes below has run.
    private static final List<String> RUN = Collections.synchronizedList(new ArrayList<>());

    private enum Suit {
        HEARTS;

        static {
            RUN.add("Suit");
        }
    }

    private record Card(int value) {
        Card {
            RUN.add("Card");
        }
    }

    private record Both(Object left, Object right) {}

    private sealed interface Shape permits Circle {}

    private record Circle(double radius) implements Shape {}

    private static class Base implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private static final class Bean extends Base {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("UnusedVariable") // the codec reads it
        private final Object value;

        Bean(Object value) {
            this.value = value;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            RUN.add("Bean");
            in.defaultReadObject();
        }
    }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failure(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            RUN.add("Failure");
            in.defaultReadObject();
        }
    }

    private record Door(int number) implements Reference {
        @Override
        public Object resolve() {
            RUN.add("Door");
            return "open";
        }
    }

    private static final class House implements Portable {
        @Override
        public Reference reference() {
            return new Door(1);
        }
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            RUN.add("Handler");
            return 0;
        }
    }

    private static Object proxy() {
        return Proxy.newProxyInstance(
                RestrictedTest.class.getClassLoader(),
                new Class<?>[] {Comparable.class},
                new Handler());
    }

    static List<Object> refused() {
        Supplier<Integer> supplier = (Supplier<Integer> & Serializable) () -> 1;
        Task<Integer> task = () -> 1;
        Action action = () -> RUN.add("action");
        Fn<String, Integer> fn = Integer::parseInt;
        Comparator<String> comparator =
                (Comparator<String> & Serializable) (a, b) -> a.compareTo(b);
        Map<String, Integer> sorted = new TreeMap<>(comparator);
        sorted.put("a", 1);
        return List.of(
                Suit.HEARTS,
                new Card(1),
                List.of(Card.class),
                List.of((Object) new Card[1]),
                List.of((Object) new Card[1][1]),
                EnumSet.of(Suit.HEARTS),
                EnumSet.noneOf(Suit.class),
                new EnumMap<>(Map.of(Suit.HEARTS, 1)),
                new EnumMap<>(Suit.class),
                new Bean(null),
                List.of(1, Optional.of(Map.of("k", new Bean(1)))),
                supplier,
                task,
                action,
                fn,
                sorted,
                new House(),
                new Door(2),
                proxy(),
                new TreeMap<>(Map.of("a", new Handler())));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void decode_whatIsNotAllowed_isRefused_andRunsNothing(Object value) {
        byte[] bytes = Codec.standard().toBytes(value);
        Suit _ = Suit.HEARTS; // so that its initializer is not blamed on the decoder
        for (int i = 0; i < 2; i++) { // the second time from the memory, if there were one
            RUN.clear();
            assertThatThrownBy(() -> BASIC.fromBytes("message", bytes))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("not allowed from this peer");
            assertThat(RUN).isEmpty();
        }
        assertThat(Codec.standard().restrictedTo(AllowedClasses.everything()).fromBytes(bytes))
                .isNotNull();
    }

    static List<Object> allowed() {
        return List.of(
                1,
                'c',
                1.5f,
                new BigDecimal("1.5"),
                BigInteger.TEN,
                "text",
                UUID.randomUUID(),
                URI.create("a:b"),
                Path.of("a"),
                Instant.now(),
                Duration.ofDays(1),
                LocalDateTime.of(2026, 1, 2, 3, 4),
                ZonedDateTime.now(ZoneId.of("Europe/Vienna")),
                DayOfWeek.MONDAY,
                TimeUnit.DAYS,
                Locale.ROOT,
                BitSet.valueOf(new long[] {5}),
                EnumSet.of(DayOfWeek.MONDAY),
                EnumSet.noneOf(DayOfWeek.class),
                new EnumMap<>(Map.of(DayOfWeek.MONDAY, 1)),
                new EnumMap<>(DayOfWeek.class),
                Optional.of(List.of(Set.of(1), Map.of("k", new ArrayList<>(List.of("v"))))),
                new TreeMap<>(Map.of(1, 2)),
                Map.entry(1, 2),
                List.of(String.class, int.class, int[][].class));
    }

    @ParameterizedTest
    @MethodSource("allowed")
    void decode_basicValues_comesBack(Object value) {
        assertThat(BASIC.fromBytes(BASIC.toBytes(value))).isEqualTo(value);
    }

    @Test
    void decode_arraysAndComparators_comeBack() {
        Object[] arrays = {new int[] {1}, new String[][] {{"a"}}, new double[5000], new Object[1]};
        assertThat(Arrays.deepEquals((Object[]) BASIC.fromBytes(BASIC.toBytes(arrays)), arrays))
                .isTrue();
        for (Comparator<String> each :
                List.<Comparator<String>>of(
                        Comparator.naturalOrder(),
                        Comparator.reverseOrder(),
                        String.CASE_INSENSITIVE_ORDER)) {
            Map<String, Integer> map = new TreeMap<>(each);
            map.put("b", 1);
            map.put("A", 2);
            assertThat(BASIC.fromBytes(BASIC.toBytes(map))).hasToString(map.toString());
        }
    }

    @Test
    void decode_allowedClasses_comeBack() {
        AllowedClasses allowed =
                AllowedClasses.basic()
                        .and(Suit.class, Card.class, Shape.class, Bean.class, Failure.class);
        Codec codec = Codec.standard().restrictedTo(allowed);
        List<Object> values =
                List.of(Suit.HEARTS, new Card(1), new Circle(1), EnumSet.noneOf(Suit.class));
        assertThat(codec.fromBytes(codec.toBytes(values))).isEqualTo(values);
        assertThat(codec.fromBytes(codec.toBytes(new Bean(new Card(2))))).isInstanceOf(Bean.class);
        assertThat(codec.fromBytes(codec.toBytes(new Failure("no")))).isInstanceOf(Failure.class);
        byte[] unknown = codec.toBytes(new Bean(new Both(1, 2)));
        assertThatThrownBy(() -> codec.fromBytes("message", unknown))
                .isInstanceOf(DecodingException.class)
                .hasMessage(
                        "message → class dev.brood.codec.RestrictedTest$Both is not allowed from"
                                + " this peer; if it should be: LinkOptions.allowing("
                                + "AllowedClasses.basic().and("
                                + "dev.brood.codec.RestrictedTest.Both.class))");
    }

    @Test
    void decode_package_isThatOneOnly() {
        Codec here =
                Codec.standard().restrictedTo(AllowedClasses.basic().andPackage("dev.brood.codec"));
        Codec above = Codec.standard().restrictedTo(AllowedClasses.basic().andPackage("dev.brood"));
        byte[] bytes = here.toBytes(new Card(7));
        assertThat(here.fromBytes(bytes)).isEqualTo(new Card(7));
        assertThatThrownBy(() -> above.fromBytes(bytes))
                .hasMessageContaining("RestrictedTest$Card");
        byte[] door = here.toBytes(new Door(1));
        assertThatThrownBy(() -> here.fromBytes(door)).hasMessageContaining("in its own tree only");
        assertThatThrownBy(() -> AllowedClasses.basic().andPackage("dev.brood.*"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 'dev.brood.*'");
    }

    @Test
    void decode_codeOfAnAllowedClass_isRefusedUntilAllowedItself() throws Exception {
        int captured = 41;
        Task<Integer> task = () -> captured + 1;
        byte[] bytes = Codec.standard().toBytes(task);
        Codec data =
                Codec.standard().restrictedTo(AllowedClasses.basic().and(RestrictedTest.class));
        assertThatThrownBy(() -> data.fromBytes("message", bytes))
                .hasMessageContaining(
                        "a lambda of class dev.brood.codec.RestrictedTest is code, and not allowed")
                .hasMessageContaining("andCodeOf(dev.brood.codec.RestrictedTest.class)");
        Codec code =
                Codec.standard()
                        .restrictedTo(AllowedClasses.basic().andCodeOf(RestrictedTest.class));
        assertThat(code.fromBytes(bytes))
                .isInstanceOfSatisfying(Task.class, it -> assertThat(call(it)).isEqualTo(42));
    }

    private static Object call(Task<?> task) {
        try {
            return task.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void decode_throwableThatIsNotAllowed_arrivesInWords_andRunsNothing() {
        IllegalStateException outer = new IllegalStateException("outer", new Failure("inner"));
        byte[] bytes = Codec.standard().toBytes(outer);
        RUN.clear();
        Object decoded = BASIC.fromBytes(bytes);
        assertThat(RUN).isEmpty();
        assertThat(decoded)
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        it -> {
                            assertThat(it).hasMessage("outer");
                            assertThat(it.getStackTrace()).isNotEmpty();
                            assertThat(it.getCause())
                                    .isInstanceOf(RemoteFailureException.class)
                                    .hasMessageContaining("inner");
                        });
    }

    /// A message of one object in Java serialization, as no encoder writes it.
    private static byte[] inJavaSerialization(Object value) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(part)) {
            out.writeObject(value);
        }
        byte[] stream = part.toByteArray();
        ByteSink message = new ByteSink();
        message.put(Tag.VERSION | Tag.JDK_PART);
        message.put(Tag.JDK);
        message.bytes(stream, 4, stream.length - 4); // without the header
        message.int32(stream.length - 4);
        return Arrays.copyOf(message.bytes(), message.position());
    }

    /// The JDK's own part of a well-known chain: an annotation's handler, whose map is called while
    /// it is decoded.
    private static Object annotationHandler() throws Exception {
        Class<?> type = Class.forName("java.lang.Override");
        return Proxy.newProxyInstance(
                RestrictedTest.class.getClassLoader(), new Class<?>[] {type}, new Handler());
    }

    @Test
    void decode_gadgetChains_areRefusedByName() throws Exception {
        Set<Object> bomb = new HashSet<>();
        Set<Object> before = bomb;
        for (int i = 0; i < 3; i++) {
            before = new HashSet<>(Set.of(before, new HashSet<>(List.of(i, before))));
        }
        Map<Object, Object> ofProxies = new HashMap<>();
        ofProxies.put(annotationHandler(), "value");
        Map<Object, Object> ofUrls = new LinkedHashMap<>();
        ofUrls.put(URI.create("http://example.invalid/").toURL(), 1);
        Object exception =
                Class.forName("javax.management.BadAttributeValueExpException")
                        .getConstructor(Object.class)
                        .newInstance("x");
        Object lambda = (Supplier<Integer> & Serializable) () -> 1;
        for (Object each : List.of(before, ofProxies, ofUrls, exception, lambda)) {
            byte[] bytes = inJavaSerialization(each);
            RUN.clear();
            assertThatThrownBy(() -> BASIC.fromBytes("message", bytes))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageMatching("(?s).*(not allowed from this peer|lambda is code).*");
            assertThat(RUN).isEmpty();
        }
        assertThat(BASIC.fromBytes(inJavaSerialization(new ArrayList<>(List.of(1)))))
                .isEqualTo(List.of(1));
    }

    @Test
    void decode_setsThatWouldBeHashedForEver_areRefused() {
        Set<Object> nested = new HashSet<>(Set.of(0));
        Object shared = List.of(0, 1);
        byte[] bomb = bomb();
        assertThatThrownBy(() -> BASIC.fromBytes("message", bomb))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("hashing may take for ever");
        nested.add(shared);
        Card card = new Card(5);
        Codec codec = Codec.standard().restrictedTo(AllowedClasses.basic().and(Card.class));
        Object harmless =
                List.of(nested, Map.of(card, 1), Map.of(card, 2), new HashSet<>(Set.of(card)));
        assertThat(codec.fromBytes(codec.toBytes(harmless))).isEqualTo(harmless);
    }

    /// `s1 = {0}`, `s2 = {s1, [s1]}`, `s3 = {s2, [s2]}` and so on, a hundred times: written by
    /// hand, since the encoder would have to make it, and so to hash it.
    private static byte[] bomb() {
        ByteSink message = new ByteSink();
        message.put(Tag.VERSION);
        int depth = 100;
        for (int i = 0; i < depth; i++) {
            message.put(Tag.HASH_SET);
            message.varint(2);
        }
        message.put(Tag.NULL);
        message.put(Tag.TRUE);
        for (int i = depth - 1; i > 0; i--) {
            message.put(Tag.ARRAY_LIST);
            message.varint(1);
            message.put(Tag.BACK);
            message.varint(i);
        }
        return Arrays.copyOf(message.bytes(), message.position());
    }

    @Test
    void decode_classesAreNotEvenLoaded() {
        List<String> asked = new ArrayList<>();
        Codec codec =
                Codec.standard()
                        .withClassFinder(name -> {
                            asked.add(name);
                            throw new ClassNotFoundException(name);
                        })
                        .restrictedTo(AllowedClasses.basic());
        for (Object each : refused()) {
            byte[] bytes = Codec.standard().toBytes(each);
            assertThatThrownBy(() -> codec.fromBytes(bytes)).isInstanceOf(DecodingException.class);
        }
        assertThat(asked).allMatch(name -> name.startsWith("java.") || name.startsWith("["));
    }
}
