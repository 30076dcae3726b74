package dev.brood.examples;

import dev.brood.Brood;

import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Java in a document, to be compiled against Brood.
///
/// @param text a whole source
record JavaSource(String text) {

    /// Returns where the classes of Brood are.
    static Path brood() throws URISyntaxException {
        return Path.of(Brood.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// Compiles it.
    ///
    /// @param directory where the classes go
    /// @return what the compiler says, nothing if it compiles
    String errors(Path directory) throws URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileObject file =
                new SimpleJavaFileObject(
                        URI.create("string:///Fragment.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        StringWriter out = new StringWriter();
        List<String> options =
                List.of("-cp", brood().toString(), "-d", directory.toString(), "-proc:none");
        boolean compiled = compiler.getTask(out, null, null, options, null, List.of(file)).call();
        return compiled ? "" : out.toString();
    }
}
