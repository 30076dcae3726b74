package dev.brood;

import java.nio.file.Path;

/// Where a [Listener] listens: at a port, or at a file.
///
/// | text | is |
/// |---|---|
/// | `tcp://127.0.0.1:5000` | a port, for this machine alone |
/// | `tcp://0.0.0.0:5000` | a port, for all who can reach this machine |
/// | `tcp://[::1]:0` | any free port; [Listener#address()] says which |
/// | `unix:/run/app/socket` | a Unix socket, a file that programs of this machine can open |
///
/// A Unix socket is the better of the two on one machine: the modes of its directory say who may
/// come near it.
public sealed interface Address {

    /// A port.
    ///
    /// @param host a name, or an address; of a listener, that of the interface to listen on
    /// @param port 0 to 65535; a listener at port 0 takes a free one
    record Tcp(String host, int port) implements Address {
        private static final int HIGHEST = 65_535;

        /// Checks the parts.
        public Tcp {
            if (host.isBlank()) {
                throw new IllegalArgumentException(
                        "a TCP address needs a host, such as 127.0.0.1, or 0.0.0.0 for all"
                                + " interfaces");
            }
            if (port < 0 || port > HIGHEST) {
                throw new IllegalArgumentException("a port is from 0 to 65535, was " + port);
            }
        }

        @Override
        public String toString() {
            return TCP + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /// A Unix socket.
    ///
    /// @param path of the file, at most some 100 bytes long
    record Unix(Path path) implements Address {
        @Override
        public String toString() {
            return UNIX + path;
        }
    }

    /// How the text of a port begins.
    String TCP = "tcp://";

    /// How the text of a Unix socket begins.
    String UNIX = "unix:";

    /// Returns a port of the loopback interface, which this machine alone can reach.
    ///
    /// @param port 0 for any free one
    /// @return an address
    /// @throws IllegalArgumentException if it is no port
    static Tcp tcp(int port) {
        return new Tcp("127.0.0.1", port);
    }

    /// Returns a port.
    ///
    /// @param host a name or an address
    /// @param port 0 for any free one
    /// @return an address
    /// @throws IllegalArgumentException if it is no port
    static Tcp tcp(String host, int port) {
        return new Tcp(host, port);
    }

    /// Returns a Unix socket.
    ///
    /// @param path of the file
    /// @return an address
    static Unix unix(Path path) {
        return new Unix(path);
    }

    /// Reads an address as [#toString()] writes it.
    ///
    /// @param text such as `tcp://host:port` or `unix:/path`
    /// @return an address
    /// @throws IllegalArgumentException if it is none
    static Address parse(String text) {
        if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
            return new Unix(Path.of(text.substring(UNIX.length())));
        }
        int colon = text.lastIndexOf(':');
        if (text.startsWith(TCP) && colon > TCP.length()) {
            String host = text.substring(TCP.length(), colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.indexOf(':') >= 0) {
                throw notOne(text);
            }
            try {
                return new Tcp(host, Integer.parseInt(text.substring(colon + 1)));
            } catch (NumberFormatException _) {
                throw notOne(text);
            }
        }
        throw notOne(text);
    }

    private static IllegalArgumentException notOne(String text) {
        return new IllegalArgumentException(
                "an address is like tcp://127.0.0.1:5000, tcp://[::1]:5000 or unix:/path, was '"
                        + text
                        + "'");
    }

    /// Returns the text that [#parse] reads.
    @Override
    String toString();
}
