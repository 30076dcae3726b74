package dev.brood.cli;

import java.io.Console;

/// Whether there is a terminal to draw on.
final class Terminal {
    private static final String PROPERTY = "brood.terminal";

    private Terminal() {}

    /// Returns whether standard error is a terminal. The script `brood` knows and says so in a
    /// system property; Java itself can only tell of standard input and output together.
    @SuppressWarnings("SystemConsoleNull") // null all the same where there is no terminal
    static boolean isThere() {
        String told = System.getProperty(PROPERTY);
        if (told != null) {
            return told.equals("true");
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
