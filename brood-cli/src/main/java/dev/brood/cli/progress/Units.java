package dev.brood.cli.progress;

/// Writes numbers for people: `20,000`, `657 MB`, `1.1 GB/s`, `2:05`. The words are English and do
/// not depend on the locale, whose tables would cost a short command a tenth of its time.
public final class Units {
    private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Units() {}

    /// Writes a count with its thousands apart.
    ///
    /// @param number any number
    /// @return for instance `20,000`
    public static String count(long number) {
        String digits = Long.toString(number);
        int first = number < 0 ? 1 : 0;
        StringBuilder text = new StringBuilder(digits);
        for (int i = digits.length() - 3; i > first; i -= 3) {
            text.insert(i, ',');
        }
        return text.toString();
    }

    /// Writes a count with the noun that fits it.
    ///
    /// @param number how many
    /// @param one the noun for one; `s` is added for all others
    /// @return for instance `1 file` or `20,000 files`
    public static String count(long number, String one) {
        return count(number) + " " + one + (number == 1 ? "" : "s");
    }

    /// Writes a number of bytes with three digits and a decimal unit, as disks and rates have it.
    ///
    /// @param bytes zero or more
    /// @return for instance `999 B`, `1.50 kB` or `657 MB`
    public static String bytes(long bytes) {
        int unit = 0;
        double value = (double) bytes;
        while (value >= 999.5 && unit < SIZES.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? Long.toString(Math.round(value)) : threeDigits(value))
                + " "
                + SIZES[unit];
    }

    /// Writes a rate.
    ///
    /// @param bytesPerSecond zero or more
    /// @return for instance `1.10 GB/s`
    public static String rate(double bytesPerSecond) {
        return bytes(Math.round(bytesPerSecond)) + "/s";
    }

    /// Writes how long something took, to the hundredth of a second where that matters.
    ///
    /// @param nanos zero or more
    /// @return for instance `0.58 s`, `12.3 s` or `2:05:00`
    public static String duration(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds < 99.95) {
            return (seconds < 9.995 ? fixed(seconds, 2) : fixed(seconds, 1)) + " s";
        }
        return clock(Math.round(seconds));
    }

    /// Writes a time to wait.
    ///
    /// @param seconds zero or more
    /// @return minutes and seconds, `0:07`, with hours in front where there are any, `1:02:07`
    public static String clock(long seconds) {
        long minutes = seconds / 60;
        String tail = ":" + twoDigits(seconds % 60);
        return minutes < 60 ? minutes + tail : minutes / 60 + ":" + twoDigits(minutes % 60) + tail;
    }

    private static String threeDigits(double value) {
        if (value < 9.995) {
            return fixed(value, 2);
        }
        return value < 99.95 ? fixed(value, 1) : Long.toString(Math.round(value));
    }

    private static String fixed(double value, int decimals) {
        long scale = decimals == 1 ? 10 : 100;
        long scaled = Math.round(value * scale);
        String fraction = Long.toString(scaled % scale);
        return scaled / scale
                + "."
                + (decimals == 2 && fraction.length() == 1 ? "0" : "")
                + fraction;
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
