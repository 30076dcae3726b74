package dev.brood.bench.cases;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All cases there are.
public final class Cases {
    private static final Map<String, Case> ALL = new LinkedHashMap<>();

    static {
        Stream.of(
                        ProcessCases.ALL,
                        QueueCases.ALL,
                        PipeCases.ALL,
                        SyncCases.ALL,
                        ValueCases.ALL,
                        PoolCases.ALL,
                        ManagerCases.ALL,
                        MemoryCases.ALL,
                        GrowthCases.ALL,
                        LimitCases.ALL)
                .flatMap(List::stream)
                .forEach(each -> ALL.put(each.name(), each));
    }

    private Cases() {}

    /// Returns the names of all cases.
    ///
    /// @return names, none twice
    public static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /// Returns a case.
    ///
    /// @param name its name
    /// @return the case
    /// @throws IllegalArgumentException if there is none of that name
    public static Case named(String name) {
        Case found = ALL.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no such case: " + name);
        }
        return found;
    }
}
