package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A JVM that has just started decodes a lambda and runs it without loading what would cost it more
/// than that: on this rests how fast a child begins its work.
final class YoungJvmTest {
    private static final Pattern LOADED = Pattern.compile("\\[class,load *\\] (\\S+) source:");

    private static final List<String> COSTLY =
            List.of(
                    "java.lang.invoke.LambdaForm$",
                    "java.lang.invoke.BoundMethodHandle$Species",
                    "java.lang.invoke.LambdaMetafactory",
                    "java.lang.invoke.InnerClassLambdaMetafactory",
                    "java.lang.invoke.StringConcatFactory",
                    "java.lang.runtime.SwitchBootstraps",
                    "java.lang.runtime.ObjectMethods",
                    "java.lang.invoke.VarHandle",
                    "java.io.ObjectInputStream",
                    "java.io.ObjectOutputStream",
                    "java.util.regex.",
                    "java.util.stream.",
                    "java.util.ServiceLoader",
                    "java.lang.constant.");

    @TempDir private Path directory;

    @Test
    void decode_inAYoungJvm_loadsNothingCostly() throws Exception {
        byte[] bytes = Codec.standard().toBytes("task", YoungChild.lambdas());
        Set<String> loaded = loadedBy("decode", bytes);
        Set<String> loadedAnyway = loadedBy("nothing", bytes);
        assertThat(loaded).contains(LambdaTarget.class.getName());
        assertThat(loadedAnyway).doesNotContain(Codec.class.getName());
        loaded.removeAll(loadedAnyway);
        assertThat(loaded).noneMatch(YoungJvmTest::isCostly).noneMatch(it -> it.contains("$$"));
    }

    private static boolean isCostly(String name) {
        return COSTLY.stream().anyMatch(name::startsWith);
    }

    private Set<String> loadedBy(String what, byte[] bytes)
            throws IOException, InterruptedException {
        Path log = directory.resolve(what + ".log");
        ChildJvm.run(
                bytes,
                List.of(
                        "-Djdk.reflect.useNativeAccessorOnly=true",
                        "-Xlog:class+load:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        YoungChild.class.getName(),
                        what));
        Set<String> names = new TreeSet<>();
        Matcher matcher = LOADED.matcher(Files.readString(log));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
