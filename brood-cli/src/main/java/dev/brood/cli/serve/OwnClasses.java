package dev.brood.cli.serve;

import dev.brood.AllowedClasses;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The user's own classes: where they are, and which of them clients may name.
public final class OwnClasses {
    private static final String SYSTEM_CLASS_PATH = "java.class.path";

    @Option(
            names = {"-p", "--class-path"},
            paramLabel = "PATH",
            description =
                    "Jars and folders with your own classes, separated as for java. What clients"
                            + " put into the server is decoded there, so it needs the classes.")
    private @Nullable String path;

    @Option(
            names = "--allow",
            paramLabel = "NAME",
            description =
                    "Let clients send objects of this class, or of this package (com.example.*),"
                            + " beyond the values of the JDK. May be repeated.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--allow-code",
            paramLabel = "CLASS",
            description =
                    "Let clients send lambdas that are written in this class, as compute, merge and"
                            + " share need them: they run in the server. May be repeated.")
    private List<String> code = new ArrayList<>();

    /// Adds to the class path of the processes that this one is going to start.
    ///
    /// @throws UnusableException if an entry is not there
    public void addToClassPath() throws UnusableException {
        if (path == null) {
            return;
        }
        StringBuilder all = new StringBuilder(System.getProperty(SYSTEM_CLASS_PATH, ""));
        for (Path entry : entries(path)) {
            all.append(File.pathSeparatorChar).append(entry);
        }
        // Children are started with what this property says.
        String _ = System.setProperty(SYSTEM_CLASS_PATH, all.toString());
    }

    private static List<Path> entries(String path) throws UnusableException {
        List<Path> entries = new ArrayList<>();
        for (String each : path.split(File.pathSeparator, -1)) {
            Path entry = Path.of(each.isEmpty() ? "." : each).toAbsolutePath().normalize();
            if (!Files.exists(entry)) {
                throw new UnusableException("no such jar or folder of classes: " + each);
            }
            entries.add(entry);
        }
        return entries;
    }

    /// Returns what clients may send.
    ///
    /// @return the basic classes and those that were named
    /// @throws UnusableException if one is not to be found, or is no name
    public AllowedClasses allowed() throws UnusableException {
        AllowedClasses all = AllowedClasses.basic();
        ClassLoader loader = loader();
        for (String name : allowed) {
            all = name.endsWith(".*") ? withPackage(all, name) : all.and(find(name, loader));
        }
        for (String name : code) {
            all = all.andCodeOf(find(name, loader));
        }
        return all;
    }

    private static AllowedClasses withPackage(AllowedClasses all, String name)
            throws UnusableException {
        try {
            return all.andPackage(name.substring(0, name.length() - 2));
        } catch (IllegalArgumentException e) {
            throw new UnusableException("--allow " + name + ": " + e.getMessage());
        }
    }

    /// Not closed: it is needed as long as its classes are, and then the program ends.
    private ClassLoader loader() throws UnusableException {
        if (path == null) {
            return OwnClasses.class.getClassLoader();
        }
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries(path)) {
            try {
                urls.add(entry.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new UnusableException("no place for classes: " + entry);
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), OwnClasses.class.getClassLoader());
    }

    private static Class<?> find(String name, ClassLoader loader) throws UnusableException {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError _) {
            throw new UnusableException(
                    name.endsWith("**")
                            ? "'%s' would be packages that come later too: allow each package, as in com.example.*"
                                    .formatted(name)
                            : "no such class: %s; a package is named as in com.example.*, one within another as in com.example.Outer$Inner, and --class-path says where classes are"
                                    .formatted(name));
        }
    }
}
