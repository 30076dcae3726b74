package dev.brood.testkit.conformance;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes `docs/engines.md`.
final class EnginesPage {
    /// What makes the page anew.
    static final String COMMAND =
            "mvn -pl brood-engines -am test -Dtest=EnginesTest"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dbrood.conformance=write";

    private static final String HEAD =
            """
            # What each engine passes

            All engines run the same contracts: the abstract test classes of `brood-testkit`. What one
            can't do is in its list, `engines/SCHEME.tsv` among the test resources, with the reason; a
            test fails when a contract is neither run nor excluded, or when a list names a test that
            there is not. [Engines](guide/engines.md) says how to choose one.

            This page is made from the lists. Don't edit it; make it anew:

            ```
            COMMAND
            ```

            """;

    private EnginesPage() {}

    static String write(List<EngineList> engines, Set<String> contracts, Claims claims) {
        StringBuilder text = new StringBuilder(HEAD.replace("COMMAND", COMMAND));
        text.append("| engine | contracts | tests | excluded |\n|---|---|---|---|\n");
        for (EngineList engine : engines) {
            long tests = contracts.stream().mapToLong(claims::testsOf).sum();
            text.append(
                    "| `%s` | %d of %d | %d | %d |\n"
                            .formatted(
                                    engine.engine(),
                                    engine.run().size(),
                                    contracts.size(),
                                    tests,
                                    excluded(engine, claims)));
        }
        for (EngineList engine : engines) {
            if (!engine.reasons().isEmpty()) {
                text.append("\n## Not for `").append(engine.engine()).append("`\n\n");
                text.append("| test | why |\n|---|---|\n");
                engine.reasons()
                        .forEach(
                                (test, why) -> text.append("| `%s` | %s |\n".formatted(test, why)));
            }
        }
        return text.toString();
    }

    private static long excluded(EngineList engine, Claims claims) {
        long count = 0;
        for (Map.Entry<String, String> each : engine.reasons().entrySet()) {
            String test = each.getKey();
            count += test.endsWith(".*") ? claims.testsOf(test.substring(0, test.length() - 2)) : 1;
        }
        return count;
    }
}
