package dev.brood.bench.cases;

import dev.brood.Action;

import java.util.List;

/// A case of children in step.
final class StepSession implements Session {
    private final InStep steps;
    private final Report report;
    private final List<AutoCloseable> shared;

    /// Tells what a round's length means.
    @FunctionalInterface
    interface Report {
        /// Reports one round.
        ///
        /// @param samples takes what was measured
        /// @param nanos how long the round lasted
        void of(Samples samples, double nanos);
    }

    /// Starts the children.
    ///
    /// @param setup what is measured with
    /// @param works what each does in a round
    /// @param report what is to be told of a round
    /// @param shared what is to be closed with the session
    StepSession(Setup setup, List<Action> works, Report report, AutoCloseable... shared) {
        this.steps = InStep.start(setup.brood(), works);
        this.report = report;
        this.shared = List.of(shared);
    }

    @Override
    public void sample(Samples samples) throws Exception {
        report.of(samples, steps.round());
    }

    @Override
    public void end() throws Exception {
        steps.end();
        for (AutoCloseable each : shared) {
            each.close();
        }
    }
}
