package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The check for processes: descendants of this JVM, and orphans that were.
///
/// An orphan no longer has an ancestor to be known by. It counts if it has one of the [Marks] and
///
/// - the mark names this JVM, or a process that was a descendant of it at some time; or
/// - the mark names a process that is dead, unknown whose it was, and the orphan has this JVM's
///   process group and working directory. Both are inherited; a run of tests in another module, or
///   by another command, differs in one of them, so runs side by side do not blame each other. Nor
///   do two JVMs of one run: what the tests of another have started names that one.
final class LeftProcesses implements Inspection {
    private static final Duration TIME_TO_DIE = Duration.ofSeconds(10);

    private final ProcessHandle self = ProcessHandle.current();
    private final OptionalInt user = Proc.user(self.pid());
    private final Optional<String> background = Proc.background(self.pid());
    private final Set<ProcessHandle> before = new HashSet<>();

    LeftProcesses() {
        candidates().forEach(before::add);
    }

    @Override
    public List<Leftover> sweep(Settings settings) throws InterruptedException {
        if (Await.holds(settings.patience(), () -> left(settings).isEmpty())) {
            return List.of();
        }
        Map<ProcessHandle, String> found = new LinkedHashMap<>();
        // Again and again, as a process may have started another just before it was killed.
        Await.holds(
                TIME_TO_DIE,
                () -> {
                    List<ProcessHandle> left = left(settings);
                    left.forEach(
                            process -> found.computeIfAbsent(process, LeftProcesses::describe));
                    left.forEach(ProcessHandle::destroyForcibly);
                    // A dying process loses its arguments, and with them its mark, before its end.
                    return left.isEmpty() && found.keySet().stream().noneMatch(Proc::isRunning);
                });
        return found.entrySet().stream()
                .map(process ->
                        new Leftover(Kind.PROCESS, process.getValue() + fate(process.getKey())))
                .toList();
    }

    private List<ProcessHandle> left(Settings settings) {
        return candidates()
                .filter(process -> !before.contains(process))
                .filter(Proc::isRunning)
                .filter(process -> !isExempt(process, settings))
                .distinct()
                .toList();
    }

    private Stream<ProcessHandle> candidates() {
        return Stream.concat(
                self.descendants(), ProcessHandle.allProcesses().filter(this::isOrphan));
    }

    private boolean isOrphan(ProcessHandle process) {
        long pid = process.pid();
        if (user.isEmpty() || process.equals(self) || !Proc.user(pid).equals(user)) {
            return false;
        }
        OptionalLong root = Marks.rootOf(Proc.arguments(pid));
        if (root.isPresent() && Lineage.contains(root.getAsLong())) {
            return true;
        }
        List<String> environment = Proc.environment(pid);
        return Marks.isOurs(environment)
                || (root.isPresent()
                        && !Marks.isOfAnother(environment)
                        && !Proc.isRunning(root.getAsLong())
                        && background.isPresent()
                        && Proc.background(pid).equals(background));
    }

    private static boolean isExempt(ProcessHandle process, Settings settings) {
        return settings.exempts(Kind.PROCESS, String.join(" ", Proc.commandLine(process)));
    }

    private static String describe(ProcessHandle process) {
        String start = process.info().startInstant().map(s -> ", started " + s).orElse("");
        String parent =
                process.parent()
                        .map(p -> ", parent %d '%s'".formatted(p.pid(), Proc.shortCommandLine(p)))
                        .orElse("");
        return "process %d '%s'%s%s"
                .formatted(process.pid(), Proc.shortCommandLine(process), start, parent);
    }

    private static String fate(ProcessHandle process) {
        return Proc.isRunning(process) ? "; could not be killed" : "; now killed";
    }
}
