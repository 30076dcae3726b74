package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.SharedQueue;
import dev.brood.SharedReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What every engine's [SharedReference] does: rows V-01 and V-05 of CPython's `multiprocessing`,
/// where the value is a structure, and more.
public abstract class ReferenceContract extends EngineContract {

    /// For subclasses.
    protected ReferenceContract() {}

    /// A value as users have them.
    ///
    /// @param x a number
    /// @param y another
    record Point(int x, double y) {}

    @Test
    @Covers({"V-01", "_TestSharedCTypes.test_sharedctypes"})
    void set_inAChild_isSeenHere() throws Exception {
        SharedReference<Point> point = brood().reference(new Point(1, 2.5));
        brood().start(() -> point.updateAndGet(p -> new Point(2 * p.x(), 2 * p.y()))).join();
        assertThat(point.get()).isEqualTo(new Point(2, 5.0));
    }

    @Test
    @Covers("V-01")
    void null_isAValue() {
        SharedReference<@Nullable String> reference = brood().reference(null);
        assertThat(reference.get()).isNull();
        assertThat(reference.compareAndSet("x", "y")).isFalse();
        assertThat(reference.compareAndSet(null, "a")).isTrue();
        assertThat(reference.getAndSet(null)).isEqualTo("a");
        assertThat(reference.get()).isNull();
    }

    @Test
    @Covers("V-01")
    void value_ofAnySize_isSeenWhole() throws Exception {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        SharedReference<byte[]> reference = brood().reference(new byte[0]);
        SharedQueue<Integer> sums = brood().queue(1);
        int[] sizes = {0, 1, 860, 864, 870, 4095, 4096, 4097, 1 << 20, random.nextInt(32 << 20), 3};
        for (int size : sizes) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            reference.set(bytes);
            assertThat(Arrays.equals(reference.get(), bytes)).as("seed %d", seed).isTrue();
            if (size > 1 << 19) {
                brood().start(() -> sums.put(Arrays.hashCode(reference.get()))).join();
                assertThat(sums.take()).as("seed %d", seed).isEqualTo(Arrays.hashCode(bytes));
            }
        }
    }

    @Test
    @Covers("V-01")
    void updateAndGet_byManyProcesses_losesNothing() throws Exception {
        SharedReference<Map<String, Integer>> counts = brood().reference(Map.of("n", 0));
        int rounds = scaled(2000);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(
                    brood().start(() -> {
                        for (int round = 0; round < rounds; round++) {
                            counts.updateAndGet(map -> Map.of("n", map.get("n") + 1));
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        assertThat(counts.get()).isEqualTo(Map.of("n", 3 * rounds));
    }

    @Test
    @Covers("V-01")
    void compareAndSet_comparesValues_notObjects() {
        SharedReference<Object> reference = brood().reference(List.of(1, "two"));
        assertThat(reference.compareAndSet(List.of(1, "too"), "x")).isFalse();
        assertThat(reference.compareAndSet(new ArrayList<>(List.of(1, "two")), new int[] {1, 2}))
                .isTrue();
        assertThat(reference.compareAndSet(new int[] {1, 2}, new AtomicInteger(5))).isTrue();
        assertThat(reference.compareAndSet(reference.get(), "done")).isTrue();
        assertThat(reference.get()).isEqualTo("done");
    }

    @Test
    @Covers("V-01")
    void functions_returnWhatTheirNamesSay() {
        SharedReference<String> reference = brood().reference("a");
        assertThat(reference.getAndUpdate(s -> s + "b")).isEqualTo("a");
        assertThat(reference.updateAndGet(s -> s + "c")).isEqualTo("abc");
        assertThat(reference.getAndAccumulate("d", String::concat)).isEqualTo("abc");
        assertThat(reference.accumulateAndGet("e", String::concat)).isEqualTo("abcde");
        assertThatThrownBy(() ->
                        reference.updateAndGet(_ -> {
                            throw new IllegalStateException("mine");
                        }))
                .hasMessage("mine");
        assertThat(reference.get()).isEqualTo("abcde");
    }

    @Test
    @Covers("V-01")
    void set_ofWhatCannotTravel_isRefused_andChangesNothing() {
        SharedReference<Object> reference = brood().reference("kept");
        assertThatThrownBy(() -> reference.set(new Object()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("java.lang.Object");
        assertThat(reference.get()).isEqualTo("kept");
        assertThatThrownBy(() -> brood().reference(new Object()))
                .isInstanceOf(EncodingException.class);
    }

    @Test
    @Covers({"V-05", "_TestSharedCTypes.test_copy"})
    void get_givesACopy_andAReferenceToItIsAnother() {
        SharedReference<int[]> reference = brood().reference(new int[] {1, 2, 3});
        int[] got = reference.get();
        SharedReference<int[]> copy = brood().reference(got);
        got[0] = 9;
        assertThat(reference.get()).containsExactly(1, 2, 3);
        reference.set(new int[] {0});
        assertThat(copy.get()).containsExactly(1, 2, 3);
    }

    @Test
    @Covers("V-06")
    void reference_holdsHandles_alsoToItself() throws Exception {
        SharedReference<Object> reference = brood().reference("x");
        reference.set(List.of(reference, brood().sharedInt(5)));
        SharedReference<Object> outer = reference;
        ChildProcess child =
                brood().start(() -> assertThat(((List<?>) outer.get()).getFirst()).isSameAs(outer));
        child.join();
        assertThat(child.exitCode()).hasValue(0);
    }

    @Test
    @Covers("V-01")
    void close_endsItForAll_andSaysSo() throws Exception {
        SharedReference<byte[]> reference = brood().reference(new byte[10_000]);
        brood().start(() -> reference.close()).join();
        assertThat(reference.isClosed()).isTrue();
        assertThatThrownBy(reference::get)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed by");
        assertThatThrownBy(() -> reference.set(new byte[1])).isInstanceOf(ClosedException.class);
        reference.close();
    }
}
