package dev.brood.ignite.link;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a JVM takes its place in a cluster.
///
/// @param cluster the cluster's name: those of other clusters are refused
/// @param name the node's own name
/// @param worker whether it is a node, which has workers, or the gateway of a program
/// @param host the address it binds; others must be able to reach it
/// @param port where a node listens for discovery; messages go to the next port
/// @param join where other nodes listen, each `host:port`; empty for the first node
/// @param slots how many workers a node has at most, of each pool
/// @param detection after how long a node that does not answer is taken for lost
/// @param patience how long to try to join
/// @param room how much memory it may take
/// @param tls keys and certificates; null for none
public record SeatConfig(
        String cluster,
        String name,
        boolean worker,
        String host,
        int port,
        List<String> join,
        int slots,
        Duration detection,
        Duration patience,
        Room room,
        @Nullable TlsFiles tls) {

    /// The port of a node that is given no other.
    public static final int PORT = 47_500;

    /// After how long a node that does not answer is taken for lost, if nothing else is said.
    public static final Duration DETECTION = Duration.ofSeconds(10);

    /// Checks and copies what is given.
    public SeatConfig {
        join = List.copyOf(join);
        if (port < 0 || port > 65_534) {
            throw new IllegalArgumentException(
                    "port must be 1 to 65534, as the next one is used too; was " + port);
        }
        if (slots < 0) {
            throw new IllegalArgumentException("workers must be at least 1, was " + slots);
        }
        for (String address : join) {
            if (!address.matches(".+:[0-9]{1,5}")) {
                throw new IllegalArgumentException(
                        "an address to join must be host:port, was '" + address + "'");
            }
        }
    }

    /// Returns the same with others to join.
    ///
    /// @param others where they listen, each `host:port`
    /// @return a configuration
    public SeatConfig joining(List<String> others) {
        return new SeatConfig(
                cluster, name, worker, host, port, others, slots, detection, patience, room, tls);
    }

    /// Returns how a program's gateway would join, from where this node is.
    ///
    /// @param visitor its name
    /// @param where a node's `host:port`
    /// @return a configuration
    public SeatConfig visiting(String visitor, String where) {
        return new SeatConfig(
                cluster,
                visitor,
                false,
                host,
                0,
                List.of(where),
                0,
                detection,
                detection,
                room,
                tls);
    }

    /// How much memory a seat may take, in the JVM's notation, such as `512m` or `4g`.
    ///
    /// @param heap its heap, through which tasks and results pass; null for the JVM's usual, a
    ///   quarter of the memory
    /// @param objects what a node has for shared objects and maps; null for a fifth of the memory
    public record Room(@Nullable String heap, @Nullable String objects) {
        /// As much as is usual.
        public static final Room USUAL = new Room(null, null);

        private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,11})([kKmMgGtT]?)");
        private static final String UNITS = "kmgt";
        private static final int LEAST_HEAP = 16;

        /// Ignite takes 16 MB for itself, whatever there is.
        private static final int LEAST_OBJECTS = 32;

        /// Checks what is given.
        public Room {
            require("heap", heap, LEAST_HEAP);
            require("memory", objects, LEAST_OBJECTS);
        }

        private static void require(String what, @Nullable String size, int least) {
            if (size != null && bytes(size) < (long) least << 20) {
                throw new IllegalArgumentException(
                        "%s must be a number of bytes with k, m, g or t, %dm or more, such as 512m; was '%s'"
                                .formatted(what, least, size));
            }
        }

        /// Returns how many bytes a size is.
        ///
        /// @param size such as `512m`
        /// @return 0 if it is none
        public static long bytes(String size) {
            Matcher parts = SIZE.matcher(size);
            if (!parts.matches()) {
                return 0;
            }
            int unit = UNITS.indexOf(parts.group(2).toLowerCase(Locale.ROOT));
            int shift = parts.group(2).isEmpty() ? 0 : 10 * (unit + 1);
            return Long.parseLong(parts.group(1)) << shift;
        }
    }

    /// Where keys and certificates are; both sides of each connection must show one.
    ///
    /// @param keyStore a PKCS#12 file with the node's key and certificate
    /// @param trustStore a PKCS#12 file with the certificates of those to be trusted
    /// @param password a file with the password of both
    public record TlsFiles(String keyStore, String trustStore, String password) {}
}
