package dev.brood.testkit;

import dev.brood.Brood;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.time.Duration;

/// What all contracts have in common: one Brood of the engine under test for each class, closed at
/// the end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Exclusions.class)
public abstract class EngineContract {
    /// How long to wait for what must happen: far longer than it ever takes.
    protected static final Duration LONG = Duration.ofSeconds(60);

    /// How long to wait for what must not happen: each such wait is time lost.
    protected static final Duration SHORT = Duration.ofMillis(150);

    private Brood brood;

    /// For subclasses.
    protected EngineContract() {}

    /// Opens the engine under test: the one of [Engine], by the shortest of its URIs, unless a
    /// class does otherwise.
    ///
    /// @return an open Brood
    protected Brood open() {
        Engine engine = getClass().getAnnotation(Engine.class);
        if (engine == null) {
            throw new IllegalStateException(
                    getClass().getName()
                            + " must say which engine it is for, by @Engine or open()");
        }
        return Brood.open(URI.create(engine.value() + ":own"));
    }

    /// Returns how often a contract repeats a step on this engine.
    ///
    /// @param times how often in shared memory
    /// @return fewer, but 10 at least, if the engine is slower
    protected final int scaled(int times) {
        Engine engine = getClass().getAnnotation(Engine.class);
        return engine == null || engine.slower() == 1
                ? times
                : Math.min(times, Math.max(10, times / engine.slower()));
    }

    /// Returns what an engine of several machines calls something, without the machine.
    ///
    /// @param text names such as `ocr@node1-worker-1`
    /// @return the same as on one machine: `ocr-worker-1`
    protected static String withoutNodes(String text) {
        return text.replaceAll("@[A-Za-z0-9]+", "");
    }

    /// Opens the Brood of this class.
    @BeforeAll
    void openBrood() {
        brood = open();
    }

    /// Closes the Brood of this class.
    @AfterAll
    void closeBrood() {
        brood.close();
    }

    /// Returns the Brood of this class.
    ///
    /// @return an open Brood
    protected final Brood brood() {
        return brood;
    }
}
