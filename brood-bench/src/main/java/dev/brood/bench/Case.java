package dev.brood.bench;

import dev.brood.Brood;

import java.util.Arrays;
import java.util.List;

/// One thing that can be measured.
///
/// @param name what a user calls it; begins as the case of CPython's benchmarks that does the same
/// @param measure how
record Case(String name, Measure measure) {
    private static final int ROUNDS = Integer.getInteger("rounds", 9);

    /// How to measure something a number of times.
    interface Measure {
        Figure of(Brood brood, int rounds, String name) throws Exception;
    }

    /// Measures, and prints what was found.
    ///
    /// @param cases those there are
    /// @param chosen what the names of those to measure begin with; all if there is none
    /// @throws Exception what a case throws
    static void run(List<Case> cases, String... chosen) throws Exception {
        Brood brood = Brood.local();
        for (Case each : cases) {
            if (chosen.length == 0 || Arrays.stream(chosen).anyMatch(each.name::startsWith)) {
                System.out.println(each.measure.of(brood, ROUNDS, each.name));
            }
        }
    }
}
