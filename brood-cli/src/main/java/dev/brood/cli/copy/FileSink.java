package dev.brood.cli.copy;

/// Takes the files that a scan finds to be copied.
interface FileSink {

    /// Returns whether nothing more is wanted.
    boolean isStopped();

    /// Takes a file or link. May wait while very many wait to be copied.
    ///
    /// @param link whether it is a link
    /// @param source as [PathText]
    /// @param target as [PathText]
    /// @param size in bytes
    /// @throws InterruptedException if interrupted meanwhile
    void add(boolean link, String source, String target, long size) throws InterruptedException;
}
