package dev.brood.bench.cases;

import java.util.List;

/// Several sessions as one, sampled one after the other: cases with more than one way to do it.
///
/// @param sessions in their order
record Sessions(List<Session> sessions) implements Session {
    static Session of(Session... sessions) {
        return new Sessions(List.of(sessions));
    }

    @Override
    public void sample(Samples samples) throws Exception {
        for (Session each : sessions) {
            each.sample(samples);
        }
    }

    @Override
    public void end() throws Exception {
        for (Session each : sessions) {
            each.end();
        }
    }
}
