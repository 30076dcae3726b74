package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AllowedClasses;
import dev.brood.AuthenticationException;
import dev.brood.Brood;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.DecodingException;
import dev.brood.EncodingException;
import dev.brood.LinkOptions;
import dev.brood.ManagedList;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Managers that serve other programs at a Unix socket: what these may do, and what not.
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class LocalManagerRemoteTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SECRET = "a secret of this test alone";

    @TempDir static Path directory;

    private static Brood brood;
    private static Manager manager;
    private static Address address;

    @BeforeAll
    static void open() throws IOException {
        brood = Brood.local();
        manager = brood.manager();
        address = manager.serve(Address.unix(directory.resolve("socket")), Secret.of(SECRET));
    }

    @AfterAll
    static void close() {
        manager.close();
        brood.close();
    }

    private static Manager connect() throws IOException, InterruptedException {
        return Manager.connect(address, Secret.of(SECRET));
    }

    @Test
    @Covers({"G-04", "G-05", "G-19", "_TestRemoteManager.test_remote"})
    void connect_ofAnotherJvm_sharesAMapAndALock() throws Exception {
        ManagedMap<String, Integer> counts = manager.map();
        SharedLock lock = manager.lock();
        manager.pin("counts", counts);
        manager.pin("lock", lock);
        String place = address.toString();
        lock.lock();
        ChildProcess other =
                brood.start(() -> {
                    Address there = Address.parse(place);
                    try (Manager remote = Manager.connect(there, Secret.of(SECRET))) {
                        @SuppressWarnings("unchecked")
                        ManagedMap<String, Integer> map = remote.find("counts", ManagedMap.class);
                        map.put("began", 1);
                        SharedLock held = remote.find("lock", SharedLock.class);
                        held.lock();
                        try {
                            map.put("seen", map.get("mine"));
                        } finally {
                            held.unlock();
                        }
                    }
                });
        try {
            Await.until(LONG, "it is there", () -> counts.containsKey("began"));
            counts.put("mine", 7);
            assertThat(counts).doesNotContainKey("seen");
        } finally {
            lock.unlock();
        }
        assertThat(other.join(LONG)).isTrue();
        assertThat(other.failure()).isEmpty();
        assertThat(counts).containsEntry("seen", 7);
        assertThat(lock.owner()).isEmpty();
    }

    @Test
    @Covers({"G-19"})
    void remoteObjects_areUsedAsOthers_andGoAlone() throws Exception {
        try (Manager remote = connect()) {
            assertThat(remote.pid()).isEqualTo(manager.pid());
            ManagedList<Object> list = remote.list(List.of(1, 2));
            list.add(new double[] {1, 2, 3});
            assertThat((double[]) list.get(2)).containsExactly(1, 2, 3);
            ManagedMap<String, Object> map = remote.map();
            map.put("list", list);
            assertThat(map.get("list")).isSameAs(list);
            assertThat(map.values().iterator().next()).as("in a chunk").isSameAs(list);
            CompletableFuture<Integer> size = remote.async(list, List::size);
            assertThat(size).succeedsWithin(LONG).isEqualTo(3);
            SharedQueue<Integer> queue = remote.queue(2);
            queue.put(1);
            assertThat(queue.take()).isEqualTo(1);
            assertThatThrownBy(() -> map.put("in a list", List.of(list)))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("connect where it is needed");
            assertThatThrownBy(() -> brood.start(list::clear))
                    .isInstanceOf(EncodingException.class);
        }
    }

    @Test
    @Covers({"G-19"})
    void serve_refusesCode_handles_andWhatIsTheTreesOwn() throws Exception {
        try (Manager remote = connect();
                SharedQueue<Integer> queue = brood.queue(1)) {
            ManagedMap<String, Object> map = remote.map();
            assertThatThrownBy(() -> map.compute("key", (_, _) -> 1))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("is code, and not allowed");
            assertThatThrownBy(() -> remote.share(Runnable.class, () -> () -> {}))
                    .hasMessageContaining("not allowed");
            assertThatThrownBy(() -> map.put("queue", queue))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("handle");
            assertThatThrownBy(() -> remote.pool(1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("the manager's own tree");
            assertThat(map).isEmpty();
        }
        assertThat(manager.isClosed()).isFalse();
    }

    @Test
    @Covers({"G-05"})
    void serve_withCodeAllowed_callsIt_andAWrongSecretIsRefused() throws Exception {
        LinkOptions options =
                LinkOptions.DEFAULT.allowing(
                        AllowedClasses.basic().andCodeOf(LocalManagerRemoteTest.class));
        Address open =
                manager.serve(Address.unix(directory.resolve("open")), Secret.of(SECRET), options);
        try (Manager remote = Manager.connect(open, Secret.of(SECRET))) {
            ManagedMap<String, Integer> map = remote.map();
            map.put("key", 1);
            assertThat(map.compute("key", (_, value) -> value + 1)).isEqualTo(2);
        }
        assertThatThrownBy(() -> Manager.connect(open, Secret.of("something else")))
                .isInstanceOf(AuthenticationException.class);
    }

    @Test
    @Covers({"G-19"})
    void deaths_ofClientAndServer_areNoticed() throws Exception {
        Manager mortal = brood.newManager().name("mortal").open();
        String place =
                mortal.serve(Address.unix(directory.resolve("mortal")), Secret.of(SECRET))
                        .toString();
        SharedLock lock = mortal.lock();
        mortal.pin("lock", lock);
        ChildProcess client =
                brood.start(() -> {
                    Manager remote = Manager.connect(Address.parse(place), Secret.of(SECRET));
                    remote.find("lock", SharedLock.class).lock();
                    Runtime.getRuntime().halt(3);
                });
        assertThat(client.join(LONG)).isTrue();
        assertThat(client.exitCode()).hasValue(3);
        assertThat(lock.tryLock(LONG)).as("it has passed on").isTrue();
        lock.unlock();

        Manager remote = Manager.connect(Address.parse(place), Secret.of(SECRET));
        ManagedList<Integer> list = remote.list();
        mortal.close();
        assertThatThrownBy(() -> list.add(1))
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("mortal");
        assertThat(remote.isClosed()).isTrue();
        remote.close();
    }
}
