package dev.brood.bench.compare;

/// Is told how a comparison goes.
public interface Observer {
    /// A case is about to be set up, or a round to be measured.
    ///
    /// @param what in a few words
    /// @param done how many such steps are done
    /// @param all how many there are
    void step(String what, int done, int all);

    /// A case could not be measured; the others go on.
    ///
    /// @param bench its name
    /// @param reason why not
    void failed(String bench, String reason);
}
