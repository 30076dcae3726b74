package dev.brood.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Output;
import dev.brood.ProcessOptions;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/// Which spares there are to be, after what was asked for.
class SpareKindsTest {
    private static final ProcessOptions PLAIN = SpareKinds.PLAIN;
    private static final ProcessOptions FIFTH = share("20.000");
    private static final ProcessOptions SIXTH = share("16.667");

    private final SpareKinds kinds = new SpareKinds();

    private static ProcessOptions share(String percent) {
        return ProcessOptions.DEFAULTS.withJvmFlags("-XX:MaxRAMPercentage=" + percent);
    }

    private void ask(ProcessOptions kind, int times) {
        for (int i = 0; i < times; i++) {
            kinds.asked(kind);
        }
    }

    @Test
    void of_whatABootedJvmCanBeTold_isPlain() {
        assertThat(SpareKinds.of(ProcessOptions.DEFAULTS)).isEqualTo(PLAIN);
        assertThat(
                        SpareKinds.of(
                                ProcessOptions.DEFAULTS
                                        .withName("one")
                                        .withDaemon(true)
                                        .withSystemProperty("own", "1")))
                .isEqualTo(PLAIN);
    }

    @Test
    void of_aBoundOfTheHeap_isAKindOfItsOwn() {
        assertThat(SpareKinds.of(FIFTH.withName("one"))).isEqualTo(FIFTH).isNotEqualTo(PLAIN);
        assertThat(SpareKinds.of(ProcessOptions.DEFAULTS.withName("one").withMaxHeap("64m")))
                .isEqualTo(ProcessOptions.DEFAULTS.withMaxHeap("64m"));
    }

    @Test
    void of_anythingElse_isNone() {
        for (ProcessOptions other :
                new ProcessOptions[] {
                    PLAIN.withJvmFlags("-XX:+AlwaysPreTouch"),
                    PLAIN.withJvmFlags("-XX:MaxRAMPercentage=20", "-Xlog:gc:file=gc.log"),
                    PLAIN.withEnvironment("LANG", "C"),
                    PLAIN.withDirectory(Path.of("/tmp")),
                    PLAIN.withStdout(Output.discard()),
                    PLAIN.withStderr(Output.discard()),
                    PLAIN.withSystemProperty("file.encoding", "UTF-8"),
                }) {
            assertThat(SpareKinds.of(other)).as("%s", other).isNull();
        }
    }

    @Test
    void wanted_beforeAnyStart_arePlain() {
        assertThat(kinds.wanted(2)).containsExactly(PLAIN, PLAIN);
        assertThat(kinds.wanted(0)).isEmpty();
    }

    @Test
    void wanted_ofAKindThatWasAskedForOnce_isNone() {
        kinds.asked(FIFTH);
        assertThat(kinds.wanted(2)).containsExactly(PLAIN, PLAIN);
    }

    @Test
    void wanted_ofOneKindOnly_areAllOfIt() {
        ask(FIFTH, 5);
        assertThat(kinds.wanted(2)).containsExactly(FIFTH, FIFTH);
    }

    @Test
    void wanted_ofSeveralKinds_areOneOfEach_andMoreOfTheCommonest() {
        kinds.asked(PLAIN);
        ask(FIFTH, 5);
        assertThat(kinds.wanted(2)).containsExactly(FIFTH, PLAIN);
        kinds.asked(PLAIN);
        assertThat(kinds.wanted(4)).containsExactly(PLAIN, FIFTH, FIFTH, FIFTH);
    }

    @Test
    void wanted_ofMoreKindsThanPlaces_areTheLastAskedFor() {
        kinds.asked(PLAIN);
        ask(FIFTH, 5);
        ask(SIXTH, 6);
        assertThat(kinds.wanted(2)).containsExactly(SIXTH, FIFTH);
    }

    @Test
    void wanted_ofAKindThatIsNotAskedForAnyMore_areNone() {
        ask(FIFTH, 5);
        ask(PLAIN, SpareKinds.REMEMBERED - 2);
        assertThat(kinds.wanted(2)).containsExactly(PLAIN, FIFTH);
        kinds.asked(PLAIN);
        assertThat(kinds.wanted(2)).containsExactly(PLAIN, PLAIN);
    }
}
