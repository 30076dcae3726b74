package dev.brood.bench.inside;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs what is measured inside one JVM.
public final class Inside {
    private static final int FORKS = 2;
    private static final int ITERATIONS = 5;

    private Inside() {}

    /// Measures, and prints times and bytes allocated for each operation on standard output.
    ///
    /// @param pattern a regular expression for what to measure; empty for all
    /// @param quick whether a look is enough
    /// @throws RunnerException if nothing fits the pattern, or a benchmark fails
    public static void run(String pattern, boolean quick) throws RunnerException {
        ChainedOptionsBuilder options =
                new OptionsBuilder()
                        .include("dev\\.brood\\.bench\\.inside\\..*" + pattern)
                        .forks(quick ? 1 : FORKS)
                        .warmupIterations(quick ? 1 : ITERATIONS)
                        .measurementIterations(quick ? 1 : ITERATIONS)
                        .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                        .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000))
                        .addProfiler("gc")
                        .shouldFailOnError(true);
        new Runner(options.build()).run();
    }
}
