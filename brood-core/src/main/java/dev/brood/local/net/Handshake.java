package dev.brood.local.net;

import dev.brood.AuthenticationException;
import dev.brood.LinkOptions;
import dev.brood.Secret;

import java.io.EOFException;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;

import javax.crypto.spec.SecretKeySpec;

/// The proof of each side to the other that it knows the secret.
///
/// ```text
///   who connects                                who listens
///   hello c (48 bytes)            →
///                                 ←             hello l (48 bytes)
///   proof c (32 bytes)            →
///                                 ←             1, proof l (33 bytes); or 0
///
///   transcript = SHA-256(hello c, hello l, binding of the TLS channel)
///   proof c    = HMAC(k, "connecting", transcript)
///   proof l    = HMAC(k, "listening", transcript, proof c)
///   k          = HKDF(secret, "", "proof")
///   key c → l  = HKDF(secret, transcript, "connecting to listening"), and l → c likewise
/// ```
///
/// - **Replay**: each side's own random bytes are in the transcript.
/// - **Reflection**: a proof names the role it is of, and so does each hello.
/// - **Relay** through another TLS channel: the binding is in the transcript. In the clear a relay
///   can do what any wire can, carry or lose; the frames that follow have codes of keys that it has
///   not.
/// - **Size**: everything has a fixed length.
/// - **Who listens says nothing that depends on the secret** to one who has not proved to know it.
///   Who connects does, so a false listener can try out secrets; that is why those are not to be
///   guessable.
final class Handshake {
    private static final byte REFUSED = 0;
    private static final byte ACCEPTED = 1;
    private static final byte[] NO_SALT = {};

    private Handshake() {}

    /// What both sides have agreed on.
    ///
    /// @param in the key of what comes
    /// @param out the key of what goes
    /// @param longestMessage what the other side receives at most
    /// @param silence how long the other side may be silent; zero for ever
    record Terms(SecretKeySpec in, SecretKeySpec out, int longestMessage, Duration silence) {}

    /// The keys for proofs of a secret, which are always the same.
    static SecretKeySpec proofKey(Secret secret) {
        return Keys.derive(secret, NO_SALT, "proof");
    }

    static Terms connect(Wire wire, Secret secret, LinkOptions options) throws IOException {
        Hello own = hello(Hello.CONNECTING, options);
        wire.write(own.bytes(), 0, Hello.BYTES);
        Hello other = readHello(wire);
        other.check(Hello.LISTENING, own);
        byte[] transcript = Keys.digest(own.bytes(), other.bytes(), wire.binding());
        SecretKeySpec key = proofKey(secret);
        byte[] proof = Keys.mac(key, "connecting", transcript);
        wire.write(proof, 0, proof.length);
        byte[] verdict = new byte[1];
        if (!wire.readFully(verdict, 1)) {
            throw new EOFException("it hung up without saying why");
        }
        if (verdict[0] != ACCEPTED) {
            throw new AuthenticationException("it refused the secret: it knows another one");
        }
        byte[] answer = new byte[Keys.BYTES];
        if (!wire.readFully(answer, answer.length)
                || !MessageDigest.isEqual(answer, Keys.mac(key, "listening", transcript, proof))) {
            throw new AuthenticationException("it does not know the secret");
        }
        return terms(secret, transcript, true, other);
    }

    /// Does the part of who listens.
    ///
    /// @param pause to be called before a wrong proof is answered
    static Terms accept(
            Wire wire, Secret secret, SecretKeySpec key, LinkOptions options, Runnable pause)
            throws IOException {
        Hello own = hello(Hello.LISTENING, options);
        Hello other = readHello(wire);
        other.check(Hello.CONNECTING, own);
        wire.write(own.bytes(), 0, Hello.BYTES);
        byte[] transcript = Keys.digest(other.bytes(), own.bytes(), wire.binding());
        byte[] proof = new byte[Keys.BYTES];
        if (!wire.readFully(proof, proof.length)) {
            throw new EOFException("it hung up without a proof that it knows the secret");
        }
        if (!MessageDigest.isEqual(proof, Keys.mac(key, "connecting", transcript))) {
            pause.run();
            wire.write(new byte[] {REFUSED}, 0, 1);
            throw new AuthenticationException("it does not know the secret");
        }
        byte[] answer = new byte[1 + Keys.BYTES];
        answer[0] = ACCEPTED;
        byte[] ownProof = Keys.mac(key, "listening", transcript, proof);
        System.arraycopy(ownProof, 0, answer, 1, ownProof.length);
        wire.write(answer, 0, answer.length);
        return terms(secret, transcript, false, other);
    }

    private static Hello hello(byte role, LinkOptions options) {
        return Hello.of(role, options.maxMessage(), (int) options.heartbeat().toMillis());
    }

    private static Hello readHello(Wire wire) throws IOException {
        byte[] bytes = new byte[Hello.BYTES];
        if (!wire.readFully(bytes, bytes.length)) {
            throw new EOFException("it hung up without a word");
        }
        return new Hello(bytes);
    }

    private static Terms terms(Secret secret, byte[] transcript, boolean connecting, Hello other) {
        SecretKeySpec toListening = Keys.derive(secret, transcript, "connecting to listening");
        SecretKeySpec toConnecting = Keys.derive(secret, transcript, "listening to connecting");
        return new Terms(
                connecting ? toConnecting : toListening,
                connecting ? toListening : toConnecting,
                other.longestMessage(),
                Duration.ofMillis(3L * other.heartbeatMillis()));
    }
}
