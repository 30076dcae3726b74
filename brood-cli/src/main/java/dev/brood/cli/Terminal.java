package dev.brood.cli;

import java.io.Console;

/// Whether there is a terminal to draw on.
final class Terminal {
    private static final String PROPERTY = "brood.terminal";
    private static final String OUTPUT_PROPERTY = "brood.terminal.output";

    private Terminal() {}

    /// Returns whether standard error is a terminal. The script `brood` knows and says so in a
    /// system property; Java itself can only tell of standard input and output together.
    static boolean isThere() {
        return isTerminal(PROPERTY);
    }

    /// Returns whether standard output is a terminal, as [#isThere] does.
    static boolean isOutput() {
        return isTerminal(OUTPUT_PROPERTY);
    }

    @SuppressWarnings("SystemConsoleNull") // null all the same where there is no terminal
    private static boolean isTerminal(String property) {
        String told = System.getProperty(property);
        if (told != null) {
            return told.equals("true");
        }
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
