package dev.brood.local.roster;

/// A tree is of another version of Brood, which lays out its memory in another way.
public final class OtherLayoutException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /// The version of its layout.
    private final int layout;

    OtherLayoutException(int layout, String message) {
        super(message);
        this.layout = layout;
    }

    /// Returns the version of its layout.
    ///
    /// @return never 0
    public int layout() {
        return layout;
    }
}
