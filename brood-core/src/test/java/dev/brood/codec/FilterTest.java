package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.DecodingException;
import dev.brood.Fn;
import dev.brood.Task;

import org.junit.jupiter.api.Test;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

final class FilterTest {

    private enum Suit {
        HEARTS
    }

    private record Card(Suit suit) {}

    private static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("UnusedVariable") // the codec reads it
        private final Object value;

        Bean(Object value) {
            this.value = value;
        }
    }

    private static final class Remembering implements ObjectInputFilter {
        private final List<Class<?>> seen = new ArrayList<>();
        private final Class<?> refused;

        Remembering(Class<?> refused) {
            this.refused = refused;
        }

        @Override
        public Status checkInput(FilterInfo info) {
            seen.add(info.serialClass());
            return info.serialClass() == refused ? Status.REJECTED : Status.UNDECIDED;
        }
    }

    private static void assertRefused(Object value, Class<?> type) {
        byte[] bytes = Codec.standard().toBytes(value);
        // Twice, so that what was resolved before is refused too.
        for (int i = 0; i < 2; i++) {
            Codec codec = Codec.standard().withFilter(new Remembering(type));
            assertThatThrownBy(() -> codec.fromBytes("item", bytes))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("the filter refuses class " + type.getTypeName());
        }
        Remembering allowing = new Remembering(Void.class);
        assertThat(Codec.standard().withFilter(allowing).fromBytes(bytes)).isNotNull();
        assertThat(allowing.seen).contains(type);
    }

    @Test
    void decode_refusedClassOfEachKind_fails() {
        assertRefused(Suit.HEARTS, Suit.class);
        assertRefused(new Card(Suit.HEARTS), Card.class);
        assertRefused(new Card(Suit.HEARTS), Suit.class);
        assertRefused(List.of(Card.class), Card.class);
        assertRefused(new Card[1], Card.class);
        assertRefused(new Card[1], Card[].class);
        assertRefused(new int[3], int[].class);
        assertRefused(new Object[3], Object[].class);
        assertRefused(new long[5000], long[].class);
        assertRefused(EnumSet.of(Suit.HEARTS), Suit.class);
        assertRefused(new EnumMap<>(Map.of(Suit.HEARTS, 1)), Suit.class);
        assertRefused(new Bean(null), Bean.class);
        assertRefused(new Bean(new Card(Suit.HEARTS)), Card.class);
        assertRefused(new ArrayList<>(List.of(new Bean(new Bean[0]))), Bean[].class);
    }

    @Test
    void decode_refusedLambda_fails() {
        Task<Integer> task = () -> 1;
        assertRefused(task, FilterTest.class.getNestHost());
        Supplier<Integer> supplier = (Supplier<Integer> & Serializable) () -> 1;
        assertRefused(supplier, Supplier.class);
        Fn<String, Integer> reference = Integer::parseInt;
        assertRefused(reference, Integer.class);
    }

    @Test
    void decode_valuesWithoutNamedClasses_areNotAskedAbout() {
        Remembering filter = new Remembering(Void.class);
        byte[] bytes = Codec.standard().toBytes(List.of(1, "x", 2L, Map.of("k", 3.0)));
        assertThat(Codec.standard().withFilter(filter).fromBytes(bytes)).isNotNull();
        assertThat(filter.seen).isEmpty();
    }

    @Test
    void decode_ownHelpersInJavaSerialization_areNotAskedAbout() {
        Remembering filter = new Remembering(Void.class);
        Bean bean = new Bean((Task<Integer>) () -> 1);
        byte[] bytes = Codec.standard().toBytes(bean);
        assertThat(Codec.standard().withFilter(filter).fromBytes(bytes)).isInstanceOf(Bean.class);
        assertThat(filter.seen)
                .contains(Bean.class, FilterTest.class)
                .doesNotContain(CompactPart.class);
    }

    @Test
    void decode_patternFilter_limitsArrays() {
        Codec codec =
                Codec.standard().withFilter(ObjectInputFilter.Config.createFilter("maxarray=10"));
        assertThat(codec.fromBytes(codec.toBytes(new int[10]))).isNotNull();
        byte[] bytes = codec.toBytes(new int[11]);
        assertThatThrownBy(() -> codec.fromBytes("item", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage("item → the filter refuses class int[] of length 11");
    }

    @Test
    void decode_patternFilter_limitsDepth() {
        Codec codec =
                Codec.standard().withFilter(ObjectInputFilter.Config.createFilter("maxdepth=3"));
        Object card = new Card(Suit.HEARTS);
        assertThat(codec.fromBytes(codec.toBytes(List.of(card)))).isNotNull();
        byte[] bytes = codec.toBytes(List.of(List.of(List.of(List.of(card)))));
        assertThatThrownBy(() -> codec.fromBytes("item", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageEndingWith("the filter refuses class dev.brood.codec.FilterTest$Card");
    }

    @Test
    void decode_filterOfTheWholeJvm_holdsForJavaSerialization() throws Exception {
        String output =
                ChildJvm.run(
                        new byte[0],
                        List.of(
                                "-Djdk.serialFilter=!java.util.BitSet",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CodecChild.class.getName(),
                                "filter"));
        assertThat(output.lines())
                .containsExactly(
                        "[1, x]", "item → the filter refuses class java.util.BitSet", "[]");
    }

    @Test
    void decode_filterThatThrows_fails() {
        Codec codec =
                Codec.standard()
                        .withFilter(_ -> {
                            throw new IllegalStateException("no idea");
                        });
        byte[] bytes = codec.toBytes(Suit.HEARTS);
        assertThatThrownBy(() -> codec.fromBytes("item", bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessage("item → java.lang.IllegalStateException: no idea");
    }
}
