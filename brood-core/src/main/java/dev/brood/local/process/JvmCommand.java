package dev.brood.local.process;

import dev.brood.ProcessOptions;
import dev.brood.local.roster.Tree;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line of a child JVM.
///
/// | flag | why |
/// |---|---|
/// | `-XX:+UseSerialGC` | least memory and threads, and the quickest start; unless the options name another |
/// | `-XX:-UsePerfData` | no file in the temporary directory, which a killed JVM would leave there |
/// | `-XX:-AOTReplayTraining` | what was hot in the training is not compiled at once: a third of a young child's time, for nothing that was measured |
/// | `-XX:ArchiveRelocationMode=0` | archived classes at the same address in all children: their pages are shared, 5 MB less for each |
/// | `-XX:AsyncDeflationInterval=10000` | a JVM that does nothing wakes each 10 s for idle monitors, not four times a second |
/// | `-XX:ServiceThreadCleanupInterval=60000` | the same for empty blocks of handles, each minute and not each second; collections of garbage look, too |
/// | `-Xlog:disable` | a JVM that dislikes its cache says so on standard output |
/// | `--enable-native-access` | futexes, without a warning |
/// | `-XX:ErrorFile` | a crash is told in a file of the tree's directory, where it is found, and goes with it; unless the options name another |
/// | `-Dbrood.root` | tells a tree's processes in a list of processes |
/// | `-Dbrood.cache` and the like | what was said about the children of the root holds for theirs too |
final class JvmCommand {
    static final String FLAGS_PROPERTY = "brood.flags";

    /// The settings of a whole tree.
    private static final List<String> OF_THE_TREE =
            List.of(
                    JvmProperties.PROCESSES,
                    CacheDirectory.PROPERTY,
                    Spares.PROPERTY,
                    FLAGS_PROPERTY);

    private static final String MAIN = ChildMain.class.getName();

    /// The JDK that is known to have these options, which are for diagnosis and may go.
    private static final int KNOWN = 25;

    private JvmCommand() {}

    /// Returns the command for a child.
    ///
    /// @param options its options
    /// @param tree its tree
    /// @param cache Brood's jar and an AOT cache for it, or null for neither
    static List<String> of(ProcessOptions options, Tree tree, AotCache.@Nullable Found cache) {
        List<String> command = new ArrayList<>();
        command.add(ParentJvm.java());
        if (options.jvmFlags().stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
            command.add("-XX:+UseSerialGC");
        }
        command.addAll(standardFlags());
        command.add(CrashReport.flag(tree));
        command.add("-Dbrood.root=" + tree.rootPid());
        for (String setting : OF_THE_TREE) {
            String value = System.getProperty(setting);
            if (value != null) {
                command.add("-D" + setting + "=" + value);
            }
        }
        command.addAll(ParentJvm.flags());
        if (cache != null && cache.aot() != null) {
            command.add("-XX:AOTCache=" + cache.aot());
        }
        if (options.maxHeap() != null) {
            command.add("-Xmx" + options.maxHeap());
        }
        options.systemProperties()
                .forEach((name, value) -> {
                    if (SystemProperties.isReadAtBoot(name)) {
                        command.add("-D" + name + "=" + value);
                    }
                });
        command.addAll(options.jvmFlags());
        command.addAll(flagsForAll());
        addPaths(command, cache == null ? null : cache.jar());
        return command;
    }

    /// Returns what the system property says to give to every child, for looking into them: a log,
    /// a debugger.
    private static List<String> flagsForAll() {
        String flags = System.getProperty(FLAGS_PROPERTY, "").strip();
        return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
    }

    /// Returns the flags that training and all children have in common, besides the collector.
    static List<String> standardFlags() {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-XX:-UsePerfData",
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:ArchiveRelocationMode=0",
                                "-XX:AsyncDeflationInterval=10000",
                                "-Xlog:disable",
                                "-Xlog:all=error:stderr",
                                "--enable-native-access="
                                        + (ParentJvm.isModular()
                                                ? "dev.brood,ALL-UNNAMED"
                                                : "ALL-UNNAMED")));
        if (Runtime.version().feature() == KNOWN) {
            flags.add("-XX:-AOTReplayTraining");
            flags.add("-XX:ServiceThreadCleanupInterval=60000");
        }
        return List.copyOf(flags);
    }

    private static void addPaths(List<String> command, @Nullable Path ownJar) {
        if (!ParentJvm.isModular()) {
            String classPath = ParentJvm.classPath();
            command.add("-cp");
            command.add(ownJar == null ? classPath : ownJar + File.pathSeparator + classPath);
            command.add(MAIN);
            return;
        }
        command.add("--module-path");
        command.add(ParentJvm.modulePath());
        command.add("--add-modules");
        command.add(ParentJvm.userModules());
        if (!ParentJvm.classPath().isEmpty()) {
            command.add("-cp");
            command.add(ParentJvm.classPath());
        }
        command.add("--module");
        command.add("dev.brood/" + MAIN);
    }
}
