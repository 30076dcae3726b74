package dev.brood.bench.report;

import java.util.Locale;

/// A drawing, built shape by shape.
final class Svg {
    static final String OURS = "#1b6ca8";
    static final String THEIRS = "#d9822b";
    static final String INK = "#222";
    static final String GRID = "#ddd";

    private final StringBuilder text = new StringBuilder();

    /// Begins a drawing on white paper.
    ///
    /// @param width in pixels
    /// @param height in pixels
    /// @param title for those who can't see it
    Svg(double width, double height, String title) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f'"
                            + " width='%.0f' height='%.0f' font-family='sans-serif' font-size='12'"
                            + " role='img'>",
                        width,
                        height,
                        width,
                        height));
        text.append("<title>").append(escape(title)).append("</title>\n");
        text.append(
                String.format(
                        Locale.ROOT,
                        "<rect width='%.0f' height='%.0f' fill='white'/>\n",
                        width,
                        height));
    }

    Svg line(double x1, double y1, double x2, double y2, String color, double width) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'"
                                + " stroke-width='%.1f'/>\n",
                        x1,
                        y1,
                        x2,
                        y2,
                        color,
                        width));
        return this;
    }

    Svg rectangle(double x, double y, double width, double height, String color) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>\n",
                        x,
                        y,
                        Math.max(0, width),
                        height,
                        color));
        return this;
    }

    Svg dot(double x, double y, double radius, String color, String hint) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<circle cx='%.1f' cy='%.1f' r='%.1f' fill='%s' fill-opacity='0.75'>",
                        x,
                        y,
                        radius,
                        color));
        text.append("<title>").append(escape(hint)).append("</title></circle>\n");
        return this;
    }

    Svg path(String points, String color) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>\n",
                        points,
                        color));
        return this;
    }

    /// Writes words.
    ///
    /// @param anchor `start`, `middle` or `end`: which part of the words is at the place
    Svg words(double x, double y, String anchor, String color, String words) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>",
                        x,
                        y,
                        anchor,
                        color));
        text.append(escape(words)).append("</text>\n");
        return this;
    }

    /// Writes words from below to above.
    Svg upward(double x, double y, String words) {
        text.append(
                String.format(
                        Locale.ROOT,
                        "<text x='%.1f' y='%.1f' text-anchor='middle' fill='%s'"
                                + " transform='rotate(-90 %.1f %.1f)'>",
                        x,
                        y,
                        INK,
                        x,
                        y));
        text.append(escape(words)).append("</text>\n");
        return this;
    }

    /// Returns words that no markup is read into.
    static String escape(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;");
    }

    /// Returns the drawing.
    @Override
    public String toString() {
        return text + "</svg>\n";
    }
}
