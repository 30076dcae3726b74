package dev.brood.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/// `brood` without a command: says what there is.
@Command(
        name = "brood",
        description = "Process-based parallelism for the JVM, at the command line.",
        subcommands = {
            CopyCommand.class,
            ServeCommand.class,
            PsCommand.class,
            CleanCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = BroodVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true,
        footer = {
            "",
            "'brood help COMMAND' explains a command.",
            "'brood bench' measures Brood beside CPython; 'brood bench --help' explains it."
        })
final class BroodCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of what goes wrong (also: BROOD_DEBUG=1).")
    private boolean debug;

    BroodCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /// Returns whether the user wants stack traces.
    ///
    /// @param line the parser of any command
    static boolean isDebugging(CommandLine line) {
        Object root = line.getCommandSpec().root().userObject();
        return (root instanceof BroodCommand brood && brood.debug)
                || "1".equals(System.getenv("BROOD_DEBUG"));
    }
}
