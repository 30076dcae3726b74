package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Address;
import dev.brood.AllowedClasses;
import dev.brood.Brood;
import dev.brood.ClosedException;
import dev.brood.LinkOptions;
import dev.brood.ManagedMap;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.testkit.Cable;
import dev.brood.testkit.Covers;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Two programs that share a map, a lock and an object of the user's over TCP, and between which
/// the link is cut: calls fail on one side, what was locked passes on at the other, and both go on
/// when it is mended.
@Deadline(seconds = 240)
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class LocalManagerCutTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String KEY = "of two machines";
    private static final LinkOptions QUICK =
            LinkOptions.DEFAULT
                    .allowing(AllowedClasses.basic().and(Counter.class))
                    .heartbeat(Duration.ofSeconds(1))
                    .handshakeTimeout(Duration.ofSeconds(10));

    /// Counts.
    public interface Counter {
        /// Adds one.
        ///
        /// @return how many it is now
        int increment();
    }

    private static final class RealCounter implements Counter {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public int increment() {
            return count.incrementAndGet();
        }
    }

    /// The other program: serves, and locks the lock each time it is told to.
    static final class Server {
        static void main(String[] args) throws Exception {
            try (Brood brood = Brood.local();
                    Manager manager = brood.newManager().name("far away").open()) {
                SharedLock lock = manager.lock();
                manager.pin("lock", lock);
                manager.pin("map", manager.map());
                manager.pin("queue", manager.queue(1));
                manager.pin("counter", manager.share(Counter.class, RealCounter::new));
                IO.println(manager.serve(Address.tcp(args[0], 0), Secret.of(KEY), QUICK));
                while (IO.readln() != null) {
                    lock.lock();
                    IO.println("locked, abandoned: " + lock.abandonment().isPresent());
                    lock.repaired();
                    lock.unlock();
                }
            }
        }
    }

    /// Cuts the link, and has the other side find out.
    private interface Scissors {
        void cut(Process server) throws IOException;
    }

    private static Process start(String host, List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dbrood.cache=" + System.getProperty("brood.cache", ""),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        host));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static BufferedReader reader(Process server) {
        return new BufferedReader(
                new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    }

    private static void end(Process server) throws Exception {
        server.getOutputStream().close();
        if (!server.waitFor(60, TimeUnit.SECONDS)) {
            server.destroyForcibly().waitFor();
            throw new AssertionError("it has not ended");
        }
        assertThat(server.exitValue()).isZero();
    }

    @Test
    @Covers({"G-05", "G-19"})
    void cutBetweenTwoNetworks_givesErrorsOnBothSides_andMendedLetsBothGoOn() throws Exception {
        try (Cable.Namespaces cable = new Cable.Namespaces()) {
            assumeTrue(cable.make(), "network namespaces can't be made by this user here");
            Process server = start(cable.host(), cable.prefix());
            try (BufferedReader said = reader(server)) {
                Address address = Address.parse(said.readLine());
                cutAndMend(address, server, said, cable::cut, cable::mend);
                end(server);
            } finally {
                server.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    @Covers({"G-05", "G-19"})
    void linkThatIsSilent_orBrokenOff_givesErrorsOnBothSides_andMendedLetsBothGoOn()
            throws Exception {
        Process server = start("127.0.0.2", List.of());
        try (BufferedReader said = reader(server);
                Forwarder cable = new Forwarder("127.0.0.3", Address.parse(said.readLine()))) {
            cutAndMend(cable.address(), server, said, _ -> cable.cut(), _ -> cable.mend());
            cutAndMend(cable.address(), server, said, _ -> cable.reset(), _ -> {});
            end(server);
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    @SuppressWarnings("unchecked") // of what it was made
    private static void cutAndMend(
            Address address, Process server, BufferedReader said, Scissors cut, Scissors mend)
            throws Exception {
        Manager manager = Manager.connect(address, Secret.of(KEY), QUICK);
        ManagedMap<String, Integer> map = manager.find("map", ManagedMap.class);
        map.put("count", 1);
        SharedLock lock = manager.find("lock", SharedLock.class);
        Counter counter = manager.find("counter", Counter.class);
        int before = counter.increment();
        lock.lock();
        SharedQueue<String> queue = manager.find("queue", SharedQueue.class);
        FutureTask<String> waiting = new FutureTask<>(queue::take);
        Thread.ofPlatform().daemon().start(waiting);
        PrintStream tell = new PrintStream(server.getOutputStream(), true, StandardCharsets.UTF_8);
        tell.println("lock it");
        Await.until(LONG, "the other waits", () -> lock.waiting() == 1);
        cut.cut(server);

        assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                .as("a call that waits")
                .hasCauseInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> map.put("count", 2)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(counter::increment).isInstanceOf(ClosedException.class);
        assertThatThrownBy(lock::unlock)
                .isInstanceOf(ClosedException.class)
                .hasMessageContaining("the connection to manager 'far away at " + address);
        assertThat(manager.isClosed()).isTrue();
        assertThat(said.readLine()).as("it passes on").isEqualTo("locked, abandoned: true");

        mend.cut(server);
        try (Manager again = Manager.connect(address, Secret.of(KEY), QUICK.retryFor(LONG))) {
            assertThat(again.find("map", ManagedMap.class)).containsEntry("count", 1);
            assertThat(again.find("counter", Counter.class).increment()).isEqualTo(before + 1);
            SharedLock anew = again.find("lock", SharedLock.class);
            assertThat(anew.tryLock(LONG)).isTrue();
            anew.unlock();
            SharedQueue<String> same = again.find("queue", SharedQueue.class);
            same.put("not for who is gone");
            assertThat(same.poll(LONG)).isEqualTo("not for who is gone");
        }
        manager.close();
    }
}
