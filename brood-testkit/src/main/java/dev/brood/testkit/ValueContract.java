package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.ProcessPool;
import dev.brood.SharedBoolean;
import dev.brood.SharedCharArray;
import dev.brood.SharedDouble;
import dev.brood.SharedInt;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedLongArray;
import dev.brood.SharedQueue;
import dev.brood.SharedReference;
import dev.brood.SharedShortArray;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What every engine's values do: rows V-01, V-03, V-04, V-06 and W-15 of CPython's
/// `multiprocessing`, and its tests `_TestValue` and `_TestSharedCTypes`.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
public abstract class ValueContract extends EngineContract {
    private static final int MANY = 100_000;

    /// For subclasses.
    protected ValueContract() {}

    @Test
    @Covers({
        "V-01",
        "V-04",
        "_TestValue.test_value",
        "_TestValue.test_rawvalue",
        "_TestSharedCTypes.test_sharedctypes"
    })
    void values_haveTheirFirstValue_andShowWhatAChildWrites() throws Exception {
        SharedInt i = brood().sharedInt(4343);
        SharedLong l = brood().sharedLong(1L << 33);
        SharedDouble d = brood().sharedDouble(3.625);
        SharedBoolean b = brood().sharedBoolean(true);
        SharedShortArray h = brood().shorts(new short[] {-232});
        SharedCharArray c = brood().chars(new char[] {'x'});
        assertThat(i.get()).isEqualTo(4343);
        assertThat(l.get()).isEqualTo(1L << 33);
        assertThat(d.get()).isEqualTo(3.625);
        assertThat(b.get()).isTrue();
        assertThat(h.get(0)).isEqualTo((short) -232);
        assertThat(c.get(0)).isEqualTo('x');

        brood().start(
                        () -> {
                            i.set(24234);
                            l.set(1L << 34);
                            d.set(-4.25);
                            b.set(false);
                            h.set(0, (short) 234);
                            c.set(0, 'y');
                        })
                .join();

        assertThat(i.get()).isEqualTo(24234);
        assertThat(l.get()).isEqualTo(1L << 34);
        assertThat(d.get()).isEqualTo(-4.25);
        assertThat(b.get()).isFalse();
        assertThat(h.get(0)).isEqualTo((short) 234);
        assertThat(c.get(0)).isEqualTo('y');
    }

