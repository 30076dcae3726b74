package dev.brood.testkit;

import dev.brood.Brood;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;

/// What all contracts have in common: one Brood of the engine under test for each class, closed at
/// the end.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EngineContract {
    /// How long to wait for what must happen: far longer than it ever takes.
    protected static final Duration LONG = Duration.ofSeconds(60);

    /// How long to wait for what must not happen: each such wait is time lost.
    protected static final Duration SHORT = Duration.ofMillis(150);

    private Brood brood;

    /// For subclasses.
    protected EngineContract() {}

    /// Opens the engine under test.
    ///
    /// @return an open Brood
    protected abstract Brood open();

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
