package dev.brood.local.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/// The system properties that a child gets with its orders: those of this process that the child's
/// command line does not set already.
final class SystemProperties {
    /// Properties that describe a JVM and its machine rather than a program.
    private static final List<String> OF_THE_JVM =
            List.of(
                    "java.",
                    "javax.management.",
                    "jdk.",
                    "sun.",
                    "os.",
                    "user.",
                    "file.separator",
                    "file.encoding",
                    "path.separator",
                    "line.separator",
                    "native.encoding",
                    "stdout.encoding",
                    "stderr.encoding",
                    "stdin.encoding",
                    "awt.",
                    "com.sun.management.",
                    "brood.");

    private SystemProperties() {}

    /// Returns whether a property has its effect when a JVM boots, so that it must be on its command
    /// line.
    static boolean isReadAtBoot(String name) {
        return OF_THE_JVM.stream().anyMatch(name::startsWith);
    }

    /// Returns names and values in turn.
    ///
    /// @param wanted for this child in particular
    static String[] forChild(Map<String, String> wanted) {
        List<String> flags = ParentJvm.flags();
        Properties own = System.getProperties();
        List<String> pairs = new ArrayList<>();
        for (String name : own.stringPropertyNames()) {
            String value = own.getProperty(name);
            if (value != null
                    && !isReadAtBoot(name)
                    && !wanted.containsKey(name)
                    && !flags.contains("-D" + name + "=" + value)) {
                pairs.add(name);
                pairs.add(value);
            }
        }
        wanted.forEach(
                (name, value) -> {
                    pairs.add(name);
                    pairs.add(value);
                });
        return pairs.toArray(String[]::new);
    }
}
