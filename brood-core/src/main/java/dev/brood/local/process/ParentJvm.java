package dev.brood.local.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How this JVM was started, as far as a child should be started the same way.
///
/// Taken over are system properties, module options, assertions, preview features and stack size.
/// Not taken over are heap size and garbage collector, since a child is another program with
/// another load; agents and debuggers, which can't be there twice; logging and archives, which name
/// files.
final class ParentJvm {
    private static final List<String> TAKEN_OVER =
            List.of(
                    "-D",
                    "--add-modules",
                    "--add-opens",
                    "--add-exports",
                    "--add-reads",
                    "--limit-modules",
                    "--patch-module",
                    "--upgrade-module-path",
                    "--enable-preview",
                    "--enable-native-access",
                    "--illegal-",
                    "--sun-misc-unsafe-memory-access",
                    "--finalization",
                    "-Xbootclasspath/a",
                    "-Xss",
                    "-XX:ThreadStackSize",
                    "-ea",
                    "-da",
                    "-esa",
                    "-dsa",
                    "-enableassertions",
                    "-disableassertions",
                    "-enablesystemassertions",
                    "-disablesystemassertions");

    private static final List<String> NOT_TAKEN_OVER =
            List.of("-Dcom.sun.management.", "-Dbrood.", "-Djdk.module.", "-Djava.class.path");

    private ParentJvm() {}

    /// Returns the flags a child takes over: none that it has anyway, or those of a grandchild
    /// would differ from its parent's, and it could not boot from the same AOT cache.
    static List<String> flags() {
        return Flags.OF_THIS_JVM;
    }

    /// Returns the program `java` of this JVM.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Returns the class path with absolute entries, so that it means the same in another
    /// directory.
    static String classPath() {
        return absolute(System.getProperty("java.class.path", ""));
    }

    /// Returns the module path with absolute entries, empty if there is none.
    static String modulePath() {
        return absolute(System.getProperty("jdk.module.path", ""));
    }

    /// Returns whether Brood is a module of its own here, rather than on the class path.
    static boolean isModular() {
        return ParentJvm.class.getModule().isNamed();
    }

    /// Returns the modules that are neither of the JDK nor of Brood.
    static String userModules() {
        return ModuleLayer.boot().modules().stream()
                .map(Module::getName)
                .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static String absolute(String path) {
        if (path.isEmpty()) {
            return path;
        }
        List<String> entries = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(entry.isEmpty() ? "" : new File(entry).getAbsolutePath());
        }
        return String.join(File.pathSeparator, entries);
    }

    static boolean isTakenOver(String flag) {
        return TAKEN_OVER.stream().anyMatch(flag::startsWith)
                && NOT_TAKEN_OVER.stream().noneMatch(flag::startsWith);
    }

    /// Asking costs some 15 ms, so it is done once, when there is a child to start.
    private static final class Flags {
        static final List<String> OF_THIS_JVM =
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(ParentJvm::isTakenOver)
                        .filter(flag -> !JvmCommand.standardFlags().contains(flag))
                        .toList();
    }
}