    @Test
    @Covers({"V-01", "W-15"})
    void increment_byManyProcesses_losesNothing() throws Exception {
        int many = scaled(MANY);
        SharedInt i = brood().sharedInt(0);
        SharedLong l = brood().sharedLong(0);
        SharedDouble d = brood().sharedDouble(0);
        List<ChildProcess> children = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            children.add(
                    brood().start(() -> {
                        for (int round = 0; round < many; round++) {
                            i.incrementAndGet();
                            l.updateAndGet(x -> x + 2);
                            d.addAndGet(0.5);
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        assertThat(i.get()).isEqualTo(3 * many);
        assertThat(l.get()).isEqualTo(6L * many);
        assertThat(d.get()).isEqualTo(1.5 * many);
    }

    @Test
    @Covers({"V-03", "_TestSharedCTypes.test_synchronize"})
    void valuesArraysAndReferences_underOneLock_changeTogether() throws Exception {
        SharedLock lock = brood().lock();
        SharedInt i = brood().sharedInt(0);
        SharedDouble d = brood().sharedDouble(0);
        SharedLongArray array = brood().longs(3);
        SharedReference<List<Integer>> reference = brood().reference(List.of(0, 0));
        List<ChildProcess> children = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            children.add(
                    brood().start(() -> {
                        for (int round = 0; round < 500; round++) {
                            lock.lock();
                            try { // in steps that would lose counts without the lock
                                i.set(i.get() + 1);
                                d.set(d.get() + 0.5);
                                array.set(1, array.get(1) + 1);
                                List<Integer> pair = reference.get();
                                reference.set(List.of(pair.get(0) + 1, pair.get(1) - 1));
                            } finally {
                                lock.unlock();
                            }
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
            assertThat(child.failure()).isEmpty();
        }
        assertThat(i.get()).isEqualTo(1000);
        assertThat(d.get()).isEqualTo(500);
        assertThat(array.toArray()).containsExactly(0, 1000, 0);
        assertThat(reference.get()).containsExactly(1000, -1000);
    }

    @Test
    @Covers("V-01")
    void sharedInt_doesWhatAtomicIntegerDoes() {
        SharedInt x = brood().sharedInt(10);
        assertThat(x.getAndSet(11)).isEqualTo(10);
        assertThat(x.compareAndSet(10, 1)).isFalse();
        assertThat(x.compareAndSet(11, 12)).isTrue();
        assertThat(x.compareAndExchange(12, 13)).isEqualTo(12);
        assertThat(x.compareAndExchangeAcquire(12, 14)).isEqualTo(13);
        assertThat(x.compareAndExchangeRelease(13, 14)).isEqualTo(13);
        while (!x.weakCompareAndSetPlain(14, 15)) {}
        while (!x.weakCompareAndSetVolatile(15, 16)) {}
        while (!x.weakCompareAndSetAcquire(16, 17)) {}
        while (!x.weakCompareAndSetRelease(17, 18)) {}
        assertThat(x.weakCompareAndSetVolatile(17, 0)).isFalse();
        assertThat(x.getAndAdd(2)).isEqualTo(18);
        assertThat(x.addAndGet(-5)).isEqualTo(15);
        assertThat(x.getAndIncrement()).isEqualTo(15);
        assertThat(x.incrementAndGet()).isEqualTo(17);
        assertThat(x.getAndDecrement()).isEqualTo(17);
        assertThat(x.decrementAndGet()).isEqualTo(15);
        assertThat(x.getAndUpdate(v -> 2 * v)).isEqualTo(15);
        assertThat(x.updateAndGet(v -> v + 1)).isEqualTo(31);
        assertThat(x.getAndAccumulate(2, Integer::sum)).isEqualTo(31);
        assertThat(x.accumulateAndGet(40, Math::max)).isEqualTo(40);
        x.setPlain(1);
        assertThat(x.getPlain()).isEqualTo(1);
        x.setOpaque(2);
        assertThat(x.getOpaque()).isEqualTo(2);
        x.setRelease(Integer.MAX_VALUE);
        assertThat(x.getAcquire()).isEqualTo(Integer.MAX_VALUE);
        assertThat(x.incrementAndGet()).isEqualTo(Integer.MIN_VALUE);
        assertThat(x.longValue()).isEqualTo(Integer.MIN_VALUE);
        assertThat(x).hasToString(String.valueOf(Integer.MIN_VALUE));
    }

    @Test
    void sharedInt_isANumber() {
        SharedInt x = brood().sharedInt(7);
        assertThat(((Number) x).doubleValue()).isEqualTo(7);
    }

    @Test
    @Covers("V-01")
    void sharedLong_doesWhatAtomicLongDoes() {
        SharedLong x = brood().sharedLong(10);
        assertThat(x.getAndSet(11)).isEqualTo(10);
        assertThat(x.compareAndSet(10, 1)).isFalse();
        assertThat(x.compareAndSet(11, 12)).isTrue();
        assertThat(x.compareAndExchange(12, 13)).isEqualTo(12);
        assertThat(x.compareAndExchangeAcquire(12, 14)).isEqualTo(13);
        assertThat(x.compareAndExchangeRelease(13, 14)).isEqualTo(13);
        while (!x.weakCompareAndSetPlain(14, 15)) {}
        while (!x.weakCompareAndSetVolatile(15, 16)) {}
        while (!x.weakCompareAndSetAcquire(16, 17)) {}
        while (!x.weakCompareAndSetRelease(17, 18)) {}
        assertThat(x.getAndAdd(2)).isEqualTo(18);
        assertThat(x.addAndGet(-5)).isEqualTo(15);
        assertThat(x.getAndIncrement()).isEqualTo(15);
        assertThat(x.incrementAndGet()).isEqualTo(17);
        assertThat(x.getAndDecrement()).isEqualTo(17);
        assertThat(x.decrementAndGet()).isEqualTo(15);
        assertThat(x.getAndUpdate(v -> 2 * v)).isEqualTo(15);
        assertThat(x.updateAndGet(v -> v + 1)).isEqualTo(31);
        assertThat(x.getAndAccumulate(2, Long::sum)).isEqualTo(31);
        assertThat(x.accumulateAndGet(40, Math::max)).isEqualTo(40);
        x.setPlain(1);
        assertThat(x.getPlain()).isEqualTo(1);
        x.setOpaque(2);
        assertThat(x.getOpaque()).isEqualTo(2);
        x.setRelease(Long.MAX_VALUE);
        assertThat(x.getAcquire()).isEqualTo(Long.MAX_VALUE);
        assertThat(x.incrementAndGet()).isEqualTo(Long.MIN_VALUE);
        assertThat(x.intValue()).isZero();
        assertThat(x).hasToString(String.valueOf(Long.MIN_VALUE));
    }

    @Test
    @Covers("V-01")
    void sharedDouble_comparesByBits() {
        SharedDouble x = brood().sharedDouble(0.0);
        assertThat(x.compareAndSet(-0.0, 1)).isFalse();
        assertThat(x.compareAndSet(0.0, Double.NaN)).isTrue();
        assertThat(x.compareAndSet(Double.NaN, 1.5)).isTrue();
        assertThat(x.compareAndExchange(1.5, 2.5)).isEqualTo(1.5);
        assertThat(x.compareAndExchangeAcquire(1.5, 2.5)).isEqualTo(2.5);
        assertThat(x.compareAndExchangeRelease(2.5, 3)).isEqualTo(2.5);
        while (!x.weakCompareAndSetPlain(3, 4)) {}
        while (!x.weakCompareAndSetVolatile(4, 5)) {}
        while (!x.weakCompareAndSetAcquire(5, 6)) {}
        while (!x.weakCompareAndSetRelease(6, 7)) {}
        assertThat(x.getAndSet(1)).isEqualTo(7);
        assertThat(x.getAndAdd(0.25)).isEqualTo(1);
        assertThat(x.addAndGet(0.25)).isEqualTo(1.5);
        assertThat(x.updateAndGet(v -> v * 2)).isEqualTo(3);
        assertThat(x.getAndUpdate(v -> v * 2)).isEqualTo(3);
        assertThat(x.accumulateAndGet(10, Math::max)).isEqualTo(10);
        assertThat(x.getAndAccumulate(-1, Math::min)).isEqualTo(10);
        x.setPlain(1);
        assertThat(x.getPlain()).isEqualTo(1);
        x.setOpaque(2);
        assertThat(x.getOpaque()).isEqualTo(2);
        x.setRelease(2.75);
        assertThat(x.getAcquire()).isEqualTo(2.75);
        assertThat(x.intValue()).isEqualTo(2);
        assertThat(x).hasToString("2.75");
    }

    @Test
    @Covers("V-01")
    void sharedBoolean_doesWhatAtomicBooleanDoes() {
        SharedBoolean x = brood().sharedBoolean(false);
        assertThat(x.getAndSet(true)).isFalse();
        assertThat(x.compareAndSet(false, true)).isFalse();
        assertThat(x.compareAndSet(true, false)).isTrue();
        assertThat(x.compareAndExchange(false, true)).isFalse();
        assertThat(x.compareAndExchangeAcquire(true, false)).isTrue();
        assertThat(x.compareAndExchangeRelease(false, true)).isFalse();
        while (!x.weakCompareAndSetPlain(true, false)) {}
        while (!x.weakCompareAndSetVolatile(false, true)) {}
        while (!x.weakCompareAndSetAcquire(true, false)) {}
        while (!x.weakCompareAndSetRelease(false, true)) {}
        x.setPlain(false);
        assertThat(x.getPlain()).isFalse();
        x.setOpaque(true);
        assertThat(x.getOpaque()).isTrue();
        x.setRelease(false);
        assertThat(x.getAcquire()).isFalse();
        assertThat(x).hasToString("false");
    }

    @Test
    @Covers("V-01")
    void compareAndSet_byManyProcesses_isWonByOne() throws Exception {
        SharedBoolean taken = brood().sharedBoolean(false);
        SharedInt winners = brood().sharedInt(0);
        List<ChildProcess> children = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            children.add(
                    brood().start(() -> {
                        if (taken.compareAndSet(false, true)) {
                            winners.incrementAndGet();
                        }
                    }));
        }
        for (ChildProcess child : children) {
            child.join();
        }
        assertThat(winners.get()).isEqualTo(1);
    }

    @Test
    @Covers("V-06")
    void handle_goesThroughQueuesTasksAndResults() throws Exception {
        SharedLong value = brood().sharedLong(1);
        SharedQueue<Map<String, SharedLong>> queue = brood().queue(1);
        ChildProcess child = brood().start(() -> queue.take().get("x").addAndGet(10));
        queue.put(Map.of("x", value));
        child.join();
        try (ProcessPool pool = brood().pool(1)) {
            SharedLong back =
                    pool.submit(
                                    () -> {
                                        value.addAndGet(100);
                                        return value;
                                    })
                            .get();
            assertThat(back).isSameAs(value);
            SharedLong made = pool.submit(() -> dev.brood.Brood.current().sharedLong(5)).get();
            assertThat(made.incrementAndGet()).isEqualTo(6);
        }
        assertThat(value.get()).isEqualTo(111);
    }

    @Test
    @Covers("V-06")
    void value_outlivesTheChildThatMadeAndSentIt() throws Exception {
        SharedQueue<SharedInt> queue = brood().queue(1);
        brood().start(() -> queue.put(dev.brood.Brood.current().sharedInt(77))).join();
        assertThat(queue.take().get()).isEqualTo(77);
    }

    @Test
    @Covers("V-01")
    void close_endsItForAll_andSaysSo() throws Exception {
        SharedInt value = brood().sharedInt(1);
        brood().start(() -> value.close()).join();

        assertThat(value.isClosed()).isTrue();
        assertThatThrownBy(value::get)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed by");
        assertThatThrownBy(() -> value.addAndGet(1)).isInstanceOf(ClosedException.class);
        assertThat(value.toString()).contains("closed by");
        value.close();
    }

    private static void addLocked(SharedInt count) {
        for (int i = 0; i < 1_000; i++) {
            count.lock().lock();
            try {
                count.setPlain(count.getPlain() + 1);
            } finally {
                count.lock().unlock();
            }
        }
    }

    @Test
    @Covers({"V-01", "V-03", "test_getobj_getlock"})
    void lock_madeWhenAskedFor_isTheSameEverywhere_andEndsWithTheValue() throws Exception {
        SharedInt count = brood().sharedInt(0);
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            children.add(brood().start(() -> addLocked(count)));
        }
        addLocked(count);
        for (ChildProcess child : children) {
            child.join();
            assertThat(child.failure()).isEmpty();
        }
        assertThat(count.get()).isEqualTo(3_000);
        SharedLock lock = count.lock();
        assertThat(count.lock()).isSameAs(lock);
        assertThat(lock.name()).startsWith("lock of shared int");
        lock.close();
        assertThat(count.lock()).as("another").isNotSameAs(lock);
        SharedLock last = count.lock();
        count.close();
        assertThat(last.isClosed()).isTrue();
        assertThatThrownBy(count::lock).isInstanceOf(ClosedException.class);
    }

    @Test
    @Covers({"V-03", "test_getobj_getlock"})
    void useLock_ofAnExistingLock_isTheOne_andOutlivesTheValue() throws Exception {
        SharedLong count = brood().sharedLong(1);
        SharedDouble other = brood().sharedDouble(1);
        SharedLock lock = brood().lock();
        count.useLock(lock);
        count.useLock(lock);
        other.useLock(lock);
        assertThat(count.lock()).isSameAs(lock).isSameAs(other.lock());
        ChildProcess owner = brood().start(() -> count.lock().lock());
        owner.join();
        assertThat(owner.failure()).isEmpty();
        lock.lock();
        assertThat(lock.abandonment().get().pid()).isEqualTo(owner.pid());
        lock.unlock();
        count.close();
        assertThat(lock.isClosed()).isFalse();
        SharedBoolean has = brood().sharedBoolean(true);
        assertThat(has.lock()).isNotNull();
        assertThatThrownBy(() -> has.useLock(lock))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there is one already: useLock() must come before lock()");
        assertThatThrownBy(() -> has.useLock(null)).isInstanceOf(NullPointerException.class);
        lock.close();
        assertThatThrownBy(other::lock)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data-lock.named", "data-lock.made"})
    void lock_makerDies_isThereForTheNext(String place) throws Exception {
        SharedInt count = brood().sharedInt(0);
        ChildProcess maker =
                brood().process()
                        .systemProperty("brood.crash", place)
                        .start(() -> count.lock().lock());
        assertThat(maker.join(LONG)).isTrue();
        assertThat(maker.exitCode().getAsInt()).as("of its place").isIn(137, -9);
        SharedLock lock = count.lock();
        assertThat(lock.tryLock()).isTrue();
        assertThat(count.lock()).isSameAs(lock);
        lock.unlock();
        count.close();
        assertThat(lock.isClosed()).isTrue();
    }
}
