package dev.brood.local.net;

import dev.brood.Secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The cryptography of links: HMAC-SHA-256 and HKDF of the JDK, which every one must have.
final class Keys {
    static final int BYTES = 32;

    private static final String HMAC = "HmacSHA256";

    private Keys() {}

    /// Derives a key from a secret.
    ///
    /// @param salt what is different each time
    /// @param use what the key is for
    static SecretKeySpec derive(Secret secret, byte[] salt, String use) {
        byte[] info = ("brood link 1: " + use).getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] key =
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract()
                                            .addIKM(secret.bytes())
                                            .addSalt(salt)
                                            .thenExpand(info, BYTES));
            return new SecretKeySpec(key, HMAC);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HKDF-SHA256", e);
        }
    }

    static Mac mac(SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this JVM has no " + HMAC, e);
        }
    }

    static byte[] mac(SecretKeySpec key, String role, byte[]... parts) {
        Mac mac = mac(key);
        mac.update(role.getBytes(StandardCharsets.US_ASCII));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }

    /// Returns a digest of several parts, each of a fixed length.
    static byte[] digest(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }
}
