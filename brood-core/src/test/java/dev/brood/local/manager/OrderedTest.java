package dev.brood.local.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The order of insertion, and finding one's way back while it changes.
class OrderedTest {
    private static List<Object> keys(Ordered ordered) {
        List<Object> keys = new ArrayList<>();
        ordered.forEach(node -> keys.add(node.key));
        return keys;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyChanges_giveWhatALinkedHashMapHas(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Ordered ordered = new Ordered();
        Map<Object, Object> model = new LinkedHashMap<>();
        for (int i = 0; i < 3000; i++) {
            Integer key = random.nextInt(200);
            if (random.nextInt(500) == 0) {
                ordered.clear();
                model.clear();
            } else if (random.nextInt(5) < 2) {
                assertThat(ordered.remove(key)).isEqualTo(model.remove(key));
            } else {
                assertThat(ordered.put(key, i)).isEqualTo(model.put(key, i));
            }
            assertThat(ordered.size()).isEqualTo(model.size());
            assertThat(ordered.get(key)).isEqualTo(model.get(key));
        }
        assertThat(keys(ordered)).containsExactlyElementsOf(model.keySet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void chunks_seeEachThatStays_exactlyOnce(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Ordered ordered = new Ordered();
        for (int i = 0; i < 1000; i++) {
            ordered.put(i, i);
        }
        List<Object> seen = new ArrayList<>();
        long after = 0;
        int added = 1000;
        for (Ordered.Node[] chunk = ordered.chunk(after, 7);
                chunk.length > 0;
                chunk = ordered.chunk(after, 7)) {
            for (Ordered.Node node : chunk) {
                seen.add(node.key);
            }
            after = chunk[chunk.length - 1].number;
            for (int i = 0; i < 20; i++) { // odd ones go, so that marks are swept meanwhile
                ordered.remove(1 + 2 * random.nextInt(500));
            }
            if (added < 1100) {
                ordered.put(added, added);
                added++;
            }
        }
        assertThat(seen).doesNotHaveDuplicates();
        for (int i = 0; i < 1000; i += 2) {
            assertThat(seen).contains(i);
        }
        assertThat(seen).contains(1000, 1099);
    }

    @Test
    void keysThatThrow_changeNothing() {
        Object bad =
                new Object() {
                    @Override
                    public int hashCode() {
                        throw new IllegalStateException("no hash");
                    }
                };
        Ordered ordered = new Ordered();
        ordered.put("a", 1);
        assertThatThrownBy(() -> ordered.put(bad, 2)).hasMessage("no hash");
        assertThat(keys(ordered)).containsExactly("a");
        assertThat(ordered.size()).isEqualTo(1);
    }
}
