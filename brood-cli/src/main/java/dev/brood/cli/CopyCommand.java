package dev.brood.cli;

import dev.brood.cli.copy.CopyOptions;
import dev.brood.cli.copy.CopyRun;
import dev.brood.cli.copy.Overwrite;
import dev.brood.cli.copy.RefusedException;
import dev.brood.cli.copy.tally.Summary;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/// `brood copy`: copies files and folders with a pool of worker processes.
@Command(
        name = "copy",
        description = {
            "Copy files and folders with a pool of worker processes.",
            "",
            "DEST is as for cp: where it is a folder, the sources go into it; else it becomes the"
                    + " copy of the one source. SOURCE/. stands for what is in SOURCE.",
            "",
            "Kept are contents, permissions, times, symbolic links (as links), empty folders,"
                    + " extended attributes, and owners where the system allows it, as cp -a does."
                    + " Hard-linked files become separate files, and the holes of sparse files"
                    + " zeros. Devices, pipes and sockets are reported and not copied.",
            "",
            "A file gets its name in DEST when it is complete, so what is there under its name is"
                    + " whole, whatever happens. A second run goes on where the first ended.",
            ""
        },
        customSynopsis = "brood copy [OPTION]... SOURCE... DEST",
        mixinStandardHelpOptions = true,
        versionProvider = BroodVersion.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything was copied, or there already",
            "1:something was not copied; the rest was",
            "2:the arguments make no sense; nothing was written",
            "130:interrupted by Ctrl-C"
        })
final class CopyCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "SOURCE... DEST",
            arity = "0..*",
            hideParamSyntax = true,
            hidden = true)
    private List<String> paths = List.of();

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            description =
                    "Use at most N worker processes beside this one, which copies too (default: the"
                            + " number of processors less one, at least 1).")
    private int workers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);

    @Option(
            names = "--overwrite",
            paramLabel = "WHICH",
            description = {
                "Which files that exist in DEST are replaced: ${COMPLETION-CANDIDATES}"
                        + " (default: ${DEFAULT-VALUE}).",
                "'different' leaves those that have the source's size and time, 'older' those that"
                        + " are not older than the source."
            })
    private Overwrite overwrite = Overwrite.DIFFERENT;

    @Option(
            names = {"-L", "--dereference"},
            description = "Copy what symbolic links lead to, rather than the links.")
    private boolean dereference;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Write nothing; say what would be done, with -v for each file.")
    private boolean dryRun;

    @Option(
            names = "--verify",
            description =
                    "Read each copy again and compare it with its source before it gets its name"
                            + " (the system may give both from memory, not from the disk).")
    private boolean verify;

    @Option(
            names = {"-v", "--verbose"},
            description = "Name each file and folder.")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but what failed.")
    private boolean quiet;

    @Option(
            names = "--json",
            description =
                    "Tell everything as JSON on standard output, one object a line: 'progress',"
                            + " 'failure' and 'summary' in the member 'event'.")
    private boolean json;

    CopyCommand() {
        spec = CommandSpec.create(); // picocli sets the real one
    }

    @Override
    public Integer call() {
        if (paths.size() < 2) {
            throw misuse("name at least one SOURCE and a DEST");
        }
        if (workers < 1) {
            throw misuse("--workers must be at least 1, was " + workers);
        }
        CopyOptions options = new CopyOptions(workers, overwrite, dereference, verify, dryRun);
        CopyReport report = report();
        try {
            CopyRun run =
                    CopyRun.prepare(
                            paths.subList(0, paths.size() - 1), paths.getLast(), options, report);
            return run(run, report);
        } catch (RefusedException refusal) {
            throw misuse(refusal.getMessage());
        }
    }

    private static int run(CopyRun run, CopyReport report) {
        Thread onInterrupt =
                new Thread(
                        () -> {
                            Summary summary = run.interrupt();
                            if (summary != null) {
                                report.end(summary);
                            }
                        },
                        "interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        report.begin(run::progress);
        Summary summary = run.run();
        if (summary.interrupted()) {
            return ExitCode.INTERRUPTED; // the hook has the last word
        }
        report.end(summary);
        run.close();
        return summary.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private CopyReport report() {
        if (json) {
            return new JsonReport(System.out, !quiet, verbose);
        }
        TextReport.Detail detail =
                quiet
                        ? TextReport.Detail.QUIET
                        : verbose ? TextReport.Detail.VERBOSE : TextReport.Detail.USUAL;
        return new TextReport(System.out, System.err, detail, Terminal.isThere(), dryRun);
    }

    private ParameterException misuse(@Nullable String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
