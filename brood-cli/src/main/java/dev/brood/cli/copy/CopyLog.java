package dev.brood.cli.copy;

/// Hears what happens to each file. Any thread may call it.
public interface CopyLog {

    /// Returns whether [#copied], [#skipped] and [#folder] do anything, for they cost something.
    ///
    /// @return false to be spared them
    boolean wantsFiles();

    /// A file was copied, or would be.
    ///
    /// @param source where from
    /// @param target where to
    void copied(String source, String target);

    /// A file was left as it was, or would be.
    ///
    /// @param target the file of the destination
    void skipped(String target);

    /// A folder was made, or would be.
    ///
    /// @param target the folder
    void folder(String target);

    /// Something was not copied.
    ///
    /// @param failure what and why
    void failed(Failure failure);

    /// Something is worth saying that is no failure.
    ///
    /// @param text one line
    void note(String text);

    /// Returns a path, as the methods above get it, in one line that is safe to print: control
    /// characters are escaped, bytes that are no text are shown as `\xE9`.
    ///
    /// @param path the path
    /// @return text for people
    static String printable(String path) {
        return PathText.printable(path);
    }
}
