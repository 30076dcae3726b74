package dev.brood.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.bench.cases.Cases;
import dev.brood.bench.side.Sides;

import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// What is compared, and what is promised.
class RowTest {
    private static final String LINE =
            "lock.contended\tincrements\tincrements\twarm\tincrements@fork\tmore\t>=20\t-";

    private static Result result(Row row, List<Double> ours, List<Double> theirs) {
        return new Result(row, "ops/s", new Series(ours), new Series(theirs), null);
    }

    @Test
    void rows_all_haveTheirCase() throws Exception {
        List<String> names = Row.all().stream().map(Row::bench).distinct().toList();
        assertThat(Cases.names()).containsAll(names);
        assertThat(names).hasSizeGreaterThan(40).contains("queue.latency", "pool.cpu", "memory");
    }

    @Test
    void rows_withACounterpart_haveItInCPythonsProgram() throws Exception {
        String program;
        try (InputStream in = Objects.requireNonNull(Sides.class.getResourceAsStream("peer.py"))) {
            program = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (Row row : Row.all()) {
            if (row.theirs() != null) {
                String last = row.bench().substring(row.bench().indexOf('.') + 1);
                assertThat(program).contains(last);
            }
        }
    }

    @Test
    void ratio_ofARate_isOursToTheirs_roundByRound() {
        Result result = result(Row.parse(LINE), List.of(40.0, 90.0, 50.0), List.of(2.0, 3.0, 1.0));
        assertThat(result.ratio().orElseThrow().values()).containsExactly(20.0, 30.0, 50.0);
        assertThat(result.isMet()).contains(true);
    }

    @Test
    void ratio_ofATime_isTheirsToOurs() {
        Row row = Row.parse(LINE.replace("\tmore\t", "\tless\t"));
        Result result = result(row, List.of(2.0), List.of(30.0));
        assertThat(result.ratio().orElseThrow().median()).isEqualTo(15);
        assertThat(result.isMet()).contains(false);
    }

    @Test
    void target_ofOurFigure_needsNoOtherSide() {
        Row row = Row.parse(LINE.replace(">=20", "ours<=16"));
        Result met = new Result(row, "MiB", new Series(List.of(15.0)), null, null);
        assertThat(met.isMet()).contains(true);
        Row nothing = Row.parse(LINE.replace(">=20", "-"));
        assertThat(result(nothing, List.of(1.0), List.of(1.0)).isMet()).isEmpty();
    }

    @Test
    void target_ofAnotherForm_isRefused() {
        assertThatThrownBy(() -> Target.parse("20"))
                .hasMessage("a target must be '>=N', 'ours<=N', 'ours>=N' or '-', was '20'");
    }

    @Test
    void pattern_withoutStars_isABeginning() {
        Row row = Row.parse(LINE);
        assertThat(row.isMeantBy("lock")).isTrue();
        assertThat(row.isMeantBy("contended")).isFalse();
        assertThat(row.isMeantBy("*.contended")).isTrue();
        assertThat(row.isMeantBy("lock.?ontended")).isTrue();
        assertThat(row.isMeantBy("*.cont")).isFalse();
    }
}
