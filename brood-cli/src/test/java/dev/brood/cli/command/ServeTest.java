package dev.brood.cli.command;

import static dev.brood.cli.command.CopyProgram.LONG;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AuthenticationException;
import dev.brood.ClosedException;
import dev.brood.DecodingException;
import dev.brood.LinkOptions;
import dev.brood.ManagedMap;
import dev.brood.ManagedValue;
import dev.brood.Manager;
import dev.brood.NameNotFoundException;
import dev.brood.Secret;
import dev.brood.SharedLock;
import dev.brood.SharedQueue;
import dev.brood.SharedSemaphore;
import dev.brood.cli.Main;
import dev.brood.junit.Await;
import dev.brood.junit.Deadline;
import dev.brood.junit.Jvm;
import dev.brood.junit.JvmOptions;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// `brood serve` as users run it, with clients of another program.
@Deadline(seconds = 240) // on a busy machine; alone, a few seconds
@SuppressWarnings("LockNotBeforeTry") // what fails ends the test anyway
class ServeTest {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;
    private static final Secret SECRET = Secret.random();

    @TempDir private Path dir = Path.of("");

    private Path shared = Path.of("");
    private Path key = Path.of("");
    private Path socket = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        shared = Files.createDirectory(dir.resolve("shared"));
        key = dir.resolve("secret");
        SECRET.writeTo(key);
        socket = dir.resolve("socket");
    }

    private JvmOptions serve(String... args) {
        return Jvm.running(Main.class)
                .flags("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dbrood.dir=" + shared)
                .flags("-Dbrood.cache=" + System.getProperty("brood.cache"))
                .args("serve")
                .args(args);
    }

    private static Address awaitReady(Jvm jvm) throws InterruptedException {
        String line = jvm.awaitLine(each -> each.startsWith("ready at "), LONG);
        assertThat(jvm.stdout()).containsExactly(line);
        return Address.parse(line.substring("ready at ".length()));
    }

    private static void assertRefuses(Jvm jvm, int code, String message)
            throws InterruptedException {
        assertThat(jvm.awaitExit(LONG)).as("%s", jvm.stderr()).isEqualTo(code);
        assertThat(jvm.stderr().getFirst()).isEqualTo("brood serve: " + message);
        assertThat(jvm.stderr()).noneMatch(line -> line.contains("\tat "));
        assertThat(jvm.stdout()).isEmpty();
    }

    @Test
    void serve_ofNamedObjects_sharesThem_untilSigtermEndsItAndRemovesTheSocket() throws Exception {
        CopyProgram.assumeHeard(SIGTERM);
        String[] args = {
            "--secret-file",
            key.toString(),
            "--map=counts",
            "--lock=guard",
            "--queue=tasks:2",
            "--semaphore=places:3",
            "--counter=visits",
            "unix:" + socket
        };
        try (Jvm jvm = serve(args).start()) {
            Address address = awaitReady(jvm);
            assertThat(address).isEqualTo(Address.unix(socket));
            assertThatThrownBy(() -> Manager.connect(address, Secret.random()))
                    .isInstanceOf(AuthenticationException.class);
            Manager remote = Manager.connect(address, SECRET);
            use(remote);
            List<ProcessHandle> below = CopyProgram.workers(jvm);
            assertThat(below).extracting(ProcessHandle::pid).contains(remote.pid());
            try (Jvm second = serve(args).start()) {
                assertRefuses(
                        second, 1, "cannot listen at " + address + ": somebody listens there");
            }

            jvm.signal(SIGTERM);
            assertThat(jvm.awaitExit(LONG)).as("%s", jvm.stderr()).isEqualTo(143);
            for (ProcessHandle process : below) {
                Await.until(LONG, process.pid() + " to end", () -> !process.isAlive());
            }
            assertThat(jvm.stderr()).isEmpty();
            assertThat(socket).doesNotExist();
            assertThat(shared).isEmptyDirectory();
            assertThatThrownBy(remote::map).isInstanceOf(ClosedException.class);
            remote.close();
        }
    }

    @SuppressWarnings("unchecked")
    private static void use(Manager remote) throws InterruptedException {
        ManagedMap<String, Integer> counts = remote.find("counts", ManagedMap.class);
        SharedLock guard = remote.find("guard", SharedLock.class);
        guard.lock();
        try {
            counts.put("words", 7);
        } finally {
            guard.unlock();
        }
        assertThat(counts).containsEntry("words", 7);
        SharedQueue<Integer> tasks = remote.find("tasks", SharedQueue.class);
        assertThat(List.of(tasks.offer(1), tasks.offer(2), tasks.offer(3)))
                .containsExactly(true, true, false);
        assertThat(remote.find("places", SharedSemaphore.class).availablePermits()).isEqualTo(3);
        ManagedValue<Long> visits = remote.find("visits", ManagedValue.class);
        assertThat(visits.compareAndSet(0L, 1L)).isTrue();
        assertThatThrownBy(() -> remote.find("nothing", ManagedMap.class))
                .isInstanceOf(NameNotFoundException.class);
    }

    @Test
    @SuppressWarnings("unchecked")
    void serve_withClassPath_takesWhatIsAllowed_fromAnyDirectory_untilSigint() throws Exception {
        Path own =
                Path.of(Orders.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Path> others = new ArrayList<>();
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(entry -> !entry.toAbsolutePath().equals(own))
                .forEach(others::add);
        try (Jvm jvm =
                serve(
                                "--secret-env=OUR_SECRET",
                                "--class-path=" + own,
                                "--allow=" + Orders.Order.class.getName(),
                                "--allow-code=" + Orders.class.getName(),
                                "--map=orders",
                                "tcp://127.0.0.1:0")
                        .classPath(others.toArray(Path[]::new))
                        .environment("OUR_SECRET", "a secret of the environment")
                        .directory(shared)
                        .start()) {
            Address address = awaitReady(jvm);
            LinkOptions options =
                    LinkOptions.DEFAULT.allowing(
                            dev.brood.AllowedClasses.basic().and(Orders.Order.class));
            try (Manager remote =
                    Manager.connect(address, Secret.of("a secret of the environment"), options)) {
                ManagedMap<String, Object> orders = remote.find("orders", ManagedMap.class);
                orders.put("first", new Orders.Order("tea", 2));
                assertThat(orders.get("first")).isEqualTo(new Orders.Order("tea", 2));
                assertThat(Orders.countUp(remote.map(), "times")).isEqualTo(1);
                assertThatThrownBy(() -> orders.compute("first", (_, _) -> null))
                        .isInstanceOf(DecodingException.class);
            }
            CopyProgram.assumeHeard(SIGINT);
            jvm.signal(SIGINT);
            assertThat(jvm.awaitExit(LONG)).as("%s", jvm.stderr()).isEqualTo(130);
        }
    }

    @Test
    void serve_whoseServerIsKilled_saysSo() throws Exception {
        try (Jvm jvm = serve("--secret-file=" + key, "--name=stock", "unix:" + socket).start()) {
            long server;
            try (Manager remote = Manager.connect(awaitReady(jvm), SECRET)) {
                server = remote.pid();
            }
            assertThat(ProcessHandle.of(server).orElseThrow().destroyForcibly()).isTrue();
            assertThat(jvm.awaitExit(LONG)).isEqualTo(1);
            assertThat(jvm.stderr())
                    .containsExactly(
                            "brood serve: the server process was killed by signal 9 (SIGKILL)");
        }
    }
}
