package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.junit.Jvm;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// The example program that runs on each engine, on this one: in a JVM of its own without flags,
/// which prints the same and nothing else.
class WordCountTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    @Test
    void wordCount_onACluster_printsWhatItPrintsInThreads() throws Exception {
        List<String> threads = printed("threads:own");
        assertThat(threads).hasSize(6);
        assertThat(threads.getFirst()).matches("\\d{2,} files, \\d{3,} lines");
        assertThat(printed(TestCluster.shared(2).uri().toString())).isEqualTo(threads);
    }

    private static List<String> printed(String engine) throws Exception {
        Class<?> program = Class.forName("dev.brood.examples.engine.WordCount");
        try (Jvm jvm = Jvm.running(program).args(engine, "../docs/adr").start()) {
            int exitValue = jvm.awaitExit(LONG);
            assertThat(jvm.stderr()).as("standard error on %s", engine).isEmpty();
            assertThat(exitValue).isZero();
            return jvm.stdout();
        }
    }
}
