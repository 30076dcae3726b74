package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ResourceException;
import dev.brood.SharedBooleanArray;
import dev.brood.SharedByteArray;
import dev.brood.SharedCharArray;
import dev.brood.SharedDoubleArray;
import dev.brood.SharedFloatArray;
import dev.brood.SharedIntArray;
import dev.brood.SharedLock;
import dev.brood.SharedLongArray;
import dev.brood.SharedQueue;
import dev.brood.SharedShortArray;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// What every engine's arrays do: rows V-02 and V-04 to V-06 of CPython's `multiprocessing`, and
/// its tests `_TestArray` and `_TestSharedCTypes`.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
public abstract class ArrayContract extends EngineContract {
    private static final int MANY = 50_000;

    /// For subclasses.
    protected ArrayContract() {}

    @Test
    @Covers({"V-02", "V-04", "_TestArray.test_array", "_TestArray.test_rawarray"})
    void prefixSum_ofAChild_isSeenHere() throws Exception {
        int[] sequence = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};
        SharedIntArray array = brood().ints(sequence);
        assertThat(array.length()).isEqualTo(sequence.length);
        assertThat(array.get(3)).isEqualTo(821);
        assertThat(array.toArray(2, 7)).containsExactly(934, 821, 150, 233, 548);
        array.write(4, new int[] {1, 2, 3, 4}, 0, 4);
        System.arraycopy(new int[] {1, 2, 3, 4}, 0, sequence, 4, 4);
        assertThat(array.toArray()).containsExactly(sequence);

        brood().start(
                        () -> {
                            for (long i = 1; i < array.length(); i++) {
                                array.set(i, array.get(i) + array.get(i - 1));
                            }
                        })
                .join();

