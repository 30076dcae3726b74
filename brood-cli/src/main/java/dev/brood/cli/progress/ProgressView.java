package dev.brood.cli.progress;

/// Where progress is shown. Called by one thread at a time.
public interface ProgressView {

    /// Returns how long to wait between two showings.
    ///
    /// @return milliseconds, at least 1
    int intervalMillis();

    /// Shows how far the job is.
    ///
    /// @param progress how far
    /// @param pace how fast
    void show(Progress progress, Pace pace);

    /// Takes away what is not to stay, before other output is written.
    void clear();
}
