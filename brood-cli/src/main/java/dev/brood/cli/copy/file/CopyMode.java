package dev.brood.cli.copy.file;

/// What a worker must know to copy files.
///
/// @param links whether the files are symbolic links, to be copied as such
/// @param followLinks whether a symbolic link stands for what it leads to
/// @param verify whether a copy is compared with its source before it gets its name
/// @param ownersKept whether the system lets this user give files to their sources' owners, so that
///   nobody need look whether it did
/// @param token what the run's temporary names have in common
public record CopyMode(
        boolean links, boolean followLinks, boolean verify, boolean ownersKept, String token) {
    private static final String FLAGS = "lfvo";

    /// Returns it as a text, which travels at less cost than an object.
    ///
    /// @return for [#of]
    public String text() {
        boolean[] set = {links, followLinks, verify, ownersKept};
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < set.length; i++) {
            text.append(set[i] ? FLAGS.charAt(i) : '-');
        }
        return text.append(token).toString();
    }

    /// Reads what [#text()] returned.
    ///
    /// @param text the text
    /// @return an equal mode
    public static CopyMode of(String text) {
        boolean[] set = new boolean[FLAGS.length()];
        for (int i = 0; i < set.length; i++) {
            set[i] = text.charAt(i) == FLAGS.charAt(i);
        }
        return new CopyMode(set[0], set[1], set[2], set[3], text.substring(set.length));
    }

    /// Returns the same for links, or for files.
    ///
    /// @param areLinks whether for links
    /// @return a mode that differs at most in that
    public CopyMode forLinks(boolean areLinks) {
        return areLinks == links
                ? this
                : new CopyMode(areLinks, followLinks, verify, ownersKept, token);
    }
}
