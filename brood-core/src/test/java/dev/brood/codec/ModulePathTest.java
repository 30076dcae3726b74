package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.ToolProvider;

/// Brood as a module, used by a module that opens nothing to it.
final class ModulePathTest {
    private static final String GUEST =
            """
            package guest;

            import dev.brood.Fn;
            import dev.brood.Task;
            import dev.brood.codec.Codec;
            import java.io.Serializable;
            import java.util.List;
            import java.util.function.Supplier;

            public final class Guest {
                record Closed(int x) {}

                record Travelling(int x, List<String> y) implements Serializable {}

                enum Letter { A, B }

                static final class Bean implements Serializable {
                    private static final long serialVersionUID = 1;
                    private final Object value;

                    Bean(Object value) {
                        this.value = value;
                    }
                }

                @SuppressWarnings("unchecked")
                private static <T> T sent(T value) {
                    byte[] bytes = Codec.standard().toBytes("item", value);
                    Object arrived = Codec.standard().fromBytes("item", bytes);
                    return (T) Codec.standard().fromBytes(Codec.standard().toBytes(arrived));
                }

                public static void main(String[] arguments) throws Exception {
                    Object captured = new Travelling(3, List.of("y"));
                    Task<Object> task = () -> captured;
                    System.out.println("task: " + sent(task).call());
                    Fn<Integer, Integer> fn = x -> x + 1;
                    System.out.println("fn: " + sent(fn).apply(41));
                    Supplier<String> supplier = (Supplier<String> & Serializable) () -> "s";
                    System.out.println("supplier: " + sent(supplier).get());
                    System.out.println("record: " + sent(new Travelling(1, List.of("a"))));
                    System.out.println("enum: " + sent(List.of(Letter.B)));
                    System.out.println("array: " + sent(new Letter[] {Letter.A})[0]);
                    System.out.println("bean: " + sent(new Bean(task)).value.getClass().isHidden());
                    try {
                        sent(List.of(new Closed(1)));
                    } catch (RuntimeException e) {
                        System.out.println("closed: " + e.getMessage());
                    }
                }
            }
            """;

    @TempDir private static Path directory;

    @BeforeAll
    static void compile() throws Exception {
        Path sources = Files.createDirectories(directory.resolve("source/guest"));
        Path module = sources.resolveSibling("module-info.java");
        Files.writeString(module, "module guest { requires dev.brood; }\n");
        Path guest = Files.writeString(sources.resolve("Guest.java"), GUEST);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-d",
                                directory.resolve("guest").toString(),
                                "--module-path",
                                placeOf(Codec.class) + File.pathSeparator + placeOf(Nullable.class),
                                module.toString(),
                                guest.toString());
        assertThat(result).isZero();
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String run(String... flags) throws Exception {
        String path = placeOf(Codec.class) + File.pathSeparator + directory.resolve("guest");
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("--module-path", path, "-m", "guest/guest.Guest"));
        return ChildJvm.run(new byte[0], arguments);
    }

    @Test
    void decode_ofClosedModule_goesByJavaSerialization() throws Exception {
        assertThat(run())
                .isEqualToIgnoringNewLines(
                        """
                        task: Travelling[x=3, y=[y]]
                        fn: 42
                        supplier: s
                        record: Travelling[x=1, y=[a]]
                        enum: [B]
                        array: A
                        bean: true
                        closed: item → [0] → record guest.Guest$Closed is closed to the codec: add \
                        'opens guest to dev.brood' to the declaration of module guest, or make it \
                        serializable
                        """);
    }

    @Test
    void decode_ofOpenedModule_goesDirectly() throws Exception {
        String output = run("--add-opens=guest/guest=dev.brood");
        assertThat(output)
                .contains("task: Travelling[x=3, y=[y]]", "fn: 42")
                .doesNotContain("closed:");
    }
}
