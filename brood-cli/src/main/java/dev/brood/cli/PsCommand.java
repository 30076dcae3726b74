package dev.brood.cli;

import dev.brood.Diagnosis;
import dev.brood.MachineDiagnosis;
import dev.brood.MachineDiagnosis.Unreadable;
import dev.brood.cli.progress.TerminalWidth;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

/// `brood ps`: shows the trees of processes on this machine, and who waits for whom.
@Command(
        name = "ps",
        description = {
            "Show all that Brood runs for you on this machine: processes, queues, pipes, who holds"
                    + " which lock, who waits for what, and deadlocks.",
            "",
            "It only looks: it takes no lock and stops nobody, and works where everything hangs.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = BroodVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all trees were read that are of this version of Brood, or there are none, and there"
                    + " is no deadlock",
            "1:a tree could not be read, for another reason than that it is of another version",
            "2:the arguments make no sense",
            "3:there is a deadlock",
            "4:there may be a deadlock: of a semaphore's permits only the process is known that"
                    + " has them, not the thread; and a process that one waits for may exit though"
                    + " one of its threads hangs"
        })
final class PsCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = {"-t", "--tree"},
            paramLabel = "ID",
            description =
                    "Show only the tree of this name, or the one that has a process with this"
                            + " process id.")
    private @Nullable String only;

    @Option(
            names = "--json",
            description =
                    "Tell everything as JSON on standard output, one object a line: 'tree',"
                            + " 'process', 'queue', 'pipe', 'end', 'lock', 'holder', 'waiter',"
                            + " 'deadlock', 'unreadable' and 'summary' in the member 'event'.")
    private boolean json;

    PsCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    @Override
    public Integer call() {
        MachineDiagnosis seen = Diagnosis.ofMachine();
        List<Diagnosis> trees = seen.trees().stream().filter(this::isWanted).toList();
        List<Unreadable> unreadable =
                seen.unreadable().stream()
                        .filter(each -> only == null || each.tree().equals(only))
                        .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            new PsJson(out).print(trees, unreadable);
        } else {
            if (trees.isEmpty() && unreadable.isEmpty()) {
                out.println(
                        only == null
                                ? "no trees of processes in " + seen.directory()
                                : "no tree '" + only + "' in " + seen.directory());
            }
            print(out, trees);
            unreadable.forEach(each -> print(out, each));
        }
        out.flush();
        return code(trees, unreadable);
    }

    private boolean isWanted(Diagnosis tree) {
        return only == null
                || tree.tree().equals(only)
                || tree.processes().stream()
                        .anyMatch(each -> Long.toString(each.pid()).equals(only));
    }

    private static int code(List<Diagnosis> trees, List<Unreadable> unreadable) {
        if (trees.stream().anyMatch(Diagnosis::hasDeadlock)) {
            return ExitCode.DEADLOCK;
        }
        if (trees.stream().anyMatch(each -> !each.cycles().isEmpty())) {
            return ExitCode.POSSIBLE_DEADLOCK;
        }
        return unreadable.stream().allMatch(Unreadable::isOfAnotherVersion)
                ? ExitCode.OK
                : ExitCode.FAILED;
    }

    private void print(PrintWriter out, Unreadable tree) {
        if (tree.isOfAnotherVersion()) {
            out.println(
                    "tree %s is of another version of Brood (layout %d): look at it with that version's brood ps"
                            .formatted(tree.tree(), tree.layout()));
        } else {
            spec.commandLine().getErr().println("brood ps: " + tree.tree() + ": " + tree.reason());
        }
    }

    private static void print(PrintWriter out, List<Diagnosis> trees) {
        // What is not read by people is not cut.
        int columns = Terminal.isOutput() ? new TerminalWidth().getAsInt() : Integer.MAX_VALUE;
        boolean first = true;
        for (Diagnosis tree : trees) {
            if (!first) {
                out.println();
            }
            first = false;
            out.print(tree.describe(columns));
        }
    }
}
