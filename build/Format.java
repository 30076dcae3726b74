// SPDX-License-Identifier: Apache-2.0
import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Formats every Java source of the project, or checks that it is formatted.
///
/// Arguments: `apply` or `check`; a file that remembers (by content hash) the sources found clean
/// before, so that an unchanged tree costs nothing; the project's folder.
public class Format {
    private static final int MOST_PASSES = 4;

    public static void main(String[] args) throws Exception {
        boolean check = args[0].equals("check");
        Path memory = Path.of(args[1]);
        Path root = Path.of(args[2]);
        Set<String> clean = Files.exists(memory) ? new TreeSet<>(Files.readAllLines(memory)) : Set.of();
        Set<String> cleanNow = new TreeSet<>();
        List<Path> wrong = new ArrayList<>();
        Formatter formatter =
                new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
        for (Path file : sources(root)) {
            String source = Files.readString(file);
            String hash = hash(source);
            if (clean.contains(hash)) {
                cleanNow.add(hash);
                continue;
            }
            String formatted;
            try {
                formatted = format(formatter, source);
            } catch (FormatterException e) {
                // The compiler says what is wrong with it, better and with the line.
                System.out.println("not formatted, does not parse: " + root.relativize(file));
                continue;
            }
            if (!formatted.equals(source)) {
                wrong.add(root.relativize(file));
                if (!check) {
                    Files.writeString(file, formatted);
                }
            }
            cleanNow.add(hash(formatted));
        }
        if (check && !wrong.isEmpty()) {
            wrong.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println("run 'mvn process-sources' without CI set: it formats them");
            System.exit(1);
        }
        wrong.forEach(file -> System.out.println("formatted " + file));
        Files.write(memory, cleanNow);
    }

    /// Formats until nothing changes any more: strings are broken into lines last and then stand as
    /// the next pass would not leave them.
    private static String format(Formatter formatter, String source) throws FormatterException {
        String before = source;
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            String after = formatter.formatSourceAndFixImports(before);
            if (after.equals(before)) {
                break;
            }
            before = after;
        }
        return before;
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(Format::walk)
                    .filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
