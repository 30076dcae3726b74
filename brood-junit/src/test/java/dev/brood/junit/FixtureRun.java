package dev.brood.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A run of small test classes by a JUnit of their own, inside a test.
record FixtureRun(List<Throwable> classFailures, List<Throwable> testFailures, long succeeded) {

    static FixtureRun of(Class<?>... fixtures) {
        return of(Map.of(), fixtures);
    }

    static FixtureRun of(Map<String, String> parameters, Class<?>... fixtures) {
        EngineExecutionResults results =
                EngineTestKit.engine("junit-jupiter")
                        .configurationParameter("brood.left.patience.millis", "100")
                        .configurationParameters(parameters)
                        .selectors(
                                Arrays.stream(fixtures)
                                        .map(fixture -> selectClass(fixture))
                                        .toArray(DiscoverySelector[]::new))
                        .execute();
        return new FixtureRun(
                failures(results.containerEvents()),
                failures(results.testEvents()),
                results.testEvents().succeeded().count());
    }

    private static List<Throwable> failures(Events events) {
        return events.failed().stream().map(FixtureRun::failure).toList();
    }

    private static Throwable failure(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow();
    }
}
