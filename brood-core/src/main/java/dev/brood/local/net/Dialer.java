package dev.brood.local.net;

import dev.brood.Address;
import dev.brood.AuthenticationException;
import dev.brood.LinkOptions;
import dev.brood.Secret;
import dev.brood.local.os.Deadline;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Connects to a [Gate], again and again if that is wanted.
public final class Dialer {
    private final Address address;
    private final Secret secret;
    private final LinkOptions options;

    private Dialer(Address address, Secret secret, LinkOptions options) {
        this.address = address;
        this.secret = secret;
        this.options = options;
    }

    /// Connects.
    ///
    /// @param address of the gate
    /// @param secret what it must know
    /// @param options limits and times
    /// @return an open link
    /// @throws AuthenticationException if it knows another secret
    /// @throws IOException if nobody answers, or not as it should
    /// @throws InterruptedException if interrupted while waiting
    public static Link connect(Address address, Secret secret, LinkOptions options)
            throws IOException, InterruptedException {
        Sockets.requireTlsPossible(address, options);
        return new Dialer(address, secret, options).untilAnswered();
    }

    private Link untilAnswered() throws IOException, InterruptedException {
        long deadline = Deadline.after(options.retryFor());
        Backoff pauses = new Backoff();
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt();
            } catch (AuthenticationException | ProtocolException e) {
                throw e; // the next answer would be the same
            } catch (IOException e) {
                long left = Deadline.remaining(deadline);
                if (left <= 0) {
                    throw attempt == 1 ? e : with(e, " (tried " + attempt + " times)");
                }
                // The last one when time is up.
                TimeUnit.NANOSECONDS.sleep(Math.min(pauses.nextNanos(), left));
            }
        }
    }

    private static IOException with(IOException e, String more) {
        IOException all = new ConnectException(e.getMessage() + more);
        all.initCause(e);
        return all;
    }

    /// One attempt, in a thread of its own: interrupting that of the user must not be mistaken for
    /// a lost link.
    private Link attempt() throws IOException, InterruptedException {
        Attempt attempt = new Attempt();
        FutureTask<Link> task = new FutureTask<>(attempt::run);
        Thread.ofVirtual().name("brood-dialer").start(task);
        try {
            return task.get(options.handshakeTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw explained(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException _) {
            attempt.abandon();
            throw new SocketTimeoutException(
                    "cannot connect to %s: it has not answered within %s"
                            .formatted(address, options.handshakeTimeout()));
        } catch (InterruptedException e) {
            attempt.abandon();
            throw e;
        }
    }

    private IOException explained(Throwable cause) {
        String message = "cannot connect to " + address + ": " + cause.getMessage();
        IOException explained =
                switch (cause) {
                    case AuthenticationException _ -> new AuthenticationException(message);
                    case ProtocolException _ -> new ProtocolException(message);
                    case ConnectException _ -> new ConnectException(message);
                    default -> new IOException(message);
                };
        explained.initCause(cause);
        return explained;
    }

    private final class Attempt {
        private AutoCloseable socket = () -> {}; // guarded by this
        private boolean abandoned; // guarded by this

        Link run() throws IOException {
            int millis = (int) Math.min(options.handshakeTimeout().toMillis(), Integer.MAX_VALUE);
            Wire wire = Sockets.connect(address, Math.max(1, millis), this::made);
            try {
                if (options.tls() != null && wire instanceof SocketWire plain) {
                    wire = plain.secured(options.tls(), true);
                }
                Handshake.Terms terms = Handshake.connect(wire, secret, options);
                Link link = Link.open(wire, terms, options, address.toString(), _ -> {});
                if (isAbandoned()) {
                    link.close();
                }
                return link;
            } catch (IOException | RuntimeException e) {
                wire.close();
                throw e;
            }
        }

        private synchronized boolean isAbandoned() {
            return abandoned;
        }

        private void made(AutoCloseable made) {
            synchronized (this) {
                socket = made;
                if (!abandoned) {
                    return;
                }
            }
            close(made);
        }

        void abandon() {
            AutoCloseable open;
            synchronized (this) {
                abandoned = true;
                open = socket;
            }
            close(open);
        }

        private static void close(AutoCloseable socket) {
            try {
                socket.close();
            } catch (Exception _) {
                // Nothing more can be done with it.
            }
        }
    }
}
