package dev.brood.cli.copy.tally;

/// Hears what happens to each file. Any thread may call it.
public interface CopyLog {

    /// Returns whether [#copied], [#skipped] and [#folder] do anything, for they cost something.
    ///
    /// @return false to be spared them
    boolean wantsFiles();

    /// A file was copied, or would be.
    ///
    /// @param source where from, as [dev.brood.cli.copy.file.PathText]
    /// @param target where to, as [dev.brood.cli.copy.file.PathText]
    void copied(String source, String target);

    /// A file was left as it was, or would be.
    ///
    /// @param target the file of the destination, as [dev.brood.cli.copy.file.PathText]
    void skipped(String target);

    /// A folder was made, or would be.
    ///
    /// @param target the folder, as [dev.brood.cli.copy.file.PathText]
    void folder(String target);

    /// Something was not copied.
    ///
    /// @param failure what and why
    void failed(Failure failure);

    /// Something is worth saying that is no failure.
    ///
    /// @param text one line
    void note(String text);
}
