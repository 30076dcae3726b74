package dev.brood.junit;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a process or a file shows to which tree of JVMs it belongs. This is the one place that
/// knows; each mark is a name that a test JVM cannot give itself, so others have to.
///
/// - A JVM of a Brood tree has the argument `-Dbrood.root=<pid>`, the pid being that of the tree's
///   root: the test JVM, or a JVM that a test started.
/// - What [Jvm] starts, and everything below it, whatever program it is, has the environment
///   variable `BROOD_TEST_JVM=<pid>-<start>` of the test JVM.
/// - A file or directory of shared memory is named `brood-<user>-<pid>-<random>`, with the pid of
///   the tree's root and no hyphen in the random part; a leading dot is allowed for one that is
///   still being made.
final class Marks {
    private static final Pattern ROOT_ARGUMENT = Pattern.compile("-Dbrood\\.root=(\\d{1,18})");
    private static final Pattern TREE_FILE =
            Pattern.compile("\\.?brood-.+-(\\d{1,18})-[^-]+", Pattern.DOTALL);

    static final String VARIABLE = "BROOD_TEST_JVM";

    /// Tells this JVM from an earlier one that had the same pid.
    static final String THIS_JVM =
            ProcessHandle.current().pid()
                    + "-"
                    + ProcessHandle.current()
                            .info()
                            .startInstant()
                            .map(start -> start.toEpochMilli())
                            .orElse(0L);

    private Marks() {}

    /// Returns the root's pid as a JVM's arguments give it.
    static OptionalLong rootOf(List<String> arguments) {
        return arguments.stream()
                .map(ROOT_ARGUMENT::matcher)
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst();
    }

    /// Returns the root's pid as a file's name gives it.
    static OptionalLong rootOf(String fileName) {
        Matcher matcher = TREE_FILE.matcher(fileName);
        return matcher.matches()
                ? OptionalLong.of(Long.parseLong(matcher.group(1)))
                : OptionalLong.empty();
    }

    /// Returns whether an environment is that of something that another JVM's tests started, which
    /// still runs and will see to it.
    static boolean isOfAnother(List<String> environment) {
        return environment.stream()
                .filter(each -> each.startsWith(VARIABLE + "=") && !isOurs(List.of(each)))
                .map(each -> each.substring(VARIABLE.length() + 1).split("-", 2)[0])
                .anyMatch(pid -> pid.matches("\\d{1,18}") && Proc.isRunning(Long.parseLong(pid)));
    }

    /// Returns whether an environment is that of something this JVM's tests started.
    static boolean isOurs(List<String> environment) {
        return environment.contains(VARIABLE + "=" + THIS_JVM);
    }
}
