package dev.brood.bench;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;

/// The program behind `./brood bench`.
public final class Main {
    private Main() {}

    /// Runs the command; the JVM ends with its exit code.
    ///
    /// @param args the command line, without the word `bench`
    public static void main(String... args) {
        System.exit(commandLine().execute(args));
    }

    /// Returns the parser.
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new BenchCommand());
        line.setParameterExceptionHandler(Main::misused);
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    private static int misused(ParameterException misuse, String... args) {
        CommandLine line = misuse.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("brood bench: " + misuse.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(misuse, err)) {
            err.println("try 'brood bench --help'");
        }
        return ExitCode.USAGE;
    }

    private static int failed(Exception failure, CommandLine line, Object parsed) throws Exception {
        if ("1".equals(System.getenv("BROOD_DEBUG"))) {
            throw failure;
        }
        line.getErr().println("brood bench: " + failure);
        line.getErr().println("run it again with BROOD_DEBUG=1 to see where this comes from");
        return ExitCode.FAILED;
    }
}
