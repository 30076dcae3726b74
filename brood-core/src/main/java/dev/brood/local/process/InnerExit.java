package dev.brood.local.process;

/// Unwinds the main thread of a process that is a thread, up to where the process ends.
public final class InnerExit extends Error {
    private static final long serialVersionUID = 1;

    private final int code;

    InnerExit(int code) {
        super("the process exits with " + code, null, false, false);
        this.code = code;
    }

    /// Returns how it ends.
    ///
    /// @return 0 for success
    public int code() {
        return code;
    }
}
