package dev.brood.ignite.client;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Finds the address of this machine by which another reaches it.
final class Reachable {
    private static final String LOOPBACK = "127.0.0.1";

    private Reachable() {}

    /// Asks the system's routes; sends nothing.
    ///
    /// @param peer `host:port`
    /// @return an address; the loopback one if the other is this machine, or nobody knows
    static String from(String peer) {
        int colon = peer.lastIndexOf(':');
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress host = InetAddress.getByName(peer.substring(0, colon));
            if (host.isLoopbackAddress()) {
                return LOOPBACK;
            }
            socket.connect(
                    new InetSocketAddress(host, Integer.parseInt(peer.substring(colon + 1))));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            return LOOPBACK; // joining will say what is wrong with the name
        }
    }
}
