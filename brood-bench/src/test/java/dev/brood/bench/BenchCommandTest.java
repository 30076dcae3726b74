package dev.brood.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/// What the command says to what it can't do, before anything is measured.
class BenchCommandTest {
    /// How it ended.
    private record Answer(int code, String out, String err) {}

    private static Answer bench(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Answer(line.execute(args), out.toString(), err.toString());
    }

    @Test
    void case_thatThereIsNot_isRefused() {
        Answer answer = bench("--no-python", "nonsense");
        assertThat(answer.code()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).contains("no case 'nonsense': 'brood bench --list' names all");
    }

    @Test
    void growth_ofACaseThatThereIsNot_isRefused() {
        Answer answer = bench("--growth", "--no-python", "processes", "nonsense");
        assertThat(answer.code()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err())
                .contains("no case 'nonsense' of --growth", "'brood bench --growth --list'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--rounds=0", "--soak=1", "--nonsense"})
    void option_thatMakesNoSense_isRefused(String option) {
        Answer answer = bench("--no-python", option, "lock.uncontended");
        assertThat(answer.code()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).contains(option.replaceFirst("=.*", ""));
    }

    @Test
    void list_namesWhatCanBeMeasured() {
        Answer cases = bench("--list");
        assertThat(cases.code()).isEqualTo(ExitCode.OK);
        assertThat(cases.out().lines()).contains("queue.latency", "limit.ring");
        assertThat(List.of("queue.latency", "pool.cpu"))
                .allSatisfy(name -> assertThat(bench("--list", name).out()).isEqualTo(name + "\n"));
        Answer growing = bench("--growth", "--list");
        assertThat(growing.code()).isEqualTo(ExitCode.OK);
        assertThat(growing.out().lines())
                .contains("growth.processes.pool", "growth.items.map")
                .allMatch(name -> name.startsWith("growth."));
    }
}
