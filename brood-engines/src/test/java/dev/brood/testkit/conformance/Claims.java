package dev.brood.testkit.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// What the tests say of themselves in their `@Covers` annotations, read from the sources, so that
/// a test of any module may have one.
final class Claims {
    private static final Set<String> TESTS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory");

    private final Map<String, Row> rows;
    private final Map<String, Set<String>> methods = new TreeMap<>();
    private final Set<String> problems = new TreeSet<>();
    private final Set<String> tests = new HashSet<>();
    private final Set<String> claiming = new TreeSet<>();
    private final Set<String> run = new HashSet<>();

    private Claims(Map<String, Row> rows) {
        this.rows = rows;
    }

    /// Reads the sources of all modules.
    ///
    /// @param project the folder that has the modules
    /// @param rows what may be covered, by key
    static Claims in(Path project, Map<String, Row> rows) throws IOException {
        Claims claims = new Claims(rows);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources(project)));
            for (CompilationUnitTree unit : task.parse()) {
                claims.new Scan().scan(unit, null);
            }
        }
        for (String each : claims.claiming) {
            if (!claims.run.contains(each)) {
                claims.problems.add(each + " has @Covers, but no class that runs it");
            }
        }
        return claims;
    }

    private static List<Path> sources(Path project) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> modules = Files.list(project)) {
            for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(f -> f.toString().endsWith(".java")).forEach(found::add);
                }
            }
        }
        return found;
    }

    /// Returns what is wrong with the annotations.
    Set<String> problems() {
        return problems;
    }

    /// Returns the tests that cover a row, as `Class.method`.
    Set<String> of(Row row) {
        return methods.getOrDefault(row.key(), Set.of());
    }

    /// Returns whether there is a test.
    ///
    /// @param test as `Class.method`
    boolean isTest(String test) {
        return tests.contains(test);
    }

    /// Returns the contracts: the abstract classes that have tests for engines.
    Set<String> contracts() {
        Set<String> contracts = new TreeSet<>();
        for (String test : tests) {
            String type = test.substring(0, test.indexOf('.'));
            if (type.endsWith("Contract")) {
                contracts.add(type);
            }
        }
        return contracts;
    }

    /// Returns how many tests a class has.
    ///
    /// @param type its simple name
    long testsOf(String type) {
        return tests.stream().filter(test -> test.startsWith(type + ".")).count();
    }

    private void claim(String name, String method) {
        if (rows.containsKey(name)) {
            methods.computeIfAbsent(name, _ -> new TreeSet<>()).add(method);
            return;
        }
        List<String> candidates =
                rows.keySet().stream().filter(key -> key.endsWith("." + name)).toList();
        switch (candidates.size()) {
            case 0 -> problems.add(method + " covers '" + name + "', which is no row");
            case 1 -> claim(candidates.getFirst(), method);
            default ->
                    problems.add(
                            "%s covers '%s', which is ambiguous: say one of %s"
                                    .formatted(method, name, candidates));
        }
    }

    /// Looks at the classes and methods of one source.
    private final class Scan extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final Deque<ClassTree> classes = new ArrayDeque<>();

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
            if (!type.getModifiers().getFlags().contains(Modifier.ABSTRACT)) {
                run.add(type.getSimpleName().toString());
                if (type.getExtendsClause() != null) {
                    run.add(type.getExtendsClause().toString());
                }
            }
            classes.push(type);
            super.visitClass(type, null);
            classes.pop();
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
            boolean test = false;
            List<String> covered = new ArrayList<>();
            for (AnnotationTree each : method.getModifiers().getAnnotations()) {
                String name = each.getAnnotationType().toString();
                test |= TESTS.contains(name);
                if (name.equals("Covers")) {
                    each.getArguments().forEach(argument -> strings(argument, covered));
                }
            }
            String type = classes.getFirst().getSimpleName().toString();
            String where = type + "." + method.getName();
            if (test) {
                tests.add(where);
            }
            if (!covered.isEmpty()) {
                claiming.add(type);
                if (!test) {
                    problems.add(where + " has @Covers, but is no test");
                }
                covered.forEach(name -> claim(name, where));
            }
            return super.visitMethod(method, null);
        }

        private static void strings(Tree tree, List<String> to) {
            switch (tree) {
                case AssignmentTree assignment -> strings(assignment.getExpression(), to);
                case NewArrayTree array -> {
                    for (ExpressionTree each : array.getInitializers()) {
                        strings(each, to);
                    }
                }
                case LiteralTree literal -> to.add(String.valueOf(literal.getValue()));
                default -> throw new IllegalStateException("not a string: " + tree);
            }
        }
    }
}
