package dev.brood;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// How a child JVM is to be started: immutable, made from [#DEFAULTS] by the `with…` methods.
///
/// A child with only a name and a daemon flag may be a warm spare and starts in well under a
/// millisecond; any other option needs a JVM of its own, started cold.
///
/// @param name the child's name, or null for the next of `Process-1`, `Process-2`…
/// @param daemon whether the child is ended with its parent rather than keeping it alive; null to
///   take over the parent's own kind, as a thread does
/// @param maxHeap its largest heap in the JVM's notation, such as `64m`; null for the JVM's default
/// @param jvmFlags further flags for its JVM
/// @param environment variables to set, besides those it inherits
/// @param directory its working directory, or null for the parent's
/// @param systemProperties properties to set, besides the parent's own, which it gets too
/// @param stdout where its standard output goes
/// @param stderr where its standard error goes
public record ProcessOptions(
        @Nullable String name,
        @Nullable Boolean daemon,
        @Nullable String maxHeap,
        List<String> jvmFlags,
        Map<String, String> environment,
        @Nullable Path directory,
        Map<String, String> systemProperties,
        Output stdout,
        Output stderr) {

    private static final Pattern HEAP = Pattern.compile("[1-9][0-9]*[kKmMgGtT]?");

    /// No options at all: a named default, the parent's environment, directory and output.
    public static final ProcessOptions DEFAULTS =
            new ProcessOptions(
                    null,
                    null,
                    null,
                    List.of(),
                    Map.of(),
                    null,
                    Map.of(),
                    Output.inherit(),
                    Output.inherit());

    /// Checks and copies what is given.
    public ProcessOptions {
        if (name != null && name.isBlank()) {
            throw new IllegalArgumentException("a child's name must not be blank");
        }
        if (maxHeap != null && !HEAP.matcher(maxHeap).matches()) {
            throw new IllegalArgumentException(
                    "maxHeap must be a number of bytes with k, m or g, such as 64m; was '"
                            + maxHeap
                            + "'");
        }
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
        systemProperties = Map.copyOf(systemProperties);
    }

    /// Returns these options with another name.
    ///
    /// @param name the name
    /// @return new options
    public ProcessOptions withName(String name) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with a daemon flag.
    ///
    /// @param daemon true to end the child with its parent, false to keep the parent alive by it
    /// @return new options
    public ProcessOptions withDaemon(boolean daemon) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with a largest heap.
    ///
    /// @param maxHeap in the JVM's notation, such as `64m` or `2g`
    /// @return new options
    public ProcessOptions withMaxHeap(String maxHeap) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with further JVM flags after those there are.
    ///
    /// @param flags for instance `-XX:+UseZGC`
    /// @return new options
    public ProcessOptions withJvmFlags(String... flags) {
        List<String> all = new ArrayList<>(jvmFlags);
        all.addAll(List.of(flags));
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                all,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with one more environment variable.
    ///
    /// @param variable its name
    /// @param value its value
    /// @return new options
    public ProcessOptions withEnvironment(String variable, String value) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                with(environment, variable, value),
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with a working directory.
    ///
    /// @param directory an existing directory
    /// @return new options
    public ProcessOptions withDirectory(Path directory) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with one more system property.
    ///
    /// @param property its name
    /// @param value its value
    /// @return new options
    public ProcessOptions withSystemProperty(String property, String value) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                with(systemProperties, property, value),
                stdout,
                stderr);
    }

    /// Returns these options with another place for standard output.
    ///
    /// @param stdout where it goes
    /// @return new options
    public ProcessOptions withStdout(Output stdout) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    /// Returns these options with another place for standard error.
    ///
    /// @param stderr where it goes
    /// @return new options
    public ProcessOptions withStderr(Output stderr) {
        return new ProcessOptions(
                name,
                daemon,
                maxHeap,
                jvmFlags,
                environment,
                directory,
                systemProperties,
                stdout,
                stderr);
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(key, value);
        return copy;
    }
}
