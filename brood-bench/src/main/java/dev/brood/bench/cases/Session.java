package dev.brood.bench.cases;

/// A case that is set up, with its children at rest until the next sample is wanted: so the samples
/// of two sides can take turns, and neither disturbs the other.
public interface Session {
    /// Does the work once.
    ///
    /// @param samples takes what was measured
    /// @throws Exception what the work throws
    void sample(Samples samples) throws Exception;

    /// Ends children and gives back what was shared. Does nothing by default.
    ///
    /// @throws Exception if that fails
    default void end() throws Exception {}
}
