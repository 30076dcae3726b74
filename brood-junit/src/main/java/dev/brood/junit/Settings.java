package dev.brood.junit;

import dev.brood.junit.NothingLeft.Kind;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// How strict [NothingLeft] is.
///
/// @param patience how long each kind of thing has to come to an end
/// @param descriptorTolerance by how many the open descriptors may have grown
/// @param directories where files of shared memory are looked for
/// @param exemptions what may be left
record Settings(
        Duration patience,
        int descriptorTolerance,
        List<Path> directories,
        List<Exemption> exemptions) {

    private static final String PREFIX = "brood.left.";

    /// Things that may be left.
    record Exemption(Kind kind, Pattern pattern) {}

    /// Reads the configuration parameters.
    static Settings of(ExtensionContext context) {
        List<Exemption> exemptions = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String key = PREFIX + "except." + kind.name().toLowerCase(Locale.ROOT);
            context.getConfigurationParameter(key)
                    .ifPresent(pattern -> exemptions.add(exemption(kind, pattern, key)));
        }
        return new Settings(
                Duration.ofMillis(number(context, PREFIX + "patience.millis", 10_000)),
                number(context, PREFIX + "descriptors", 16),
                context.getConfigurationParameter(PREFIX + "directories")
                        .map(Settings::paths)
                        .orElseGet(Settings::usualDirectories),
                List.copyOf(exemptions));
    }

    /// Returns these settings with the exceptions of an annotation added.
    Settings with(NothingLeft annotation) {
        List<Exemption> all = new ArrayList<>(exemptions);
        for (NothingLeft.Except except : annotation.except()) {
            String where = "@Except(kind = %s)".formatted(except.kind());
            if (except.reason().isBlank()) {
                throw new ExtensionConfigurationException(
                        where + " must say why: its reason is blank");
            }
            all.add(exemption(except.kind(), except.pattern(), where));
        }
        return new Settings(patience, descriptorTolerance, directories, List.copyOf(all));
    }

    boolean exempts(Kind kind, String name) {
        return exemptions.stream()
                .anyMatch(e -> e.kind() == kind && e.pattern().matcher(name).find());
    }

    /// Reads a configuration parameter that is a whole number.
    static int number(ExtensionContext context, String key, int otherwise) {
        String text = context.getConfigurationParameter(key).orElse("" + otherwise);
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new ExtensionConfigurationException(notANumber(key, text), e);
        }
        throw new ExtensionConfigurationException(notANumber(key, text));
    }

    private static String notANumber(String key, String text) {
        return "%s must be a whole number of at least 0, was '%s'".formatted(key, text);
    }

    private static Exemption exemption(Kind kind, String pattern, String where) {
        try {
            return new Exemption(kind, Pattern.compile(pattern));
        } catch (PatternSyntaxException e) {
            throw new ExtensionConfigurationException(
                    "%s must be a regular expression, was '%s'".formatted(where, pattern), e);
        }
    }

    private static List<Path> paths(String text) {
        return Arrays.stream(text.split(Pattern.quote(File.pathSeparator)))
                .filter(name -> !name.isBlank())
                .map(name -> Path.of(name.strip()))
                .toList();
    }

    private static List<Path> usualDirectories() {
        return Stream.of(
                        System.getProperty("brood.dir", "/dev/shm"),
                        System.getProperty("java.io.tmpdir"))
                .map(Path::of)
                .toList();
    }
}
