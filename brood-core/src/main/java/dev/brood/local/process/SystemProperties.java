package dev.brood.local.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    /// What was found out about properties of this process: name and value in turn if a child must
    /// be told, by name. Most never change, and a start must not take longer for them.
    private static final Map<String, Known> KNOWN = new ConcurrentHashMap<>();

    private SystemProperties() {}

    /// Whether a child must be told a value.
    private record Known(String value, boolean tell) {}

    /// Returns whether a property has its effect when a JVM boots, so that it must be on its
    /// command line.
    static boolean isReadAtBoot(String name) {
        for (String prefix : OF_THE_JVM) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /// Returns names and values in turn.
    ///
    /// @param wanted for this child in particular
    static String[] forChild(Map<String, String> wanted) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<Object, Object> property : System.getProperties().entrySet()) {
            if (property.getKey() instanceof String name
                    && property.getValue() instanceof String value
                    && !wanted.containsKey(name)
                    && mustTell(name, value)) {
                pairs.add(name);
                pairs.add(value);
            }
        }
        for (Map.Entry<String, String> property : wanted.entrySet()) {
            pairs.add(property.getKey());
            pairs.add(property.getValue());
        }
        return pairs.toArray(String[]::new);
    }

    private static boolean mustTell(String name, String value) {
        Known known = KNOWN.get(name);
        if (known == null || !known.value().equals(value)) {
            boolean tell =
                    !isReadAtBoot(name) && !ParentJvm.flags().contains("-D" + name + "=" + value);
            known = new Known(value, tell);
            KNOWN.put(name, known);
        }
        return known.tell();
    }
}
