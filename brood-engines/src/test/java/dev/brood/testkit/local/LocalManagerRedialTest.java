package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.LinkOptions;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.NameNotFoundException;
import dev.brood.Secret;
import dev.brood.SharedEvent;
import dev.brood.SharedLock;
import dev.brood.SharedSemaphore;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Clients of a manager that connect again when their link was lost.
@Deadline(seconds = 240)
@SuppressWarnings({"LockNotBeforeTry", "unchecked"}) // what fails ends the test anyway
class LocalManagerRedialTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Secret SECRET = Secret.of("a secret of this test alone");
    private static final LinkOptions AGAIN = LinkOptions.DEFAULT.reconnectFor(LONG);

    @TempDir static Path directory;

    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static <T> T get(FutureTask<T> task) throws Exception {
        return task.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static void assertClosed(FutureTask<?> task, String... words) {
        assertThatThrownBy(() -> get(task))
                .hasCauseInstanceOf(ClosedException.class)
                .cause()
                .hasMessageContainingAll(words);
    }

    /// Makes a call that waits in the server: when it fails, the client knows that the link is
    /// lost, and no later call is sent into it.
    private static FutureTask<Boolean> await(Manager remote, SharedEvent never, int all)
            throws InterruptedException {
        Await.until(LONG, "those before have gone", () -> never.waiting() == all - 1);
        FutureTask<Boolean> call = start(() -> remote.find("never", SharedEvent.class).await(LONG));
        Await.until(LONG, "it waits there", () -> never.waiting() == all);
        return call;
    }

    private static SharedEvent event(Manager manager) {
        SharedEvent never = manager.event();
        manager.pin("never", never);
        return never;
    }

    private static void lose(Forwarder cable, Manager remote, SharedEvent never) throws Exception {
        FutureTask<Boolean> call = await(remote, never, 1);
        cable.reset();
        assertClosed(call, "may have been carried out", "have passed on");
    }

    @Test
    @Covers({"G-05", "G-19"})
    void linkThatBreaks_isMadeAgain_namedObjectsGoOn_andWhatWasHeldIsGone() throws Exception {
        try (Manager manager = brood.manager()) {
            SharedSemaphore places = manager.semaphore(2);
            manager.pin("map", manager.map());
            manager.pin("lock", manager.lock());
            manager.pin("places", places);
            SharedEvent never = event(manager);
            Address real = manager.serve(Address.tcp(0), SECRET);
            try (Forwarder cable = new Forwarder("127.0.0.3", real);
                    Manager remote = Manager.connect(cable.address(), SECRET, AGAIN)) {
                ManagedMap<String, Object> map = remote.find("map", ManagedMap.class);
                assertThat(remote.find("map", ManagedMap.class)).isSameAs(map);
                ManagedList<Integer> nameless = remote.list(List.of(1));
                SharedLock lock = remote.find("lock", SharedLock.class);
                SharedSemaphore own = remote.find("places", SharedSemaphore.class);
                lock.lock();
                own.acquire(2);
                map.put("before", 1);

                lose(cable, remote, never);

                assertThat(map).containsEntry("before", 1);
                assertThat(remote.find("map", ManagedMap.class)).isSameAs(map);
                assertThatThrownBy(lock::unlock)
                        .isInstanceOf(IllegalMonitorStateException.class)
                        .hasMessageContaining("was lost since 'lock' was found");
                Await.until(LONG, "permits come back", () -> places.availablePermits() == 2);
                assertThatThrownBy(() -> own.release(2))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("the server has taken these back");
                assertThat(places.availablePermits()).isEqualTo(2);
                own.release();
                assertThat(places.availablePermits()).as("as a signal").isEqualTo(3);
                assertThat(lock.tryLock(LONG)).isTrue();
                lock.unlock();
                assertThatThrownBy(() -> nameless.add(2))
                        .isInstanceOf(ClosedException.class)
                        .hasMessageContaining("pin what is to last, and find it by its name");
                assertThatThrownBy(() -> map.put("list", nameless))
                        .isInstanceOf(ClosedException.class)
                        .hasMessageContaining("pin what is to last");
                map.put("lock", lock);
                assertThat(map.get("lock")).isEqualTo(lock);

                lose(cable, remote, never);
                assertThat(remote.async(map, ManagedMap::size)).succeedsWithin(LONG).isEqualTo(2);
                lose(cable, remote, never);
                remote.pin("made", remote.list(List.of(3)));
                assertThat(manager.find("made", List.class)).isEqualTo(List.of(3));
                assertThat(remote.isClosed()).isFalse();
            }
        }
    }

    @Test
    @Covers({"G-05", "_TestManagerRestart.test_rapid_restart"})
    void serverThatIsStartedAgain_isFound_byCallsThatWaited() throws Exception {
        Address place = Address.unix(directory.resolve("restarted"));
        Manager first = brood.manager();
        first.pin("map", first.map());
        first.pin("gone", first.map());
        SharedEvent never = event(first);
        first.serve(place, SECRET);
        try (Manager remote = Manager.connect(place, SECRET, AGAIN)) {
            ManagedMap<String, Integer> map = remote.find("map", ManagedMap.class);
            ManagedMap<String, Integer> gone = remote.find("gone", ManagedMap.class);
            map.put("old", 1);
            long before = remote.pid();
            FutureTask<Boolean> lost = await(remote, never, 1);
            first.close();
            assertClosed(lost, "may have been carried out");
            FutureTask<Integer> put = start(() -> map.put("new", 1));
            FutureTask<ManagedList<?>> made = start(() -> remote.list(List.of(1, 2)));
            try (Manager second = brood.manager()) {
                second.pin("map", second.map());
                second.serve(place, SECRET);
                get(put);
                assertThat(get(made)).isEqualTo(List.of(1, 2));
                assertThat(map).hasSize(1).containsEntry("new", 1);
                assertThat(map.toString()).isEqualTo("{new=1}");
                assertThat(remote.pid()).isEqualTo(second.pid()).isNotEqualTo(before);
                assertThatThrownBy(gone::size)
                        .isInstanceOf(NameNotFoundException.class)
                        .hasMessageContaining("gone");
            }
        }
    }

    @Test
    @Covers({"G-05", "G-19"})
    void serverThatStaysAway_orRefuses_failsCallsInTime_andCloseAtOnce() throws Exception {
        Address place = Address.unix(directory.resolve("away"));
        Manager first = brood.manager();
        first.pin("map", first.map());
        SharedEvent never = event(first);
        first.serve(place, SECRET);
        LinkOptions brief = LinkOptions.DEFAULT.reconnectFor(Duration.ofMillis(300));
        Manager hasty = Manager.connect(place, SECRET, brief);
        Manager patient =
                Manager.connect(
                        place, SECRET, LinkOptions.DEFAULT.reconnectFor(Duration.ofDays(1)));
        ManagedMap<String, Integer> map = hasty.find("map", ManagedMap.class);
        ManagedMap<String, Integer> same = patient.find("map", ManagedMap.class);
        FutureTask<Boolean> lost = await(hasty, never, 1);
        FutureTask<Boolean> lostToo = await(patient, never, 2);
        first.close();
        assertClosed(lost, "may have been carried out");
        assertClosed(lostToo, "may have been carried out");
        assertThatThrownBy(map::size)
                .isInstanceOf(ClosedException.class)
                .hasMessageContainingAll(place.toString(), "within PT0.3S", "was not made");
        assertThat(hasty.isClosed()).isFalse();

        FutureTask<Integer> size = start(same::size);
        try (Manager other = brood.manager()) {
            other.serve(place, Secret.of("another secret altogether"));
            assertClosed(size, place.toString(), "was not made");
        }
        FutureTask<Integer> waiting = start(same::size);
        FutureTask<SharedLock> making = start(patient::lock);
        patient.close();
        assertClosed(waiting, "was closed");
        assertClosed(making, "was closed");
        assertThat(patient.isClosed()).isTrue();
        hasty.close();
        assertThatThrownBy(map::size)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("was closed");
        assertThatThrownBy(() -> brief.reconnectFor(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time to connect again must be zero to a day, was PT-1S");
    }
}
