package dev.brood.local.os;

import static dev.brood.local.os.OperatingSystem.NO_PROCESS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ResourceException;
import dev.brood.junit.Await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who is alive, and since when.
class ProcessTableTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final OperatingSystem kernel = OperatingSystem.named("kernel");
    private final OperatingSystem portable = OperatingSystem.named("portable");
    private final Commands commands = new Commands();

    @AfterEach
    void end() {
        commands.close();
    }

    @Test
    void startToken_self_isTheSameAlwaysAndInAllSystems() {
        long self = ProcessHandle.current().pid();
        long token = kernel.startToken(self);
        assertThat(token).isPositive();
        assertThat(kernel.startToken(self)).isEqualTo(token);
        assertThat(portable.startToken(self)).isEqualTo(token);
        assertThat(kernel.isAlive(self, token)).isTrue();
        assertThat(kernel.isAlive(self, token + 1)).isFalse();
    }

    @Test
    void startToken_laterProcess_isLarger() throws Exception {
        long self = kernel.startToken(ProcessHandle.current().pid());
        assertThat(kernel.startToken(commands.sleep().pid())).isGreaterThan(self);
    }

    @Test
    void startToken_ended_isNone() throws Exception {
        Process sleep = commands.sleep();
        long token = kernel.startToken(sleep.pid());
        sleep.destroyForcibly().waitFor();
        assertThat(kernel.startToken(sleep.pid())).isEqualTo(NO_PROCESS);
        assertThat(kernel.isAlive(sleep.pid(), token)).isFalse();
        assertThat(kernel.isAlive(sleep.pid(), NO_PROCESS)).isFalse();
    }

    @Test
    void startToken_zombie_isNone() throws Exception {
        long zombie = commands.zombie();
        Await.until(PATIENCE, "the zombie", () -> Commands.state(zombie) == 'Z');
        assertThat(kernel.startToken(zombie)).isEqualTo(NO_PROCESS);
        assertThat(Commands.state(zombie)).isEqualTo('Z');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(java)", "(a b)", "(a) b)", "()", "(x) Z 1 2 3 4 5)", "(S (1) (2))", "( )"})
    void startToken_strangeNames_areParsed(String name) {
        assertThat(ProcessTable.startToken(stat(name, 'S', 7, 4242))).isEqualTo(4242);
        assertThat(ProcessTable.startToken(stat(name, 'Z', 1, 4242))).isEqualTo(NO_PROCESS);
    }

    @Test
    void startToken_states_tellTheDead() {
        for (char state : "RSDTtIW".toCharArray()) {
            assertThat(ProcessTable.startToken(stat("(x)", state, 1, 5))).isEqualTo(5);
        }
        for (char state : "ZXx".toCharArray()) {
            assertThat(ProcessTable.startToken(stat("(x)", state, 1, 5))).isEqualTo(NO_PROCESS);
            assertThat(ProcessTable.startToken(stat("(x)", state, 0, 5))).isEqualTo(NO_PROCESS);
        }
    }

    @Test
    void startToken_leadingThreadEndedButNotTheOthers_isAlive() {
        assertThat(ProcessTable.startToken(stat("(x)", 'Z', 2, 5))).isEqualTo(5);
    }

    /// As `proc_pid_stat(5)` has it: the 20th is the number of threads, the 22nd the start.
    private static String stat(String name, char state, int threads, long start) {
        return "17 %s %c 1 17 17 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 %d 0 %d 123456 789 0 1 2 3\n"
                .formatted(name, state, threads, start);
    }

    @Test
    void startToken_processWithSuchAName_isParsed() throws Exception {
        // The name is that of the thread, which may be anything.
        long pid = commands.number("echo 'a) Z 1 (b' > /proc/$$/comm; echo $$; read x");
        assertThat(Path.of("/proc/" + pid + "/comm")).content().startsWith("a) Z 1 (b");
        assertThat(kernel.startToken(pid))
                .isGreaterThan(kernel.startToken(ProcessHandle.current().pid()));
    }

    /// Uses up all descriptors, then asks about the living and the dead.
    static final class Exhausted {
        private Exhausted() {}

        static void main(String[] args) {
            OperatingSystem system = OperatingSystem.named("portable");
            long living = Long.parseLong(args[0]);
            long dead = Long.parseLong(args[1]);
            long token = system.startToken(living);
            List<FileInputStream> open = new ArrayList<>();
            List<String> said = new ArrayList<>();
            try {
                while (true) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (IOException e) {
                said.add("exhausted: " + (open.size() > 10));
            }
            said.add("living: " + system.isAlive(living, token));
            said.add("dead: " + system.isAlive(dead, token));
            try {
                said.add("token: " + system.startToken(living));
            } catch (ResourceException e) {
                said.add(e.getMessage());
            }
            said.forEach(System.out::println);
        }
    }

    @Test
    void isAlive_withoutAnyDescriptorLeft_doesNotTakeTheLivingForDead() throws Exception {
        Process dead = commands.sleep();
        dead.destroyForcibly().waitFor();
        long living = commands.sleep().pid();
        assertThat(
                        Commands.limitedJvm(
                                "-n 60",
                                Exhausted.class,
                                Long.toString(living),
                                Long.toString(dead.pid())))
                .containsExactly(
                        "exhausted: true",
                        "living: true",
                        "dead: false",
                        "cannot tell whether process %d is alive: /proc/%d/stat (Too many open files)"
                                .formatted(living, living),
                        "0");
    }
}
