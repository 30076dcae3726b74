package dev.brood.testkit.conformance;

import dev.brood.testkit.Exclusions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is run of the contracts for an engine, and what is not.
///
/// @param engine its scheme
/// @param reasons why tests are not run, by `Contract.method` or `Contract.*`
/// @param run the contracts that some class runs for it
record EngineList(String engine, Map<String, String> reasons, Set<String> run) {
    private static final Pattern ENGINE = Pattern.compile("@Engine\\((?:value = )?\"(\\w+)\"");
    private static final Pattern CONTRACT = Pattern.compile("class \\w+ extends (\\w+Contract)\\b");

    /// Returns those of all engines: the local one first, then those that have a list.
    static List<EngineList> all(Path project, Set<String> contracts) throws IOException {
        Map<String, EngineList> found = new TreeMap<>();
        List<Path> tests = files(project, "src/test/java", ".java");
        for (Path list : files(project, "src/test/resources/engines", ".tsv")) {
            String name = String.valueOf(list.getFileName());
            String engine = name.substring(0, name.length() - ".tsv".length());
            found.put(
                    engine,
                    new EngineList(
                            engine,
                            Exclusions.parse(engine, Files.readString(list)),
                            new TreeSet<>()));
        }
        for (Path test : tests) {
            String source = Files.readString(test);
            Matcher contract = CONTRACT.matcher(source);
            if (contract.find() && contracts.contains(contract.group(1))) {
                Matcher said = ENGINE.matcher(source);
                String engine = said.find() ? said.group(1) : "local";
                found.computeIfAbsent(
                                engine, _ -> new EngineList(engine, Map.of(), new TreeSet<>()))
                        .run()
                        .add(contract.group(1));
            }
        }
        List<EngineList> all = new ArrayList<>(found.values());
        all.sort((a, b) -> Boolean.compare(b.engine.equals("local"), a.engine.equals("local")));
        return all;
    }

    private static List<Path> files(Path project, String folder, String suffix) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(project)) {
            for (Path module : modules.sorted().toList()) {
                Path root = module.resolve(folder);
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(f -> f.toString().endsWith(suffix))
                                .sorted()
                                .forEach(found::add);
                    }
                }
            }
        }
        return found;
    }
}
