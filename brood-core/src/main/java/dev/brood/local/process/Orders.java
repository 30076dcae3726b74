package dev.brood.local.process;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// What a parent tells its child, over the child's standard input: frames of a length, a kind and a
/// body. The end of the stream is an order too: the parent is gone, so must the child be.
///
/// | kind | when | body |
/// |---|---|---|
/// | BOOT | first | [Boot] |
/// | RUN | once | [Run] |
/// | INTERRUPT | after RUN, any number of times | the number of a piece of work, or 0 for any; which part of it, or -1 for all |
/// | HALT | after RUN | as above |
/// | EXPIRE | after RUN | as above: tell where it is, and interrupt it |
/// | MAIL | after RUN | what [Mail] holds |
/// | LEAVE | last, from the child to itself | none |
final class Orders {
    static final int BOOT = 1;
    static final int RUN = 2;
    static final int INTERRUPT = 3;
    static final int HALT = 4;
    static final int LEAVE = 5;
    static final int EXPIRE = 6;

    static final int MAIL = 16;

    /// The kind that stands for the end of the stream.
    static final int END = -1;

    /// A received order.
    static final class Order {
        final int kind;
        final byte[] body;

        Order(int kind, byte[] body) {
            this.kind = kind;
            this.body = body;
        }
    }

    /// Writes a body.
    @FunctionalInterface
    interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private Orders() {}

    /// Makes a frame.
    static byte[] frame(int kind, Body body) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(0);
            out.writeByte(kind);
            body.writeTo(out);
            byte[] frame = bytes.toByteArray();
            int length = frame.length - 5;
            frame[0] = (byte) (length >>> 24);
            frame[1] = (byte) (length >>> 16);
            frame[2] = (byte) (length >>> 8);
            frame[3] = (byte) length;
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a frame.
    static void send(OutputStream to, byte[] frame) throws IOException {
        to.write(frame);
        to.flush();
    }

    /// Returns the piece of work that a body names.
    static long work(byte[] body) {
        return number(body, 0);
    }

    /// Returns the part of that work that a body names.
    static long part(byte[] body) {
        return number(body, 8);
    }

    private static long number(byte[] body, int at) {
        long number = 0;
        for (int i = at; i < at + 8 && i < body.length; i++) {
            number = number << 8 | (body[i] & 0xff);
        }
        return number;
    }

    /// Waits for the next order.
    ///
    /// @return the order, of kind END if there will be no more
    static Order receive(InputStream from) {
        try {
            DataInputStream in = new DataInputStream(from);
            int length = in.readInt();
            int kind = in.readByte();
            byte[] body = new byte[length];
            in.readFully(body);
            return new Order(kind, body);
        } catch (EOFException e) {
            return new Order(END, new byte[0]);
        } catch (IOException e) {
            return new Order(END, new byte[0]);
        }
    }
}
