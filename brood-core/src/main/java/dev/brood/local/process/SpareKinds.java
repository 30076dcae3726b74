package dev.brood.local.process;

import dev.brood.Output;
import dev.brood.ProcessOptions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Which kinds of spares to keep: of what was asked for lately, more will be.
///
/// Spares differ in the bound of their heap and in nothing else. Any other flag may do something by
/// itself that a JVM which only waits must not do: listen on a port, write a file, touch the whole
/// heap.
///
/// A kind other than the plain one counts when it was asked for twice among the last starts: for
/// one that never comes again none is booted.
///
/// For one thread at a time.
final class SpareKinds {
    /// A JVM that was started without options.
    static final ProcessOptions PLAIN = ProcessOptions.DEFAULTS;

    /// How many starts are remembered.
    static final int REMEMBERED = 32;

    private static final int HABIT = 2;
    private static final Pattern SHARE = Pattern.compile("-XX:MaxRAMPercentage=[0-9.]+");

    private final ArrayDeque<ProcessOptions> asked = new ArrayDeque<>(); // the last one first

    /// Returns the kind of spare that will do for a start with options.
    ///
    /// @param options as given; what a JVM can be told when it has booted does not matter
    /// @return null if none will
    static @Nullable ProcessOptions of(ProcessOptions options) {
        for (String property : options.systemProperties().keySet()) {
            if (SystemProperties.isReadAtBoot(property)) {
                return null;
            }
        }
        boolean usual =
                options.directory() == null
                        && options.environment().isEmpty()
                        && options.stdout() instanceof Output.Inherit
                        && options.stderr() instanceof Output.Inherit
                        && options.jvmFlags().stream().allMatch(SpareKinds::isShare);
        if (!usual) {
            return null;
        }
        String heap = options.maxHeap();
        ProcessOptions kind = heap == null ? PLAIN : PLAIN.withMaxHeap(heap);
        return options.jvmFlags().isEmpty()
                ? kind
                : kind.withJvmFlags(options.jvmFlags().toArray(String[]::new));
    }

    private static boolean isShare(String flag) {
        return SHARE.matcher(flag).matches();
    }

    /// Notes that a child was started.
    ///
    /// @param kind what [#of(ProcessOptions)] made of its options
    void asked(ProcessOptions kind) {
        asked.addFirst(kind);
        if (asked.size() > REMEMBERED) {
            asked.removeLast();
        }
    }

    /// Returns what spares there should be: one of each kind that is in use, the last asked for
    /// first, and the rest of the kind most asked for.
    ///
    /// @param number of all spares
    /// @return the kind of each; several may be equal
    List<ProcessOptions> wanted(int number) {
        Map<ProcessOptions, Integer> times = new LinkedHashMap<>();
        for (ProcessOptions kind : asked) {
            times.merge(kind, 1, Integer::sum);
        }
        times.entrySet().removeIf(each -> !isHabit(each.getKey(), each.getValue()));
        ProcessOptions most =
                times.entrySet().stream()
                        .max(Comparator.comparingInt(Map.Entry::getValue))
                        .map(Map.Entry::getKey)
                        .orElse(PLAIN);
        List<ProcessOptions> wanted =
                new ArrayList<>(times.keySet().stream().limit(number).toList());
        while (wanted.size() < number) {
            wanted.add(most);
        }
        return wanted;
    }

    private static boolean isHabit(ProcessOptions kind, int times) {
        return kind.equals(PLAIN) || times >= HABIT;
    }
}
