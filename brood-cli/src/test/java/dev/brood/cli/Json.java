package dev.brood.cli;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a flat JSON object as strictly as RFC 8259 has it.
public final class Json {
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /// Reads an object of strings, numbers, truth values and nulls.
    ///
    /// @throws AssertionError if it is none
    public static Map<String, Object> object(String text) {
        Json json = new Json(text);
        Map<String, Object> members = new LinkedHashMap<>();
        json.expect('{');
        do {
            String name = json.string();
            json.expect(':');
            if (members.put(name, json.value()) != null) {
                throw json.wrong("a member twice");
            }
        } while (json.accept(','));
        json.expect('}');
        if (json.at != text.length()) {
            throw json.wrong("something after the end");
        }
        return members;
    }

    private Object value() {
        if (peek() == '"') {
            return string();
        }
        for (Map.Entry<String, Object> word :
                Map.<String, Object>of("true", true, "false", false, "null", "null").entrySet()) {
            if (text.startsWith(word.getKey(), at)) {
                at += word.getKey().length();
                return word.getValue();
            }
        }
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw wrong("no value");
        }
        at = number.end();
        return Double.valueOf(number.group());
    }

    private String string() {
        expect('"');
        StringBuilder read = new StringBuilder();
        while (peek() != '"') {
            char c = text.charAt(at++);
            if (c < 0x20) {
                throw wrong("a control character");
            }
            read.append(c == '\\' ? escaped() : c);
        }
        at++;
        return read.toString();
    }

    private char escaped() {
        char kind = peek();
        at++;
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw wrong("an unknown escape");
        };
    }

    private char peek() {
        if (at >= text.length()) {
            throw wrong("an early end");
        }
        return text.charAt(at);
    }

    private boolean accept(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw wrong("no '" + wanted + "'");
        }
    }

    private AssertionError wrong(@Nullable String what) {
        return new AssertionError(what + " at " + at + " of " + text);
    }
}
