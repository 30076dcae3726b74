package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Abandonment;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.SharedQueue;
import dev.brood.SharedReadWriteLock;
import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/// What every engine's [SharedReadWriteLock] does. CPython has no such lock.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
public abstract class SharedReadWriteLockContract extends EngineContract {

    /// For subclasses.
    protected SharedReadWriteLockContract() {}

    private static <T> FutureTask<T> inThread(Callable<T> action) {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static Lock view(SharedReadWriteLock lock, boolean write) {
        return write ? lock.writeLock() : lock.readLock();
    }

    /// Starts a child that takes one of the locks and keeps it until it is killed.
    private ChildProcess holder(SharedReadWriteLock lock, boolean write)
            throws InterruptedException {
        SharedQueue<String> locked = brood().queue(1);
        SharedQueue<String> never = brood().queue(1);
        ChildProcess child =
                brood().process()
                        .name("holder")
                        .start(() -> {
                            view(lock, write).lock();
                            locked.put("locked");
                            never.take();
                        });
        assertThat(locked.take()).isEqualTo("locked");
        return child;
    }

    private static void kill(ChildProcess child) throws InterruptedException {
        child.kill();
        assertThat(child.join(LONG)).isTrue();
    }

    private static boolean canHave(Lock lock) throws Exception {
        return inThread(
                        () -> {
                            boolean taken = lock.tryLock();
                            if (taken) {
                                lock.unlock();
                            }
                            return taken;
                        })
                .get();
    }

    @Test
    void readLock_isShared_betweenProcesses() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        ChildProcess reader = holder(lock, false);
        lock.readLock().lock();
        assertThat(canHave(lock.readLock())).isTrue();
        assertThat(canHave(lock.writeLock())).isFalse();
        assertThat(lock.readers()).isEqualTo(2);
        assertThat(lock.isWriteLocked()).isFalse();
        lock.readLock().unlock();
        assertThat(canHave(lock.writeLock())).isFalse();
        kill(reader);
        assertThat(lock.writeLock().tryLock(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(lock.abandonment()).isEmpty();
        lock.writeLock().unlock();
    }

    @Test
    void writeLock_isExclusive() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        lock.writeLock().lock();
        lock.writeLock().lock();
        assertThat(lock.isWriteLocked()).isTrue();
        assertThat(lock.writeHoldCount()).isEqualTo(2);
        assertThat(lock.readers()).isZero();
        assertThat(canHave(lock.readLock())).isFalse();
        assertThat(canHave(lock.writeLock())).isFalse();
        lock.writeLock().unlock();
        assertThat(canHave(lock.readLock())).isFalse();
        lock.writeLock().unlock();
        assertThat(lock.isWriteLocked()).isFalse();
        assertThat(canHave(lock.readLock())).isTrue();
        assertThatThrownBy(() -> lock.writeLock().unlock())
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessageContaining("the write lock of")
                .hasMessageContaining(lock.name());
        assertThatThrownBy(() -> lock.readLock().unlock())
                .isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(() -> lock.readLock().newCondition())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void writer_mayRead_andGiveWritingUpFirst() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        lock.writeLock().lock();
        lock.readLock().lock();
        assertThat(lock.readHoldCount()).isEqualTo(1);
        lock.writeLock().unlock();
        assertThat(lock.readers()).isEqualTo(1);
        assertThat(canHave(lock.readLock())).isTrue();
        assertThat(canHave(lock.writeLock())).isFalse();
        lock.readLock().unlock();
        assertThat(canHave(lock.writeLock())).isTrue();
    }

    @Test
    void reader_thatWantsToWrite_isRefusedRatherThanStuck() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        lock.readLock().lock();
        assertThat(lock.writeLock().tryLock()).isFalse();
        assertThat(lock.writeLock().tryLock(1, TimeUnit.HOURS)).isFalse();
        assertThatThrownBy(() -> lock.writeLock().lock())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("would wait for itself");
        lock.readLock().unlock();
    }

