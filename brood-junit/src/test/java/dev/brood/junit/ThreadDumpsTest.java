package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.time.Duration;
import java.util.List;

/// Thread dumps of JVMs that answer, and of those that do not.
class ThreadDumpsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIGSTOP = 19;
    private static final int SIGCONT = 18;

    @Test
    @EnabledOnOs(OS.LINUX)
    void of_stoppedJvm_fallsBackToSigquit() throws Exception {
        try (Jvm jvm = Jvm.running(DeadlineTest.HangingChild.class).start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
            jvm.signal(SIGSTOP);

            String dump = ThreadDumps.of(List.of(jvm.process().toHandle()), Duration.ofSeconds(2));

            assertThat(dump)
                    .contains(
                            "---- thread dump of JVM " + jvm.pid(),
                            "no dump by jcmd: ",
                            "sent it SIGQUIT");
            jvm.signal(SIGCONT);
            jvm.awaitLine(line -> line.contains("DeadlineTest$HangingChild.hangThere("), PATIENCE);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void of_jvmThatDoesNotHandleSigquit_sparesIt() throws Exception {
        try (Jvm jvm =
                Jvm.running(DeadlineTest.HangingChild.class)
                        .flags("-Xrs", "-XX:+DisableAttachMechanism")
                        .start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);

            assertThat(ThreadDumps.of(jvm.process().toHandle()))
                    .contains("no dump by jcmd: ", "no dump by SIGQUIT either");
            assertThat(jvm.process().isAlive()).isTrue();
        }
    }

    @Test
    void ofTree_processThatIsNoJvm_isLeftAlone() throws Exception {
        Process sleep = new ProcessBuilder("/bin/sleep", "1000").start();
        try {
            assertThat(ThreadDumps.ofTree())
                    .contains("---- thread dump of JVM " + ProcessHandle.current().pid())
                    .contains("ThreadDumpsTest.ofTree_processThatIsNoJvm_isLeftAlone(")
                    .doesNotContain("thread dump of JVM " + sleep.pid());
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly().waitFor();
        }
    }
}
