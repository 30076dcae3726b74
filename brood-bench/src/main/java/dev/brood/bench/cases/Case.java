package dev.brood.bench.cases;

/// One thing that can be measured.
///
/// @param name as on CPython's side, if it has the case
/// @param warmUps how many samples are thrown away first, for JVMs to compile what is measured
/// @param opening sets it up
public record Case(String name, int warmUps, Opening opening) {
    /// With 4, pipes and queues were measured while they were still being compiled.
    private static final int USUAL_WARM_UPS = 30;

    Case(String name, Opening opening) {
        this(name, USUAL_WARM_UPS, opening);
    }

    /// Sets a case up.
    @FunctionalInterface
    public interface Opening {
        /// Starts children and makes what they share.
        ///
        /// @param setup what it is measured with
        /// @return the case at rest
        /// @throws Exception if a child fails
        Session open(Setup setup) throws Exception;
    }
}
