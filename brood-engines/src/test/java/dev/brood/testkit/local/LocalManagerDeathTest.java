package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.brood.Abandonment;
import dev.brood.Action;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ExitStatus;
import dev.brood.ItemsLostException;
import dev.brood.JoinableQueue;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.ManagerDiedException;
import dev.brood.ProcessOptions;
import dev.brood.SharedBarrier;
import dev.brood.SharedEvent;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Pause;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Clients and servers of managers that die, at named places and at random ones: no call hangs,
/// none is half carried out, what the dead held passes on, and who waits for a dead server is told
/// so.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class LocalManagerDeathTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int KILLS = Integer.getInteger("brood.kills", 6);
    private static final int BATCH = 500;

    private static Brood brood;
    private static Manager manager;

    @BeforeAll
    static void open() {
        brood = Brood.local();
        manager = brood.manager();
    }

    @AfterAll
    static void close() {
        manager.close();
        brood.close();
    }

    private static ChildProcess mortal(String place, Action action) {
        return brood.process().name("mortal").systemProperty("brood.crash", place).start(action);
    }

    private static void awaitDeath(ChildProcess mortal) throws InterruptedException {
        assertThat(mortal.join(LONG)).as("it died").isTrue();
        assertThat(mortal.exitCode().getAsInt()).as("of its place").isIn(137, -9);
    }

    @Test
    @Covers("G-17")
    void client_killedHoldingALock_passesItOn_andTheNextOwnerKnows() throws Exception {
        SharedLock lock = manager.lock();
        SharedEvent held = brood.event();
        ChildProcess holder =
                brood.process()
                        .name("holder")
                        .start(() -> {
                            lock.lock();
                            lock.lock();
                            held.set();
                            LockSupport.park();
                        });
        held.await();
        FutureTask<Abandonment> next =
                new FutureTask<>(() -> {
                    lock.lock();
                    Abandonment seen = lock.abandonment().orElseThrow();
                    lock.unlock();
                    return seen;
                });
        Thread.ofVirtual().start(next);
        Await.until(LONG, "another waits", () -> lock.waiting() == 1);
        holder.kill();
        Abandonment seen = next.get(60, TimeUnit.SECONDS);
        assertThat(seen.pid()).isEqualTo(holder.pid());
        assertThat(seen.process()).isEqualTo("holder");
        lock.lock();
        assertThat(lock.abandonment()).contains(seen);
        lock.repaired();
        assertThat(lock.abandonment()).isEmpty();
        lock.unlock();
    }

    @Test
    @Covers("G-17")
    void client_killedAsItWaits_takesNothingWithIt() throws Exception {
        SharedQueue<String> queue = manager.queue(2);
        SharedLock lock = manager.lock();
        SharedBarrier barrier = manager.barrier(2);
        SharedSemaphore semaphore = manager.semaphore(2);
        JoinableQueue<String> jobs = manager.joinableQueue(2);
        jobs.put("job");
        lock.lock();
        ChildProcess waiter =
                brood.process()
                        .name("waiter")
                        .start(() -> {
                            jobs.take();
                            semaphore.acquire(2);
                            Thread.ofPlatform().daemon().start(lock::lock);
                            Callable<?> take = queue::take;
                            Thread.ofPlatform().daemon().start(new FutureTask<>(take));
                            barrier.await();
                        });
        Await.until(LONG, "it waits", () -> lock.waiting() == 1 && barrier.waiting() == 1);
        assertThat(semaphore.tryAcquire()).isFalse();
        waiter.kill();
        assertThat(waiter.join(LONG)).isTrue();

        assertThat(semaphore.tryAcquire(2, LONG)).isTrue();
        assertThatThrownBy(() -> barrier.await(LONG))
                .isInstanceOf(BrokenBarrierException.class)
                .hasMessageContaining("'waiter' (pid " + waiter.pid() + ") died");
        assertThatThrownBy(() -> jobs.join(LONG))
                .isInstanceOf(ItemsLostException.class)
                .hasMessageContaining("'waiter' (pid " + waiter.pid() + ")");
        assertThat(jobs.writeOff()).isEqualTo(1);
        jobs.join();
        Await.until(LONG, "nobody waits any more", () -> lock.waiting() == 0);
        lock.unlock();
        assertThat(lock.tryLock()).isTrue();
        lock.unlock();
        queue.put("not for the dead");
        assertThat(queue.poll(LONG)).isEqualTo("not for the dead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manager.connect.made:1",
                "manager.connect.knocked:1",
                "manager.call.sent:1",
                "manager.call.sent:7",
                "ring.put.half-written:5",
                "ring.put.committed:5",
                "ring.take.copied:4",
                "ring.take.committed:4"
            })
    @Covers("G-17")
    void client_thatDiesAnywhereInACall_hasMadeItWholeOrNotAtAll(String place) throws Exception {
        ManagedMap<Integer, Integer> map = manager.map();
        SharedLong returned = brood.sharedLong(0);
        ChildProcess mortal =
                mortal(
                        place,
                        () -> {
                            for (int i = 1; ; i++) {
                                map.putAll(batch(i));
                                returned.set(i);
                            }
                        });
        awaitDeath(mortal);
        Map<Integer, Integer> copy = settled(map);
        assertThat(copy.values())
                .as("of one batch")
                .allMatch(copy.values().iterator().next()::equals);
        assertThat(copy).hasSize(BATCH + 1);
        assertThat((long) copy.get(0)).isBetween(returned.get(), returned.get() + 1);
    }

    private static Map<Integer, Integer> batch(int value) {
        Map<Integer, Integer> batch = new TreeMap<>();
        for (int i = 0; i <= BATCH; i++) {
            batch.put(i, value);
        }
        return batch;
    }

    /// Returns what is in a map when the dead client's last call has been carried out: the server
    /// reads what is on its way before it sees the end.
    private static Map<Integer, Integer> settled(ManagedMap<Integer, Integer> map) {
        map.merge(0, 0, Integer::sum);
        Map<Integer, Integer> first = map.copy();
        if (first.size() == 1) { // not a batch came
            map.putAll(batch(0));
        }
        return map.copy();
    }

    @Test
    void client_killedInTheMiddleOfAnIteration_leavesNothing() throws Exception {
        ManagedList<Integer> list = manager.list();
        for (int i = 0; i < 5 * BATCH; i++) {
            list.add(i);
        }
        int before = manager.objects();
        SharedEvent begun = brood.event();
        ChildProcess reader =
                brood.start(() -> {
                    Iterator<Integer> numbers = list.iterator();
                    numbers.next();
                    begun.set();
                    while (true) {
                        numbers = numbers.hasNext() ? numbers : list.iterator();
                        numbers.next();
                    }
                });
        begun.await();
        reader.kill();
        assertThat(reader.join(LONG)).isTrue();
        assertThat(list).hasSize(5 * BATCH);
        assertThat(manager.objects()).isEqualTo(before);
    }

    /// Ends its process.
    public interface Bomb {
        /// Ends the process.
        ///
        /// @param code with which code
        void explode(int code);

        /// Waits for ever.
        ///
        /// @throws InterruptedException if interrupted
        void sleep() throws InterruptedException;
    }

    private static final class RealBomb implements Bomb {
        @Override
        public void explode(int code) {
            System.exit(code);
        }

        @Override
        public void sleep() throws InterruptedException {
            new java.util.concurrent.CountDownLatch(1).await();
        }
    }

    @Test
    @Covers({"G-15", "G-17"})
    void server_killed_failsAllCallsAtOnce_namingIt() throws Exception {
        Manager doomed = brood.newManager().name("doomed").open();
        Bomb bomb = doomed.share(Bomb.class, RealBomb::new);
        SharedQueue<String> queue = doomed.queue(1);
        SharedQueue<String> told = brood.queue(2);
        CompletableFuture<Object> asynchronous =
                doomed.async(
                        bomb,
                        each -> {
                            each.sleep();
                            return null;
                        });
        FutureTask<String> waiting = new FutureTask<>(queue::take);
        Thread.ofPlatform().start(waiting);
        ChildProcess child =
                brood.start(() -> {
                    told.put("begun");
                    assertThatThrownBy(queue::take)
                            .isInstanceOf(ManagerDiedException.class)
                            .hasMessageContaining("'doomed' (pid " + doomed.pid() + ") died");
                    assertThatThrownBy(queue::size).isInstanceOf(ManagerDiedException.class);
                });
        assertThat(told.take()).isEqualTo("begun");
        ProcessHandle.of(doomed.pid()).orElseThrow().destroyForcibly();

        String message =
                "server of manager 'doomed' (pid " + doomed.pid() + ") was killed by signal 9";
        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ManagerDiedException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> asynchronous.get(60, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ManagerDiedException.class);
        assertThatThrownBy(doomed::map)
                .isInstanceOfSatisfying(
                        ManagerDiedException.class,
                        e -> {
                            assertThat(e.pid()).isEqualTo(doomed.pid());
                            assertThat(e.manager()).isEqualTo("doomed");
                            assertThat(e.exitStatus()).contains(new ExitStatus.Signaled(9));
                        });
        assertThat(child.join(LONG)).isTrue();
        assertThat(child.failure()).isEmpty();
        assertThat(queue.isClosed()).isTrue();
        assertThat(doomed.isClosed()).isTrue();
        doomed.close();
    }

    @Test
    void server_thatExits_isReportedWithItsCode() {
        Manager doomed = brood.newManager().name("leaving").open();
        Bomb bomb = doomed.share(Bomb.class, RealBomb::new);
        assertThatThrownBy(() -> bomb.explode(3))
                .isInstanceOf(ManagerDiedException.class)
                .hasMessageContaining("'leaving'")
                .hasMessageContaining("exited with code 3");
        doomed.close();
    }

    @ParameterizedTest
    @CsvSource({
        "manager.call.taken, 5",
        "manager.call.done, 5",
        "ring.put.half-written, 5",
        "ring.put.committed, 5",
        "ring.take.copied, 5",
        "ring.take.committed, 5",
    })
    void server_thatDiesAnywhereInACall_hangsNobody(String place, int after) throws Exception {
        ProcessOptions options =
                ProcessOptions.DEFAULTS.withSystemProperty("brood.crash", place + ":" + after);
        Manager doomed = brood.newManager().name("doomed").process(options).open();
        List<FutureTask<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FutureTask<Integer> caller =
                    new FutureTask<>(() -> {
                        int made = 0;
                        try {
                            ManagedMap<String, Integer> map = doomed.map();
                            while (made < 1000) {
                                map.merge("count", 1, Integer::sum);
                                made++;
                            }
                            return made;
                        } catch (ManagerDiedException _) {
                            return made;
                        }
                    });
            callers.add(caller);
            Thread.ofPlatform().start(caller);
        }
        for (FutureTask<Integer> caller : callers) {
            assertThat(caller.get(60, TimeUnit.SECONDS)).isLessThan(1000);
        }
        assertThatThrownBy(doomed::map).isInstanceOf(ManagerDiedException.class);
        doomed.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void server_killedAfterItHasAnswered_isNotMissedForThatReply_byWhoIsLate(
            boolean asynchronous, @TempDir Path directory) throws Exception {
        Manager doomed = brood.newManager().name("doomed").open();
        ManagedMap<String, Integer> map = doomed.map();
        map.put("key", 1);
        SharedQueue<String> in = brood.queue(1);
        SharedQueue<String> out = brood.queue(2);
        ChildProcess client;
        try (Pause pause = Pause.in(directory)) {
            client =
                    brood.process()
                            .systemProperty("brood.pause", pause.at("manager.call.sent"))
                            .start(() -> callTwice(doomed, map, asynchronous, in, out));
            pause.awaitReached(LONG);
            // One call after the other is carried out and answered.
            Await.until(LONG, "the first call", () -> map.get("key") == 2);
            ProcessHandle.of(doomed.pid()).orElseThrow().destroyForcibly();
            assertThatThrownBy(doomed::map).isInstanceOf(ManagerDiedException.class);
            in.put("dead");
            assertThat(out.take()).startsWith("the server of manager 'doomed'");
        }
        assertThat(out.take()).isEqualTo("1");
        assertThat(client.join(LONG)).isTrue();
        assertThat(client.failure()).isEmpty();
        doomed.close();
    }

    /// Calls a server, and again when it is dead.
    private static void callTwice(
            Manager doomed,
            ManagedMap<String, Integer> map,
            boolean asynchronous,
            SharedQueue<String> in,
            SharedQueue<String> out)
            throws Exception {
        FutureTask<Integer> first =
                new FutureTask<>(() ->
                        asynchronous
                                ? doomed.async(map, each -> each.put("key", 2)).get()
                                : map.put("key", 2));
        Thread.ofPlatform().daemon().start(first);
        in.take();
        out.put(String.valueOf(catchThrowable(map::size).getMessage()));
        out.put(
                String.valueOf(
                        catchThrowable(first::get) == null ? first.get() : "it knows no result"));
    }

    @Test
    @Deadline(seconds = 7200) // for a thousand kills
    void clients_killedAtRandom_loseNothing_andLeaveNothingHeld() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        ManagedMap<String, Integer> counts = manager.map();
        ManagedList<Integer> underLock = manager.list(List.of(0, 0));
        SharedLock lock = manager.lock();
        SharedLong returned = brood.sharedLong(0);
        int kills = 0;
        while (kills < KILLS) {
            long before = returned.get();
            ChildProcess client =
                    brood.start(() -> {
                        while (true) {
                            counts.merge("count", 1, Integer::sum);
                            returned.incrementAndGet();
                            lock.lock();
                            lock.abandonment().ifPresent(_ -> underLock.set(1, underLock.get(0)));
                            lock.repaired();
                            underLock.set(0, underLock.get(0) + 1);
                            underLock.set(1, underLock.get(1) + 1);
                            lock.unlock();
                        }
                    });
            Await.until(LONG, "it works", () -> returned.get() > before);
            LockSupport.parkNanos(random.nextLong(20_000_000));
            client.kill();
            assertThat(client.join(LONG)).isTrue();
            kills++;
        }
        assertThat(lock.tryLock(LONG)).as("seed %d", seed).isTrue();
        lock.abandonment().ifPresent(_ -> underLock.set(1, underLock.get(0)));
        assertThat(underLock.get(0)).as("seed %d", seed).isEqualTo(underLock.get(1));
        lock.unlock();
        assertThat((long) counts.get("count"))
                .as("seed %d", seed)
                .isBetween(returned.get(), returned.get() + kills);
    }

    @Test
    @Deadline(seconds = 7200) // for a thousand kills
    void servers_killedAtRandom_hangNobody() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < Math.max(1, KILLS / 3); i++) {
            Manager doomed = brood.manager();
            ManagedMap<String, Integer> map = doomed.map();
            SharedLong made = brood.sharedLong(0);
            ChildProcess child =
                    brood.start(() ->
                            assertThatThrownBy(
                                            () -> {
                                                while (true) {
                                                    map.merge("count", 1, Integer::sum);
                                                    made.incrementAndGet();
                                                }
                                            })
                                    .isInstanceOf(ManagerDiedException.class));
            Await.until(LONG, "it works", () -> made.get() > 0);
            CompletableFuture<?> last =
                    doomed.async(map, each -> each.put("other", 1)).exceptionally(_ -> null);
            LockSupport.parkNanos(random.nextLong(10_000_000));
            ProcessHandle.of(doomed.pid()).orElseThrow().destroyForcibly();
            assertThat(child.join(LONG)).as("seed %d", seed).isTrue();
            assertThat(child.failure()).as("seed %d", seed).isEmpty();
            last.get(60, TimeUnit.SECONDS);
            doomed.close();
        }
    }
}
