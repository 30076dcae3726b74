package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.EncodingException;
import dev.brood.ShareableList;
import dev.brood.SharedQueue;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What every engine's [ShareableList] does: row S-07 of CPython's `multiprocessing`, and its tests
/// `test_shared_memory_ShareableList_…`.
public abstract class ShareableListContract extends EngineContract {

    /// For subclasses.
    protected ShareableListContract() {}

    private ShareableList<@Nullable Object> mixed() {
        return brood().shareableList(
                        Arrays.asList("howdy", "HoWdY", -273.154, 100, null, true, 42));
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_basics"})
    void list_hasItsElements_andAnyCanBeReplacedByAnyOther() {
        ShareableList<@Nullable Object> list = mixed();
        assertThat(list).hasSize(7);
        assertThat(list).containsExactly("howdy", "HoWdY", -273.154, 100, null, true, 42);
        assertThat(list.get(2)).isEqualTo(-273.154);
        assertThat(list.set(3, "text")).isEqualTo(100);
        assertThat(list.set(0, null)).isEqualTo("howdy");
        assertThat(list.set(6, BigInteger.TWO.pow(100))).isEqualTo(42);
        assertThat(list)
                .containsExactly(
                        null, "HoWdY", -273.154, "text", null, true, BigInteger.TWO.pow(100));
        assertThat(list.indexOf("text")).isEqualTo(3);
        assertThat(list.indexOf("absent")).isEqualTo(-1);
        assertThat(list.count(null)).isEqualTo(2);
        assertThat(list.count("absent")).isZero();
        assertThat(list.subList(1, 3)).containsExactly("HoWdY", -273.154);
        list.replaceAll(element -> element == null ? 0 : element);
        assertThat(list.count(0)).isEqualTo(2);
        assertThat(list).isEqualTo(new ArrayList<>(list)).hasSameHashCodeAs(new ArrayList<>(list));
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_basics"})
    void copy_isIndependent() {
        ShareableList<@Nullable Object> list = mixed();
        ShareableList<@Nullable Object> copy = brood().shareableList(list);
        assertThat(copy).isEqualTo(list).isNotSameAs(list);
        copy.set(0, "another");
        list.close();
        assertThat(copy).containsExactly("another", "HoWdY", -273.154, 100, null, true, 42);
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_basics"})
    void size_isFixed_andIndexesAreChecked() {
        ShareableList<@Nullable Object> list = mixed();
        assertThatThrownBy(() -> list.add("more"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.get(7))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("Index 7 out of bounds for length 7");
        assertThatThrownBy(() -> list.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(brood().shareableList(List.of())).isEmpty();
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_basics"})
    void element_thatIsLongerThanItsSlot_isKept_andSoAreItsNeighbours() {
        ShareableList<@Nullable Object> list = mixed();
        String text = "0".repeat(100_000);
        assertThat(text.length()).isGreaterThan(list.slotBytes());
        list.set(1, text);
        list.set(4, text + "\0\0");
        assertThat(list).containsExactly("howdy", text, -273.154, 100, text + "\0\0", true, 42);
        list.set(1, "short\0");
        assertThat(list.get(1)).isEqualTo("short\0");
        ShareableList<String> large = brood().shareableList(List.of(text, "x"));
        assertThat(large).containsExactly(text, "x");
        assertThat(large.slotBytes()).isLessThan(10_000);
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_pickling"})
    void list_travelsAsAReference() throws Exception {
        ShareableList<Integer> list = brood().shareableList(List.of(1, 2, 3));
        ShareableList<Integer> longer =
                brood().shareableList(java.util.Collections.nCopies(500, 1));
        assertThat(Codec.standard().toBytes(longer))
                .hasSizeLessThan(Codec.standard().toBytes(list).length + 10);
        SharedQueue<ShareableList<Integer>> queue = brood().queue(1);
        SharedQueue<String> changed = brood().queue(1);
        ChildProcess child =
                brood().start(() -> {
                    ShareableList<Integer> there = queue.take();
                    changed.take();
                    there.set(1, there.get(0) * 2);
                });
        queue.put(list);
        list.set(0, 10);
        changed.put("changed");
        child.join();
        assertThat(child.failure()).isEmpty();
        assertThat(list).containsExactly(10, 20, 3);
    }

    @Test
    @Covers({"S-07", "_TestSharedMemory.test_shared_memory_ShareableList_pickling_dead_object"})
    void list_thatIsClosed_saysSo_alsoToWhoeverDecodesIt() throws Exception {
        ShareableList<String> list = brood().shareableList(List.of("a", "b"));
        brood().start(() -> list.close()).join();
        assertThat(list.isClosed()).isTrue();
        assertThatThrownBy(() -> list.get(0))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed by");
        assertThatThrownBy(() -> list.set(0, "c")).isInstanceOf(ClosedException.class);
        SharedQueue<Object> queue = brood().queue(1);
        ChildProcess child = brood().start(() -> queue.take());
        queue.put(list);
        child.join();
        assertThat(String.valueOf(child.failure().orElseThrow()))
                .contains("was closed, and is gone");
    }

    @Test
    @Covers("S-07")
    void compareAndSet_byManyProcesses_losesNothing() throws Exception {
        ShareableList<Integer> list = brood().shareableList(List.of(0, 0));
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            children.add(
                    brood().start(() -> {
                        for (int round = 0; round < 2000; round++) {
                            int before = list.get(1);
                            while (!list.compareAndSet(1, before, before + 1)) {
                                before = list.get(1);
                            }
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        assertThat(list).containsExactly(0, 4000);
    }

    @Test
    @Covers("S-07")
    void element_thatCannotTravel_isRefused_andChangesNothing() {
        ShareableList<Object> list = brood().shareableList(List.of("kept"));
        assertThatThrownBy(() -> list.set(0, new Object())).isInstanceOf(EncodingException.class);
        assertThat(list).containsExactly("kept");
    }
}
