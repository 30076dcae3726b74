package dev.brood.bench.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.brood.Brood;
import dev.brood.bench.soak.Soak;
import dev.brood.junit.Deadline;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Mixed work leaves no more than there was after its first part.
///
/// `-Dbrood.soak=300` has it work for five minutes, as CI does. It rests between cycles, so that it
/// takes next to nothing from the tests that run beside it: some 40 s of processor time in these
/// five minutes.
@Deadline(seconds = 7200)
class SoakTest {
    private static final int SECONDS = Integer.getInteger("brood.soak", 10);
    private static final Duration PERIOD = Duration.ofMillis(SECONDS * 1000L / 40);

    @Test
    void mixedWork_forAWhile_leavesNothing() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/dev/shm")), "needs Linux: nothing to count there");
        try (Brood brood = Brood.local()) {
            Duration whole = Duration.ofSeconds(SECONDS);
            Duration first = whole.dividedBy(3);
            List<String> growth = new Soak(brood, System.out::println, PERIOD).run(first, whole);
            assertThat(growth).isEmpty();
        }
    }
}
