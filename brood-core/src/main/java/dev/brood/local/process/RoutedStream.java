package dev.brood.local.process;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.function.Function;

/// `System.out` or `System.err` where processes that are threads of this JVM print elsewhere: what
/// is written goes where the process prints that the writing thread is of. In place from the first
/// time that one does; a stream that someone puts in its place later gets everything.
public final class RoutedStream extends PrintStream {
    private RoutedStream(PrintStream own, Function<InnerContext, @Nullable PrintStream> which) {
        super(new Route(own, which), false, encoding());
    }

    private static Charset encoding() {
        return Charset.forName(
                System.getProperty("stdout.encoding", Charset.defaultCharset().name()));
    }

    static synchronized void install() {
        if (!(System.out instanceof RoutedStream)) {
            System.setOut(new RoutedStream(System.out, InnerContext::out));
        }
        if (!(System.err instanceof RoutedStream)) {
            System.setErr(new RoutedStream(System.err, InnerContext::err));
        }
    }

    /// Puts a stream in the place of `System.out`, for this process.
    ///
    /// @param stream where it prints from now on
    public static void replaceOut(PrintStream stream) {
        InnerContext inner = ThisProcess.inner();
        if (inner == null) {
            System.setOut(stream);
        } else {
            inner.setOut(stream);
        }
    }

    /// Puts a stream in the place of `System.err`, for this process.
    ///
    /// @param stream where it prints its errors from now on
    public static void replaceErr(PrintStream stream) {
        InnerContext inner = ThisProcess.inner();
        if (inner == null) {
            System.setErr(stream);
        } else {
            inner.setErr(stream);
        }
    }

    /// Finds the stream anew for each write.
    private static final class Route extends OutputStream {
        private final PrintStream own;
        private final Function<InnerContext, @Nullable PrintStream> which;

        Route(PrintStream own, Function<InnerContext, @Nullable PrintStream> which) {
            this.own = own;
            this.which = which;
        }

        private PrintStream stream() {
            InnerContext inner = ThisProcess.inner();
            PrintStream its = inner == null ? null : which.apply(inner);
            return its == null ? own : its;
        }

        @Override
        public void write(int b) {
            stream().write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            stream().write(bytes, offset, length);
        }

        @Override
        public void flush() {
            stream().flush();
        }
    }
}
