// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Brings the class files of jars to the format of Java 25, in place.
///
/// Class files from before Java 6 have no stack maps: the JVM can't keep them in an AOT cache, and
/// checks them with its old verifier. picocli's are such; with them the command line takes some 200
/// ms to start, and without them 60.
///
/// Arguments: the folder of the jars, and what the names of those to be treated begin with.
public class Modernize {
    public static void main(String[] args) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), args[1] + "*.jar")) {
            for (Path jar : jars) {
                modernize(jar);
            }
        }
    }

    private static void modernize(Path jar) throws IOException {
        Path fresh = jar.resolveSibling(jar.getFileName() + ".new");
        boolean changed = false;
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                JarFile in = new JarFile(jar.toFile());
                OutputStream file = Files.newOutputStream(fresh);
                JarOutputStream out = new JarOutputStream(file)) {
            ClassFile format =
                    ClassFile.of(
                            StackMapsOption.GENERATE_STACK_MAPS,
                            ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofClassLoading(loader)));
            for (JarEntry entry : Collections.list(in.entries())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class")) {
                    ClassModel old = format.parse(bytes);
                    if (old.majorVersion() < ClassFile.JAVA_6_VERSION) {
                        bytes = format.transformClass(old, toJava25());
                        changed = true;
                    }
                }
                JarEntry same = new JarEntry(entry.getName());
                same.setTime(entry.getTime());
                out.putNextEntry(same);
                out.write(bytes);
                out.closeEntry();
            }
        }
        if (changed) {
            Files.move(fresh, jar, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(fresh);
        }
    }

    private static ClassTransform toJava25() {
        ClassTransform version =
                (to, element) -> {
                    if (element instanceof ClassFileVersion) {
                        to.withVersion(ClassFile.JAVA_25_VERSION, 0);
                    } else {
                        to.with(element);
                    }
                };
        // Code that is passed on as it is would keep its missing stack map.
        return version.andThen(
                ClassTransform.transformingMethodBodies((to, element) -> to.with(element)));
    }
}
