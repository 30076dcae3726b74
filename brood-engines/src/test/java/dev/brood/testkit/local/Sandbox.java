package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import javax.tools.ToolProvider;

/// Programs as users have them: compiled, put into jars and run outside of the test's own class
/// path.
final class Sandbox {
    private final Path directory;

    Sandbox(Path directory) {
        this.directory = directory;
    }

    /// Returns where Brood's classes are, as the build has them.
    static Path broodClasses() {
        return Path.of("..", "brood-core", "target", "classes").toAbsolutePath().normalize();
    }

    Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /// Compiles sources into a folder.
    Path compile(String folder, List<String> options, Path... sources) throws IOException {
        Path out = Files.createDirectories(directory.resolve(folder));
        List<String> arguments = new ArrayList<>(List.of("-d", out.toString()));
        arguments.addAll(options);
        for (Path source : sources) {
            arguments.add(source.toString());
        }
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(String[]::new));
        assertThat(status).as("javac " + arguments).isZero();
        return out;
    }

    /// Makes a jar of folders.
    Path jar(String name, String mainClass, Path... folders) throws IOException {
        Path jar = directory.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!mainClass.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
            manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        }
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Path folder : folders) {
                addAll(entries, folder);
            }
        }
        return jar;
    }

    private static void addAll(JarOutputStream jar, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                jar.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
    }

    /// Runs `java` and returns what it prints, errors included.
    List<String> java(Path workingDirectory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dbrood.cache=" + System.getProperty("brood.cache"));
        String flags = System.getProperty("brood.flags", "");
        command.add("-Dbrood.flags=" + flags);
        command.addAll(flags.isBlank() ? List.of() : List.of(flags.strip().split("\\s+")));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(workingDirectory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended).as("ended: %s, having printed %s", command, output(output)).isTrue();
        return output(output);
    }

    private static List<String> output(Path file) throws IOException {
        return Files.readAllLines(file);
    }
}