    @Test
    void reader_mayReadAgain_whileAWriterWaits() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        lock.readLock().lock();
        FutureTask<Boolean> writer =
                inThread(() -> {
                    lock.writeLock().lock();
                    lock.writeLock().unlock();
                    return true;
                });
        Await.until(LONG, "it to wait", () -> lock.waiting() == 1);
        lock.readLock().lock();
        lock.readLock().unlock();
        lock.readLock().unlock();
        assertThat(writer.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void locks_ofSeveralProcesses_keepWritersAlone() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        SharedQueue<String> log = brood().queue(4000);
        List<ChildProcess> children = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            children.add(
                    brood().start(() -> {
                        for (int i = 0; i < 300; i++) {
                            lock.writeLock().lock();
                            log.put(name + " in");
                            log.put(name + " out");
                            lock.writeLock().unlock();
                        }
                    }));
            children.add(
                    brood().start(() -> {
                        for (int i = 0; i < 300; i++) {
                            lock.readLock().lock();
                            assertThat(log.size() % 2).isZero();
                            lock.readLock().unlock();
                        }
                    }));
        }
        for (ChildProcess child : children) {
            assertThat(child.join(LONG)).isTrue();
            assertThat(child.failure()).isEmpty();
        }
        while (!log.isEmpty()) {
            assertThat(log.take().replace(" in", " out")).isEqualTo(log.take());
        }
        assertThat(lock.readers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tryLock_timeOverOrInterrupted_takesNothing(boolean write) throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        lock.writeLock().lock();
        assertThat(
                        inThread(() ->
                                        view(lock, write)
                                                .tryLock(SHORT.toMillis(), TimeUnit.MILLISECONDS))
                                .get())
                .isFalse();
        FutureTask<Boolean> interrupted =
                new FutureTask<>(() -> {
                    try {
                        view(lock, write).lockInterruptibly();
                        return false;
                    } catch (InterruptedException _) {
                        return true;
                    }
                });
        Thread thread = Thread.ofVirtual().start(interrupted);
        Await.until(LONG, "it to wait", () -> lock.waiting() == 1);
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
        lock.writeLock().unlock();
        assertThat(canHave(lock.writeLock())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("L-14")
    void writerKilled_passesOnAndTellsUntilRepaired(boolean write) throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        ChildProcess writer = holder(lock, true);
        FutureTask<Boolean> next =
                inThread(() -> {
                    view(lock, write).lock();
                    boolean told =
                            lock.abandonment()
                                    .map(Abandonment::process)
                                    .equals(Optional.of("holder"));
                    view(lock, write).unlock();
                    return told;
                });
        Await.until(LONG, "it to wait", () -> lock.waiting() == 1);
        kill(writer);
        assertThat(next.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(lock::abandonment).isInstanceOf(IllegalMonitorStateException.class);
        assertThatThrownBy(lock::repaired).isInstanceOf(IllegalMonitorStateException.class);
        lock.writeLock().lock();
        assertThat(lock.abandonment()).map(Abandonment::pid).contains(writer.pid());
        lock.repaired();
        assertThat(lock.abandonment()).isEmpty();
        lock.writeLock().unlock();
    }

    @Test
    void close_wakesThoseWhoWait() throws Exception {
        SharedReadWriteLock lock = brood().readWriteLock();
        SharedQueue<Object> queue = brood().queue(1);
        queue.put(List.of(lock));
        assertThat(queue.take()).isEqualTo(List.of(lock));
        lock.writeLock().lock();
        FutureTask<Boolean> closed =
                inThread(() -> {
                    try {
                        lock.readLock().lock();
                        return false;
                    } catch (ClosedException _) {
                        return true;
                    }
                });
        Await.until(LONG, "it to wait", () -> lock.waiting() == 1);
        lock.close();
        assertThat(closed.get()).isTrue();
        lock.writeLock().unlock();
        assertThatThrownBy(() -> lock.writeLock().lock()).isInstanceOf(ClosedException.class);
        assertThatThrownBy(lock::readers).isInstanceOf(ClosedException.class);
    }
}
