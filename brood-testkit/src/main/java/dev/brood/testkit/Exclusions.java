package dev.brood.testkit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Skips the tests of contracts that the engine under test can't pass, for the reasons that its
/// list gives.
public final class Exclusions implements ExecutionCondition {
    private static final Map<String, Map<String, String>> LISTS = new ConcurrentHashMap<>();

    /// For JUnit.
    public Exclusions() {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String engine = engine(context.getRequiredTestClass());
        String reason =
                context.getTestMethod()
                        .map(test -> list(engine, context).get(name(test)))
                        .orElse(null);
        return reason == null
                ? ConditionEvaluationResult.enabled("not excluded for '" + engine + "'")
                : ConditionEvaluationResult.disabled(engine + ": " + reason);
    }

    private static String name(Method test) {
        return test.getDeclaringClass().getSimpleName() + "." + test.getName();
    }

    private static String engine(Class<?> test) {
        Engine engine = test.getAnnotation(Engine.class);
        return engine == null ? "local" : engine.value();
    }

    private static Map<String, String> list(String engine, ExtensionContext context) {
        return LISTS.computeIfAbsent(engine, _ -> read(engine, context.getRequiredTestClass()));
    }

    private static Map<String, String> read(String engine, Class<?> test) {
        try (InputStream in = test.getResourceAsStream("/engines/" + engine + ".tsv")) {
            return in == null
                    ? Map.of()
                    : parse(engine, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a list.
    ///
    /// @param engine whose it is
    /// @param text lines of a test, a tab and a reason; those that begin with # are comments
    /// @return the reasons by test, in the order of the lines
    /// @throws IllegalArgumentException if a line is not of that form, or a test is there twice
    public static Map<String, String> parse(String engine, String text) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] fields = line.split("\t", -1);
            if (fields.length != 2 || fields[1].isBlank()) {
                throw new IllegalArgumentException(
                        "a line of engines/%s.tsv must be a test, a tab and a reason, was: %s"
                                .formatted(engine, line));
            }
            if (reasons.put(fields[0], fields[1]) != null) {
                throw new IllegalArgumentException(
                        "engines/%s.tsv excludes %s twice".formatted(engine, fields[0]));
            }
        }
        return reasons;
    }
}
