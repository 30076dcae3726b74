package dev.brood.cli.progress;

/// One flat JSON object in one line, built member by member.
///
/// A library would bring more code than the three kinds of value a progress event has.
public final class JsonLine {
    private final StringBuilder text = new StringBuilder("{\"event\":");

    /// Begins a line.
    ///
    /// @param event the value of its first member, `event`
    public JsonLine(String event) {
        quote(event);
    }

    /// Adds a string.
    ///
    /// @param name the member's name
    /// @param value its value
    /// @return this
    public JsonLine put(String name, String value) {
        name(name);
        quote(value);
        return this;
    }

    /// Adds a whole number.
    ///
    /// @param name the member's name
    /// @param value its value
    /// @return this
    public JsonLine put(String name, long value) {
        name(name);
        text.append(value);
        return this;
    }

    /// Adds a number, to the thousandth.
    ///
    /// @param name the member's name
    /// @param value its value; what is not finite is written as `null`, for JSON has no such number
    /// @return this
    public JsonLine put(String name, double value) {
        name(name);
        if (Double.isFinite(value)) {
            text.append(java.math.BigDecimal.valueOf(Math.round(value * 1000), 3).toPlainString());
        } else {
            text.append("null");
        }
        return this;
    }

    /// Adds a truth value.
    ///
    /// @param name the member's name
    /// @param value its value
    /// @return this
    public JsonLine put(String name, boolean value) {
        name(name);
        text.append(value);
        return this;
    }

    /// Returns the object.
    ///
    /// @return one line without its end
    @Override
    public String toString() {
        return text + "}";
    }

    private void name(String name) {
        text.append(',');
        quote(name);
        text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    // A surrogate without its partner has no UTF-8 form, so it goes escaped too.
                    if (c < 0x20 || c == 0x7f || (Character.isSurrogate(c) && !paired(value, i))) {
                        String hex = Integer.toHexString(c);
                        text.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean paired(String value, int i) {
        char c = value.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }
}
