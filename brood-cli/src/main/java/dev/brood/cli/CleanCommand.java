package dev.brood.cli;

import dev.brood.DeadTree;
import dev.brood.Diagnosis.Who;
import dev.brood.cli.progress.JsonLine;
import dev.brood.cli.progress.Units;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/// `brood clean`: removes what dead trees have left.
@Command(
        name = "clean",
        description = {
            "Remove the shared memory of trees whose root is dead.",
            "",
            "The next Brood program that starts does the same. A tree whose root lives is never"
                    + " touched; one of which any other process lives is only with --kill.",
            ""
        },
        mixinStandardHelpOptions = true,
        versionProvider = BroodVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:there is nothing left that dead trees have left",
            "1:something could not be removed, as a process of it lives or it is of another"
                    + " version of Brood",
            "2:the arguments make no sense; nothing was done"
        })
final class CleanCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Remove nothing; say what would be removed.")
    private boolean dryRun;

    @Option(
            names = "--kill",
            description = "Kill (SIGKILL) the processes that dead trees have left.")
    private boolean kill;

    @Option(
            names = "--json",
            description =
                    "Tell everything as JSON on standard output, one object a line: 'tree',"
                            + " 'living' and 'summary' in the member 'event'.")
    private boolean json;

    private int removed;
    private int left;
    private long bytes;

    CleanCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (DeadTree dead : DeadTree.findAll()) {
            boolean gone =
                    dryRun
                            ? dead.isRemovable() || (kill && dead.obstacle().isEmpty())
                            : kill ? dead.killAndRemove() : dead.remove();
            if (gone) {
                removed++;
                bytes += dead.bytes();
            } else {
                left++;
            }
            if (json) {
                tellProgram(out, dead, gone);
            } else {
                tell(out, dead, gone);
            }
        }
        if (json) {
            out.println(
                    new JsonLine("summary")
                            .put("removed", removed)
                            .put("left", left)
                            .put("bytes", bytes)
                            .put("dryRun", dryRun));
        } else {
            out.println(summary());
        }
        out.flush();
        return left == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private String summary() {
        if (removed + left == 0) {
            return "nothing to remove";
        }
        return (dryRun ? "would remove " : "removed ")
                + Units.count(removed, "dead tree")
                + " ("
                + Units.bytes(bytes)
                + "), left "
                + Units.count(left);
    }

    private void tell(PrintWriter out, DeadTree dead, boolean gone) {
        if (gone) {
            out.println(
                    "%s %s: %s, %s%s"
                            .formatted(
                                    dryRun ? "would remove" : "removed",
                                    dead.tree(),
                                    Units.count(dead.files(), "file"),
                                    Units.bytes(dead.bytes()),
                                    kill ? killed(dead.living()) : ""));
            return;
        }
        String reason = dead.obstacle();
        if (reason.isEmpty()) {
            reason =
                    dead.living().isEmpty()
                            ? "it could not be removed"
                            : "of it live "
                                    + names(dead.living())
                                    + "; end them, or let --kill do it";
        }
        spec.commandLine().getErr().println("brood clean: left " + dead.tree() + ": " + reason);
    }

    private String killed(List<Who> living) {
        return living.isEmpty() ? "" : (dryRun ? ", would kill " : ", killed ") + names(living);
    }

    private static String names(List<Who> living) {
        return living.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static void tellProgram(PrintWriter out, DeadTree dead, boolean gone) {
        out.println(
                new JsonLine("tree")
                        .put("tree", dead.tree())
                        .put("directory", dead.directory())
                        .put("rootPid", dead.rootPid())
                        .put("files", dead.files())
                        .put("bytes", dead.bytes())
                        .put("removed", gone)
                        .put("obstacle", dead.obstacle()));
        for (Who each : dead.living()) {
            out.println(
                    new JsonLine("living")
                            .put("tree", dead.tree())
                            .put("pid", each.pid())
                            .put("process", each.process()));
        }
    }
}
