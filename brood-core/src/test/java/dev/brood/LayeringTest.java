package dev.brood;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The storeys: who may use whom, what is exported, who calls native code, how long a source is.
class LayeringTest {
    private static final String API = "dev.brood";
    private static final String CODEC = "dev.brood.codec";

    /// From the ground up. Each may use those before it, but for what [#mayUse] takes away.
    private static final List<String> STOREYS =
            List.of(
                    API,
                    CODEC,
                    "dev.brood.local.os",
                    "dev.brood.local.memory",
                    "dev.brood.local.roster",
                    "dev.brood.local.sync",
                    "dev.brood.local.net",
                    "dev.brood.local.channel",
                    "dev.brood.local.diagnose",
                    "dev.brood.local.process",
                    "dev.brood.local.pool",
                    "dev.brood.local.manager",
                    "dev.brood.local",
                    "dev.brood.threads");

    /// Storeys that know nothing of values, only of bytes.
    private static final Set<String> WITHOUT_CODEC =
            Set.of("dev.brood.local.os", "dev.brood.local.memory", "dev.brood.local.roster");

    /// Methods for which the JVM wants `--enable-native-access`.
    private static final Set<String> RESTRICTED =
            Set.of(
                    "java.lang.foreign.AddressLayout.withTargetLayout",
                    "java.lang.foreign.Linker.downcallHandle",
                    "java.lang.foreign.Linker.upcallStub",
                    "java.lang.foreign.MemorySegment.reinterpret",
                    "java.lang.foreign.SymbolLookup.libraryLookup",
                    "java.lang.ModuleLayer$Controller.enableNativeAccess",
                    "java.lang.Runtime.load",
                    "java.lang.Runtime.loadLibrary",
                    "java.lang.System.load",
                    "java.lang.System.loadLibrary");

    /// The storey that tells the JVM's flight recorder what happens, if there is one.
    private static final String RECORDS_EVENTS = "dev.brood.local.pool";

    /// What the module `java.base` has, and nothing that needs another.
    private static final List<String> JAVA_BASE =
            List.of("java..", "javax.crypto..", "javax.net.ssl");

    private static final int LONGEST_MAIN = 400;
    private static final int LONGEST_TEST = 500;

    /// Sources that are too long and are to be split. Nothing may be added here; what has become
    /// short enough must be taken out.
    private static final Set<String> TO_BE_SPLIT =
            Set.of("dev/brood/ChildProcess.java"); // more than half of it is documentation

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // ArchUnit would log, if it could
        classes = new ClassFileImporter().importPath(mainClasses());
    }

    private static Path mainClasses() {
        try {
            return Path.of(Brood.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> mayUse(String storey) {
        return STOREYS.subList(0, STOREYS.indexOf(storey) + 1).stream()
                .filter(each -> !(each.equals(CODEC) && WITHOUT_CODEC.contains(storey)))
                .toList();
    }

    @Test
    void packages_all_areStoreys() {
        assertThat(STOREYS).containsAll(packages());
        assertThat(packages()).contains(API, CODEC, "dev.brood.local.os", "dev.brood.local");
    }

    @Test
    void imports_ofEachStorey_goDownwardAndToTheJdkOnly() {
        for (String storey : packages()) {
            List<String> allowed = new ArrayList<>(mayUse(storey));
            allowed.addAll(JAVA_BASE);
            allowed.add("org.jspecify.annotations");
            if (storey.equals(RECORDS_EVENTS)) {
                allowed.add("jdk.jfr");
            }
            classes()
                    .that()
                    .resideInAPackage(storey)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed.toArray(String[]::new))
                    .check(classes);
        }
    }

    private static Set<String> packages() {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
    }

    @Test
    void packages_all_areFreeOfCycles() {
        SlicesRuleDefinition.slices()
                .matching("(dev.brood..)")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }

    @Test
    void restrictedMethods_areCalledByOneClassOnly() {
        Map<String, Set<String>> callers = new TreeMap<>();
        for (JavaClass each : classes) {
            each.getAccessesFromSelf().stream()
                    .map(access ->
                            access.getTargetOwner().getName() + "." + access.getTarget().getName())
                    .filter(RESTRICTED::contains)
                    .forEach(method ->
                            callers.computeIfAbsent(each.getName(), _ -> new TreeSet<>())
                                    .add(method));
        }
        assertThat(callers)
                .containsExactly(
                        Map.entry(
                                "dev.brood.local.os.LibC",
                                Set.of("java.lang.foreign.Linker.downcallHandle")));
    }

    @Test
    void module_exportsTheApiAndTheCodecOnly() throws Exception {
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(mainClasses().resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        assertThat(module.name()).isEqualTo("dev.brood");
        assertThat(module.exports())
                .allSatisfy(each -> assertThat(each.isQualified()).isFalse())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder(API, CODEC);
        assertThat(module.opens()).isEmpty();
        assertThat(module.isOpen()).isFalse();
        assertThat(module.uses()).containsExactly("dev.brood.BroodProvider");
        assertThat(module.provides())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.service()).isEqualTo("dev.brood.BroodProvider");
                    assertThat(each.providers())
                            .containsExactly(
                                    "dev.brood.local.LocalProvider",
                                    "dev.brood.threads.ThreadsProvider");
                });
        assertThat(module.requires())
                .filteredOn(each ->
                        !each.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactlyInAnyOrder("java.base", "java.management");
    }

    @Test
    void sources_all_areShort() throws Exception {
        Map<String, Long> main = lengths(Path.of("src/main/java"));
        Map<String, Long> test = lengths(Path.of("src/test/java"));
        assertThat(main).hasSizeGreaterThan(50);
        assertThat(test).containsKey("dev/brood/LayeringTest.java");
        assertThat(longerThan(main, LONGEST_MAIN)).isEqualTo(TO_BE_SPLIT);
        assertThat(longerThan(test, LONGEST_TEST)).isEmpty();
    }

    private static Set<String> longerThan(Map<String, Long> lengths, int limit) {
        return lengths.entrySet().stream()
                .filter(each -> each.getValue() > limit)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Map<String, Long> lengths(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(each -> each.toString().endsWith(".java"))
                    .collect(
                            Collectors.toMap(
                                    each -> root.relativize(each).toString().replace('\\', '/'),
                                    LayeringTest::lines));
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
