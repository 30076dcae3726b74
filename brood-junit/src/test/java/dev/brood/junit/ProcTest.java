package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// What is known of processes, and how they are recognized.
class ProcTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    @EnabledOnOs(OS.LINUX)
    void isRunning_zombie_hasEnded() throws Exception {
        // sleep never asks how its child ended, and so keeps it a zombie.
        Process parent =
                new ProcessBuilder("/bin/sh", "-c", "/bin/true & exec /bin/sleep 1000").start();
        try {
            Await.until(
                    PATIENCE,
                    "the child's end",
                    () ->
                            parent.descendants().count() == 1
                                    && Descendants.of(parent.pid()).isEmpty());
            ProcessHandle zombie = parent.descendants().findFirst().orElseThrow();
            assertThat(zombie.isAlive()).isTrue();
            assertThat(Proc.isRunning(zombie)).isFalse();
            assertThat(Proc.isRunning(parent.pid())).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        assertThat(Proc.isRunning(parent.pid())).isFalse();
        assertThat(Descendants.of(parent.pid())).isEmpty();
    }

    @Test
    void shortCommandLine_longArguments_areCut() throws Exception {
        String path = "/x".repeat(200);
        Process process = new ProcessBuilder("/bin/sh", "-c", "read x", "sh", path, "end").start();
        try {
            assertThat(Proc.shortCommandLine(process.toHandle()))
                    .startsWith("/bin/sh -c read x sh /x/x")
                    .endsWith("/x/… end")
                    .hasSizeLessThan(150);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void signal_noSuchProcess_saysSo() throws Exception {
        Process ended = new ProcessBuilder("/bin/true").start();
        ended.waitFor();

        assertThatThrownBy(() -> Proc.signal(ended.pid(), 15))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot send signal 15 to process " + ended.pid() + ": ");
    }

    @Test
    void lineage_seenProcess_isRememberedAfterItsEnd() throws Exception {
        Process child = new ProcessBuilder("/bin/sleep", "1000").start();
        assertThat(Lineage.contains(child.pid())).isFalse();
        Lineage.look();
        child.destroyForcibly().waitFor();

        assertThat(Lineage.contains(child.pid())).isTrue();
        assertThat(Lineage.contains(ProcessHandle.current().pid())).isTrue();
        assertThat(Lineage.contains(1)).isFalse();
    }

    @Test
    void lineage_pidTakenOverBySomeoneElse_isForgotten() {
        ProcessHandle earlierPid1 =
                (ProcessHandle)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {ProcessHandle.class},
                                (_, method, _) -> method.getName().equals("pid") ? 1L : false);
        Lineage.add(earlierPid1);

        assertThat(Lineage.contains(1)).isFalse();
    }

    @Test
    void marks_rootOfArguments_isExact() {
        assertThat(Marks.rootOf(List.of("java", "-Dbrood.root=42", "Main"))).hasValue(42);
        assertThat(Marks.rootOf(List.of("sh", "-c", "java -Dbrood.root=42 Main"))).isEmpty();
        assertThat(Marks.rootOf(List.of("java", "-Dbrood.root=", "-Dbrood.rooter=1"))).isEmpty();
    }

    @Test
    void marks_rootOfFileName_isThePidBeforeTheLastPart() {
        assertThat(Marks.rootOf("brood-0-4711-x7Yz")).hasValue(4711);
        assertThat(Marks.rootOf(".brood-some-user-4711-12")).hasValue(4711);
        assertThat(List.of("brood-4711", "brood--4711", "brood-4711-a", "xbrood-0-1-a", "brood-"))
                .allSatisfy(name -> assertThat(Marks.rootOf(name)).isEqualTo(OptionalLong.empty()));
    }
}
