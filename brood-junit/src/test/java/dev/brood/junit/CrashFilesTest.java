package dev.brood.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What crashed processes leave.
class CrashFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SIGSEGV = 11;
    private static final Settings SETTINGS =
            new Settings(Duration.ofSeconds(1), 16, List.of(), List.of());

    @TempDir Path directory;

    @Test
    @EnabledOnOs(OS.LINUX)
    void sweep_crashedJvm_showsTheHeadOfItsLogAndKeepsIt() throws Exception {
        Files.createFile(directory.resolve("hs_err_pid1.log"));
        CrashFiles files = new CrashFiles(directory);
        try (Jvm jvm =
                Jvm.running(DeadlineTest.HangingChild.class)
                        .flags("-XX:-CreateCoredumpOnCrash")
                        .directory(directory)
                        .start()) {
            jvm.awaitLine(line -> line.equals("ready"), PATIENCE);
            jvm.signal(SIGSEGV);
            jvm.awaitExit(PATIENCE);

            Path log = directory.resolve("hs_err_pid" + jvm.pid() + ".log");
            assertThat(files.sweep(SETTINGS))
                    .singleElement()
                    .extracting(Leftover::description)
                    .asString()
                    .startsWith(log + " (")
                    .contains(" bytes): a process crashed\n    # ", "SIGSEGV");
            assertThat(log).exists();
        }
    }

    @Test
    void sweep_coreFilesButNotOthers_areFound() throws Exception {
        CrashFiles files = new CrashFiles(directory);
        for (String name :
                List.of("core", "core.4711", "corelation.txt", "score", "java_pid3.hprof")) {
            Files.writeString(directory.resolve(name), "xy");
        }
        Files.createDirectory(directory.resolve("core.d"));

        assertThat(files.sweep(SETTINGS))
                .extracting(Leftover::description)
                .containsExactly(
                        directory + "/core (2 bytes): a process crashed",
                        directory + "/core.4711 (2 bytes): a process crashed",
                        directory + "/java_pid3.hprof (2 bytes): a process crashed");
    }

    @Test
    void sweep_exemptFile_isPassedOver() throws Exception {
        CrashFiles files = new CrashFiles(directory);
        Files.createFile(directory.resolve("core"));
        Settings exempting =
                new Settings(
                        SETTINGS.patience(),
                        16,
                        List.of(),
                        List.of(
                                new Settings.Exemption(
                                        NothingLeft.Kind.FILE, Pattern.compile("/core$"))));

        assertThat(files.sweep(exempting)).isEmpty();
    }
}
