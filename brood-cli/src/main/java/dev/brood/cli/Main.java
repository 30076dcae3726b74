package dev.brood.cli;

import dev.brood.BroodException;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;

/// The program behind the script `brood`.
public final class Main {
    private Main() {}

    /// Runs a command; the JVM ends with its exit code.
    ///
    /// @param args the command line
    public static void main(String[] args) {
        // A command ends before a process that waits for the next would be of use.
        System.setProperty("brood.spares", "0");
        HeadStart.take(args);
        int code = run(args);
        if (code != ExitCode.OK) {
            System.exit(code);
        }
        // System.exit waits up to 0.3 s for threads in native code, such as the one that waits for
        // a worker's end; returning does not, and only daemon threads are left.
    }

    /// Runs a command.
    ///
    /// @param args the command line
    /// @return its exit code
    static int run(String... args) {
        return commandLine().execute(args);
    }

    /// Returns the parser with all commands.
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new BroodCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(Main::misused);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    private static int misused(ParameterException misuse, String[] args) {
        CommandLine line = misuse.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(name(line) + ": " + misuse.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
            err.println("try '" + name(line) + " --help'");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine line, Object parsed) throws Exception {
        if (BroodCommand.isDebugging(line)) {
            throw failure;
        }
        String message = failure.getMessage();
        boolean explained = failure instanceof BroodException && message != null;
        line.getErr().println(name(line) + ": " + (explained ? message : failure.toString()));
        line.getErr().println("run it again with --debug to see where this comes from");
        return ExitCode.FAILED;
    }

    private static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName();
    }
}
