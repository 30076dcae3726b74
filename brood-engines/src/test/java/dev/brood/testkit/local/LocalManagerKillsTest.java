package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.SharedLock;
import dev.brood.SharedLong;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Clients that hold a lock, put batches, go through a map, wait, and have objects made, and are
/// killed at random in the middle of any of that: of the tree, and through a socket. No batch is
/// there by half, the lock passes on, and the server keeps nothing of the dead: no object, no
/// thread, no descriptor. How many with `-Dbrood.kills=N`.
@Deadline(seconds = 7200) // for a thousand kills
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class LocalManagerKillsTest {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final int KILLS = Integer.getInteger("brood.kills", 4);
    private static final int BATCH = 300;
    private static final String SECRET = "of those who are killed";

    @TempDir static Path directory;

    /// Looks at its process.
    public interface Probe {
        /// Collects garbage, and counts what a client might leave.
        ///
        /// @return threads of sessions, and descriptors
        /// @throws IOException if these can't be counted
        int[] count() throws IOException;
    }

    private static final class RealProbe implements Probe {
        @Override
        public int[] count() throws IOException {
            System.gc();
            long threads =
                    Stream.of(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false, 0))
                            .filter(thread ->
                                    thread.getThreadName().startsWith("brood-manager-client"))
                            .count();
            try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
                return new int[] {(int) threads, (int) open.count()};
            }
        }
    }

    @Test
    void clients_ofTheTree_killedAtRandom_leaveNothingHalfDone_andNothingBehind() throws Exception {
        kill(false);
    }

    @Test
    void clients_throughASocket_killedAtRandom_leaveNothingHalfDone_andNothingBehind()
            throws Exception {
        kill(true);
    }

    private static void kill(boolean throughASocket) throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        try (Brood brood = Brood.local();
                Manager manager = brood.manager()) {
            String address = "";
            if (throughASocket) {
                Address place = Address.unix(directory.resolve("socket"));
                address = manager.serve(place, Secret.of(SECRET)).toString();
            }
            String served = address;
            Probe probe = manager.share(Probe.class, RealProbe::new);
            ManagedMap<Integer, Integer> map = manager.map(batch(0));
            SharedLock lock = manager.lock();
            SharedQueue<Integer> never = manager.queue(1);
            manager.pin("map", map);
            manager.pin("lock", lock);
            manager.pin("never", never);
            SharedLong rounds = brood.sharedLong(0);
            int objects = manager.objects();
            int[] before = new int[0];
            for (int kills = 0; kills < KILLS; kills++) {
                long start = rounds.get();
                ChildProcess client =
                        brood.start(() -> {
                            Manager own =
                                    served.isEmpty()
                                            ? manager
                                            : Manager.connect(
                                                    Address.parse(served), Secret.of(SECRET));
                            work(own, rounds);
                        });
                Await.until(LONG, "it works", () -> rounds.get() > start);
                LockSupport.parkNanos(random.nextLong(15_000_000));
                client.kill();
                assertThat(client.join(LONG)).as("seed %d", seed).isTrue();
                assertThat(lock.tryLock(LONG)).as("it passes on, seed %d", seed).isTrue();
                lock.repaired();
                lock.unlock();
                assertThat(map.copy().values())
                        .as("of one batch, seed %d", seed)
                        .hasSize(BATCH)
                        .allMatch(map.get(0)::equals);
                if (kills == 0) {
                    settle(manager, probe, objects, null);
                    before = probe.count();
                }
            }
            settle(manager, probe, objects, before);
            assertThat(lock.waiting()).isZero();
            never.put(1);
            assertThat(never.poll(LONG)).as("nobody dead has taken it").isEqualTo(1);
        }
    }

    /// Waits until nothing is left of those who are dead.
    private static void settle(Manager manager, Probe probe, int objects, int[] before)
            throws InterruptedException {
        Await.until(
                LONG,
                "nothing is left",
                () -> {
                    try {
                        int[] now = probe.count();
                        return manager.objects() <= objects
                                && (before == null || (now[0] <= before[0] && now[1] <= before[1]));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static Map<Integer, Integer> batch(int value) {
        Map<Integer, Integer> batch = new TreeMap<>();
        for (int i = 0; i < BATCH; i++) {
            batch.put(i, value);
        }
        return batch;
    }

    @SuppressWarnings("unchecked") // of what it was made
    private static void work(Manager manager, SharedLong rounds) throws Exception {
        ManagedMap<Integer, Integer> map = manager.find("map", ManagedMap.class);
        SharedLock lock = manager.find("lock", SharedLock.class);
        SharedQueue<Integer> never = manager.find("never", SharedQueue.class);
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        never.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        for (int i = 1; ; i++) {
            map.putAll(batch(i));
            lock.lock();
            lock.lock();
            ManagedList<Integer> list = manager.list();
            list.addAll(map.keySet());
            lock.unlock();
            lock.unlock();
            for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
                if (entry.getKey() > BATCH) {
                    throw new AssertionError("no such key was put");
                }
            }
            rounds.incrementAndGet();
        }
    }
}
