package dev.brood.junit;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How a JVM is to be started; made by [Jvm#running(Class)].
public final class JvmOptions {
    /// What the build says about all processes of a test: where their files of shared memory go and
    /// what they boot from, and how many of which kind there are.
    private static final List<String> SETTINGS =
            List.of("brood.dir", "brood.cache", "brood.spares", "brood.flags");

    private final String main;
    private final List<String> flags = new ArrayList<>();
    private final List<String> args = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private String classPath = usualClassPath();
    private List<String> before = List.of();
    private boolean nativeAccess = true;
    private @Nullable Path directory;

    JvmOptions(String main) {
        this.main = main;
    }

    /// Adds arguments for the main class.
    ///
    /// @param more the arguments
    /// @return this
    public JvmOptions args(String... more) {
        args.addAll(Arrays.asList(more));
        return this;
    }

    /// Adds flags for the JVM.
    ///
    /// @param more for instance `-Xmx64m` or `-Dname=value`
    /// @return this
    public JvmOptions flags(String... more) {
        flags.addAll(Arrays.asList(more));
        return this;
    }

    /// Sets the class path, which is the test's own by default.
    ///
    /// @param entries directories and jars
    /// @return this
    public JvmOptions classPath(Path... entries) {
        classPath =
                Arrays.stream(entries)
                        .map(entry -> entry.toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator));
        return this;
    }

    /// Sets an environment variable.
    ///
    /// @param variable the name
    /// @param value the value
    /// @return this
    public JvmOptions environment(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /// Sets the working directory, which is the test's own by default.
    ///
    /// @param path an existing directory
    /// @return this
    public JvmOptions directory(Path path) {
        directory = path;
        return this;
    }

    /// Puts a command in front, which runs the rest of its command line in its own place, as `nice`
    /// and `ip netns exec name` do.
    ///
    /// @param command its words
    /// @return this
    public JvmOptions after(List<String> command) {
        before = List.copyOf(command);
        return this;
    }

    /// Leaves out `--enable-native-access=ALL-UNNAMED`.
    ///
    /// @return this
    public JvmOptions withoutNativeAccess() {
        nativeAccess = false;
        return this;
    }

    /// Starts it. Returns as soon as the process exists.
    ///
    /// @return the JVM, to be closed
    /// @throws UncheckedIOException if the system cannot start it
    public Jvm start() {
        try {
            CapturedOutput stdout = new CapturedOutput("stdout");
            CapturedOutput stderr = new CapturedOutput("stderr");
            try {
                Process process = builder(stdout, stderr).start();
                Lineage.add(process.toHandle());
                return new Jvm(main, process, stdout, stderr);
            } catch (IOException e) {
                stdout.close();
                stderr.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start a JVM that runs " + main, e);
        }
    }

    private ProcessBuilder builder(CapturedOutput stdout, CapturedOutput stderr) {
        ProcessBuilder builder =
                new ProcessBuilder(command())
                        .redirectOutput(stdout.redirect())
                        .redirectError(stderr.redirect());
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        Map<String, String> variables = builder.environment();
        variables.remove("JAVA_TOOL_OPTIONS");
        variables.remove("JDK_JAVA_OPTIONS");
        variables.put(Marks.VARIABLE, Marks.THIS_JVM);
        variables.putAll(environment);
        return builder;
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // Captured output is read as UTF-8, whatever the locale.
        command.add("-Dstdout.encoding=UTF-8");
        command.add("-Dstderr.encoding=UTF-8");
        if (flags.stream().noneMatch(flag -> flag.matches("-XX:\\+Use\\w+GC"))) {
            command.add("-XX:+UseSerialGC"); // of all collectors the one that starts quickest
        }
        for (String setting : SETTINGS) {
            String value = System.getProperty(setting);
            if (value != null) {
                command.add("-D" + setting + "=" + value);
            }
        }
        command.addAll(flagsForAll());
        command.addAll(flags);
        command.add("-cp");
        command.add(classPath);
        command.add(main);
        command.addAll(args);
        return command;
    }

    /// Returns what the build says to give to every JVM of a test.
    private static List<String> flagsForAll() {
        String flags = System.getProperty("brood.flags", "").strip();
        return flags.isEmpty() ? List.of() : List.of(flags.split("\\s+"));
    }

    private static String usualClassPath() {
        return Stream.of("java.class.path", "jdk.module.path")
                .flatMap(key -> Stream.ofNullable(System.getProperty(key)))
                .flatMap(path -> Arrays.stream(path.split(File.pathSeparator)))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
