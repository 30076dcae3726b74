package dev.brood.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.Locale;
import java.util.concurrent.Callable;

/// `brood completion`: prints what makes a shell complete the commands.
@Command(
        name = "completion",
        description = "Print a script that makes the shell complete brood's commands and options.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        footer = {"", "For bash and zsh alike:  source <(brood completion bash)"})
final class CompletionCommand implements Callable<Integer> {

    /// The shells there is a script for.
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "One of: ${COMPLETION-CANDIDATES}.")
    private Shell shell;

    CompletionCommand() {
        spec = CommandSpec.create(); // picocli sets the real ones
        shell = Shell.BASH;
    }

    @Override
    public Integer call() {
        // One script serves both: where it finds zsh it loads zsh's emulation of bash completion.
        String script = AutoComplete.bash("brood", spec.root().commandLine());
        spec.commandLine().getOut().println("# completion of brood for " + shell);
        spec.commandLine().getOut().print(script);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }
}
