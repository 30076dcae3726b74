package dev.brood.local.net;

/// What goes over a link after the handshake.
///
/// ```text
///   +------+--------+- - - - - -+-------------------------+
///   | type | length | payload   | code                    |
///   +------+--------+- - - - - -+-------------------------+
///    1 byte 3 bytes              16 bytes
/// ```
///
/// The code is the first half of the HMAC-SHA-256, under the key of this link and direction, of the
/// number of the frame (8 bytes, from 0), its header and its payload. So a frame that was changed,
/// put in, left out, repeated or moved ends the link, and so does one of another link.
///
/// | type | payload |
/// |---|---|
/// | [#FIRST] | length of the whole message (4 bytes), and its beginning |
/// | [#MORE] | the next bytes of the message |
/// | [#PING] | nothing: a sign of life |
/// | [#TAKEN] | how much of the window is free again (8 bytes) |
/// | [#ASK] | nothing: the sender waits, and wants to be told at once |
/// | [#CLOSE] | nothing: the last frame |
///
/// **The window.** A sender has at most [#WINDOW] bytes at the other side that were not taken
/// there, or one message; each counts for [#OVERHEAD] more than it has. So a reader always reads,
/// and notices the end of a link, and who sends more than it may is not listened to.
final class Frame {
    static final int FIRST = 1;
    static final int MORE = 2;
    static final int PING = 3;
    static final int TAKEN = 4;
    static final int ASK = 5;
    static final int CLOSE = 6;

    static final int HEADER = 4;
    static final int CODE = 16;
    static final int MOST_PAYLOAD = 16 * 1024;
    static final int MOST = HEADER + MOST_PAYLOAD + CODE;

    static final long WINDOW = 4 << 20;
    static final int OVERHEAD = 64;

    private Frame() {}
}
