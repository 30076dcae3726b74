package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.LinkOptions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/// The sockets of the two kinds of addresses.
final class Sockets {
    /// How many connections the kernel keeps for who listens.
    private static final int BACKLOG = 1024;

    private Sockets() {}

    /// A socket that listens.
    interface Server extends AutoCloseable {
        Wire accept() throws IOException;

        Address address();

        @Override
        void close();
    }

    static void requireTlsPossible(Address address, LinkOptions options) {
        if (options.tls() != null && address instanceof Address.Unix) {
            throw new IllegalArgumentException(
                    "TLS is for TCP: what goes through "
                            + address
                            + " does not leave the machine, and has its codes all the same");
        }
    }

    static Server listen(Address address) throws IOException {
        return switch (address) {
            case Address.Tcp tcp -> listen(tcp);
            case Address.Unix unix -> SocketFile.listen(unix, BACKLOG);
        };
    }

    private static Server listen(Address.Tcp address) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true); // a port is free again as soon as its listener is closed
            server.bind(
                    new InetSocketAddress(InetAddress.getByName(address.host()), address.port()),
                    BACKLOG);
        } catch (IOException e) {
            server.close();
            java.net.BindException refused =
                    new java.net.BindException(
                            "cannot listen at " + address + ": " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
        Address bound = Address.tcp(address.host(), server.getLocalPort());
        return new Server() {
            @Override
            public Wire accept() throws IOException {
                Socket socket = server.accept();
                try {
                    return SocketWire.plain(socket);
                } catch (IOException e) {
                    socket.close();
                    throw e;
                }
            }

            @Override
            public Address address() {
                return bound;
            }

            @Override
            public void close() {
                try {
                    server.close();
                } catch (IOException _) {
                    // Nothing more can be done with it.
                }
            }
        };
    }

    /// Connects.
    ///
    /// @param millis how long to wait for each address of the host
    /// @param made is given each wire before it is connected, to close it if that takes too long
    static Wire connect(Address address, int millis, Consumer<AutoCloseable> made)
            throws IOException {
        return switch (address) {
            case Address.Tcp tcp -> connect(tcp, millis, made);
            case Address.Unix unix -> {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                made.accept(channel);
                try {
                    channel.connect(UnixDomainSocketAddress.of(unix.path()));
                    yield new ChannelWire(channel);
                } catch (IOException e) {
                    channel.close();
                    throw e;
                }
            }
        };
    }

    private static Wire connect(Address.Tcp address, int millis, Consumer<AutoCloseable> made)
            throws IOException {
        IOException last = new SocketException("the host has no address");
        for (InetAddress each : InetAddress.getAllByName(address.host())) {
            Socket socket = new Socket();
            made.accept(socket);
            try {
                socket.connect(new InetSocketAddress(each, address.port()), millis);
                return SocketWire.plain(socket);
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw last;
    }
}
