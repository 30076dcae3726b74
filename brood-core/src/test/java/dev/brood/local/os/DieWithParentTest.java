package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Await;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// The kernel kills whoever asked for it when its parent dies.
class DieWithParentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Asks to die with its parent, and would stay for ever.
    static final class Child {
        private Child() {}

        static void main(String[] args) throws Exception {
            OperatingSystem system = OperatingSystem.named(args[0]);
            long parent = Long.parseLong(args[1]);
            System.out.println(ProcessHandle.current().pid() + " " + system.dieWithParent(parent));
            Thread.currentThread().join();
        }
    }

    /// Starts a child, by its main thread, and stays for ever.
    static final class Parent {
        private Parent() {}

        static void main(String[] args) throws Exception {
            new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-XX:+UseSerialGC",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            args[0],
                            Long.toString(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start();
            Thread.currentThread().join();
        }
    }

    @Test
    void dieWithParent_parentKilledWhileTheChildIsStopped_killsTheChild() throws Exception {
        OperatingSystem system = OperatingSystem.named("kernel");
        try (Servant parent = Servant.start(Parent.class, "kernel")) {
            String said = parent.jvm().awaitLine(line -> line.endsWith("true"), PATIENCE);
            long child = Long.parseLong(said.split(" ", -1)[0]);
            long token = system.startToken(child);
            assertThat(system.isAlive(child, token)).isTrue();
            system.signal(child, 19);
            Await.until(PATIENCE, "the stop", () -> Commands.state(child) == 'T');
            parent.kill();
            assertThat(system.awaitEnd(child, token, PATIENCE)).isTrue();
        }
    }

    @Test
    void dieWithParent_parentIsDead_isFalse() throws Exception {
        // Its parent is this process, and not the one it is told.
        try (Servant child = Servant.start(Child.class, "kernel", "1")) {
            assertThat(child.jvm().awaitLine(line -> !line.isEmpty(), PATIENCE))
                    .isEqualTo(child.pid() + " false");
        }
    }

    @Test
    void dieWithParent_wherePortable_isTrueWithoutEffect() {
        assertThat(OperatingSystem.named("portable").dieWithParent(1)).isTrue();
    }
}
