package dev.brood.cli.copy.dispatch;

import dev.brood.cli.copy.file.PathText;

/// Takes the files that a scan finds to be copied.
public interface FileSink {

    /// Returns whether nothing more is wanted.
    ///
    /// @return true once the run was stopped
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