        for (int i = 1; i < sequence.length; i++) {
            sequence[i] += sequence[i - 1];
        }
        assertThat(array.toArray()).containsExactly(sequence);
    }

    @Test
    @Covers({"V-02", "V-06", "_TestArray.test_array_from_size"})
    void array_ofALength_isZeros_alsoInMemoryUsedBefore() {
        for (int round = 0; round < 4; round++) {
            SharedIntArray array = brood().ints(100_000);
            assertThat(array.sum()).isZero();
            assertThat(array.stream().allMatch(element -> element == 0)).isTrue();
            array.fill(-1);
            array.close();
        }
    }

    @Test
    @Covers({"V-02", "_TestSharedCTypes.test_sharedctypes"})
    void elements_ofEveryType_areSeenByOthers() throws Exception {
        SharedByteArray bytes = brood().bytes(new byte[] {-1, 2});
        SharedShortArray shorts = brood().shorts(new short[] {-1, 2});
        SharedCharArray chars = brood().chars("hi".toCharArray());
        SharedIntArray ints = brood().ints(new int[] {-1, 2});
        SharedLongArray longs = brood().longs(new long[] {-1, 1L << 40});
        SharedFloatArray floats = brood().floats(new float[] {-0.5f, 2});
        SharedDoubleArray doubles = brood().doubles(new double[] {-0.5, 2});
        SharedBooleanArray booleans = brood().booleans(new boolean[] {true, false});
        ChildProcess child =
                brood().start(() -> {
                    bytes.set(1, (byte) (bytes.get(0) * 2));
                    shorts.set(1, (short) (shorts.get(0) * 2));
                    chars.set(1, chars.get(0));
                    ints.set(1, ints.get(0) * 2);
                    longs.set(0, longs.get(1) * 2);
                    floats.set(1, floats.get(0) * 2);
                    doubles.set(1, doubles.get(0) * 2);
                    booleans.set(1, booleans.get(0));
                });
        child.join();
        assertThat(bytes.toArray()).containsExactly(-1, -2);
        assertThat(shorts.toArray()).containsExactly(-1, -2);
        assertThat(chars.toArray()).containsExactly('h', 'h');
        assertThat(ints.toArray()).containsExactly(-1, -2);
        assertThat(longs.toArray()).containsExactly(1L << 41, 1L << 40);
        assertThat(floats.toArray()).containsExactly(-0.5f, -1);
        assertThat(doubles.toArray()).containsExactly(-0.5, -1);
        assertThat(booleans.toArray()).containsExactly(true, true);
        assertThat(bytes.stream().sum()).isEqualTo(-3);
        assertThat(shorts.stream().sum()).isEqualTo(-3);
        assertThat(chars.stream().sum()).isEqualTo('h' + 'h');
        assertThat(ints.stream().sum()).isEqualTo(ints.sum());
        assertThat(longs.stream().sum()).isEqualTo(longs.sum());
        assertThat(floats.stream().sum()).isEqualTo(floats.sum());
        assertThat(doubles.stream().sum()).isEqualTo(doubles.sum());
        assertThat(booleans.stream()).containsExactly(true, true);
    }

    @Test
    @Covers("V-02")
    void atomics_ofElements_byManyProcesses_loseNothing() throws Exception {
        SharedByteArray bytes = brood().bytes(5);
        SharedShortArray shorts = brood().shorts(3);
        SharedIntArray ints = brood().ints(2);
        SharedLongArray longs = brood().longs(2);
        SharedFloatArray floats = brood().floats(2);
        SharedDoubleArray doubles = brood().doubles(2);
        List<ChildProcess> children = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            int own = n;
            children.add(
                    brood().start(() -> {
                        for (int i = 0; i < MANY; i++) {
                            bytes.set(3 + own, (byte) i); // next to the one that both add to
                            bytes.getAndAdd(2, (byte) 1);
                            shorts.addAndGet(1, (short) 1);
                            ints.getAndAdd(1, 1);
                            longs.updateAndGet(1, x -> x + 1);
                            floats.addAndGet(1, 1);
                            doubles.addAndGet(1, 0.5);
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        byte last = (byte) (MANY - 1);
        assertThat(bytes.toArray()).containsExactly(0, 0, (byte) (2 * MANY), last, last);
        assertThat(shorts.toArray()).containsExactly(0, (short) (2 * MANY), 0);
        assertThat(ints.get(1)).isEqualTo(2 * MANY);
        assertThat(longs.get(1)).isEqualTo(2 * MANY);
        assertThat(floats.get(1)).isEqualTo(2f * MANY);
        assertThat(doubles.get(1)).isEqualTo(MANY);
    }

    @Test
    @Covers("V-02")
    void atomics_ofOneElement_doWhatTheirNamesSay() {
        SharedIntArray ints = brood().ints(3);
        assertThat(ints.compareAndSet(1, 5, 6)).isFalse();
        assertThat(ints.compareAndSet(1, 0, -6)).isTrue();
        assertThat(ints.compareAndExchange(1, 0, 1)).isEqualTo(-6);
        assertThat(ints.getAndSet(1, 7)).isEqualTo(-6);
        assertThat(ints.getAndUpdate(1, x -> x + 1)).isEqualTo(7);
        ints.setVolatile(0, 1);
        ints.setRelease(2, 3);
        assertThat(ints.getAcquire(0) + ints.getVolatile(1) + ints.getOpaque(2)).isEqualTo(12);
        SharedDoubleArray doubles = brood().doubles(1);
        assertThat(doubles.compareAndSet(0, -0.0, 1)).isFalse();
        assertThat(doubles.compareAndSet(0, 0.0, Double.NaN)).isTrue();
        assertThat(doubles.compareAndSet(0, Double.NaN, 1)).isTrue();
        SharedBooleanArray flags = brood().booleans(9);
        assertThat(flags.compareAndSet(7, true, false)).isFalse();
        assertThat(flags.compareAndSet(7, false, true)).isTrue();
        assertThat(flags.getAndSet(7, false)).isTrue();
        assertThat(flags.getAndSet(8, true)).isFalse();
        assertThat(flags.stream().filter(flag -> flag)).hasSize(1);
        SharedCharArray chars = brood().chars(3);
        assertThat(chars.compareAndSet(1, '\0', '\uffff')).isTrue();
        assertThat(chars.compareAndExchange(1, '\uffff', 'x')).isEqualTo('\uffff');
        assertThat(chars.toArray()).containsExactly('\0', 'x', '\0');
        SharedByteArray bytes = brood().bytes(3);
        assertThat(bytes.getAndSet(2, (byte) -3)).isZero();
        assertThat(bytes.compareAndSet(2, (byte) -3, (byte) -4)).isTrue();
        assertThat(bytes.toArray()).containsExactly(0, 0, -4);
    }

    @Test
    @Covers("V-02")
    void index_outOfBounds_isRefused_namingIndexAndLength() {
        SharedIntArray array = brood().ints(3);
        List<ThrowingCallable> wrong =
                List.of(
                        () -> array.get(3),
                        () -> array.set(3, 1),
                        () -> array.getVolatile(3),
                        () -> array.getAndAdd(3, 1),
                        () -> array.compareAndSet(3, 0, 1));
        for (ThrowingCallable each : wrong) {
            assertThatThrownBy(each)
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("Index 3 out of bounds for length 3");
        }
        assertThatThrownBy(() -> array.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.get(1L << 62)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.write(2, new int[2], 0, 2))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("length 3");
        assertThatThrownBy(() -> array.read(0, new int[2], 0, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.fill(2, 4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(array.toArray()).containsExactly(0, 0, 0);
    }

    @Test
    @Covers("V-06")
    void length_thatIsWrong_isRefused_sayingWhy() {
        assertThatThrownBy(() -> brood().ints(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an array's length must be at least 0, was -1");
        assertThatThrownBy(() -> brood().doubles(1L << 60))
                .isInstanceOf(ResourceException.class)
                .hasMessageContaining("bytes are free")
                .hasMessageContaining("make room");
        assertThat(brood().ints(0).toArray()).isEmpty();
        assertThat(brood().booleans(new boolean[0]).length()).isZero();
    }

    @Test
    @Covers("V-02")
    void read_write_atRandom_areAsWithAnArray() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        int length = random.nextInt(1, 3000);
        long[] model = new long[length];
        SharedLongArray array = brood().longs(length);
        for (int round = 0; round < 300; round++) {
            int at = random.nextInt(length);
            int count = random.nextInt(length - at + 1);
            if (random.nextBoolean()) {
                long[] source = random.longs(count).toArray();
                array.write(at, source, 0, count);
                System.arraycopy(source, 0, model, at, count);
            } else {
                long value = random.nextLong();
                array.fill(at, at + count, value);
                java.util.Arrays.fill(model, at, at + count, value);
            }
            long[] target = new long[count + 1];
            array.read(at, target, 1, count);
            assertThat(java.util.Arrays.equals(target, 1, count + 1, model, at, at + count))
                    .as("seed %d", seed)
                    .isTrue();
        }
        assertThat(array.toArray()).as("seed %d", seed).isEqualTo(model);
    }

    @Test
    @Covers({"V-05", "_TestSharedCTypes.test_copy"})
    void copy_isIndependent() {
        SharedDoubleArray array = brood().doubles(new double[] {0, 1, 2});
        SharedDoubleArray copy = brood().doubles(array.toArray());
        array.fill(-1);
        assertThat(copy.toArray()).containsExactly(0, 1, 2);
        copy.set(0, 7);
        assertThat(array.toArray()).containsExactly(-1, -1, -1);
    }

    @Test
    @Covers("V-02")
    void segment_isTheArray() throws Exception {
        SharedDoubleArray array = brood().doubles(10);
        MemorySegment memory = array.segment();
        assertThat(memory.byteSize()).isEqualTo(80);
        memory.setAtIndex(ValueLayout.JAVA_DOUBLE, 9, 2.5);
        assertThat(array.get(9)).isEqualTo(2.5);
        brood().start(() -> array.segment().setAtIndex(ValueLayout.JAVA_DOUBLE, 0, 4.5)).join();
        assertThat(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(4.5);
    }

    @Test
    @Covers({"V-06", "_TestHeap.test_heap", "_TestHeap.test_free_from_gc"})
    void arrays_madeAndClosedAtRandom_neverMeet() {
        long seed = System.nanoTime();
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        List<SharedIntArray> open = new ArrayList<>();
        for (int round = 1; round <= 2000; round++) {
            if (open.size() < 50 && random.nextInt(3) > 0) {
                SharedIntArray array = brood().ints(random.nextInt(1, 2000));
                assertThat(array.sum()).as("new, seed %d", seed).isZero();
                array.fill(round);
                open.add(array);
                SharedIntArray dropped = brood().ints(1);
                dropped.set(0, -1);
                if (round % 100 == 0) {
                    System.gc(); // what was dropped is given back while others are made and closed
                }
            } else if (!open.isEmpty()) {
                SharedIntArray array = open.remove(random.nextInt(open.size()));
                assertThat(array.sum())
                        .as("own elements, seed %d", seed)
                        .isEqualTo(array.length() * array.get(0));
                array.close();
            }
        }
        open.forEach(SharedIntArray::close);
    }

    @Test
    @Covers("V-06")
    void array_outlivesTheChildThatMadeAndSentIt() throws Exception {
        SharedQueue<SharedIntArray> queue = brood().queue(1);
        brood().start(() -> queue.put(dev.brood.Brood.current().ints(new int[] {1, 2, 3}))).join();
        SharedIntArray array = queue.take();
        assertThat(array.toArray()).containsExactly(1, 2, 3);
        array.close();
    }

    @Test
    @Covers("V-06")
    void close_endsItForAll_andSaysSo() throws Exception {
        SharedIntArray array = brood().ints(1000);
        MemorySegment view = array.segment();
        brood().start(array::close).join();
        assertThat(array.isClosed()).isTrue();
        assertThatThrownBy(() -> array.get(0))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed by");
        assertThatThrownBy(array::segment).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> view.get(ValueLayout.JAVA_INT, 0))
                .isInstanceOf(IllegalStateException.class);
        array.close();
        assertThat(array.toString()).contains("closed by");
    }

    @Test
    @Covers({"V-02", "V-03", "test_getobj_getlock_obj"})
    void lock_ofAnArray_isPassedOnByADeath_andEndsWithIt() throws Exception {
        SharedIntArray array = brood().ints(3);
        ChildProcess owner = brood().start(() -> array.lock().lock());
        owner.join();
        assertThat(owner.failure()).isEmpty();
        SharedLock lock = array.lock();
        lock.lock();
        assertThat(lock.abandonment().get().pid()).isEqualTo(owner.pid());
        lock.repaired();
        lock.unlock();
        array.close();
        assertThat(lock.isClosed()).isTrue();
        assertThatThrownBy(array::lock).isInstanceOf(ClosedException.class);

        SharedDoubleArray other = brood().doubles(1);
        SharedLock lent = brood().lock();
        other.useLock(lent);
        assertThat(other.lock()).isSameAs(lent);
        other.close();
        assertThat(lent.isClosed()).isFalse();
        lent.close();
    }
}
