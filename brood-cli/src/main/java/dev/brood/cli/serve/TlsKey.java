package dev.brood.cli.serve;

import dev.brood.Secret;
import dev.brood.Task;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// The key with which the server shows by TLS who it is.
public final class TlsKey {
    @Option(
            names = "--tls-key-store",
            required = true,
            paramLabel = "FILE",
            description =
                    "Serve by TLS 1.3, over tcp:// only, with the key of this key store, such as"
                            + " keytool makes. Clients connect with a context that trusts its"
                            + " certificate.")
    private @Nullable Path store;

    @Option(
            names = "--tls-password-file",
            required = true,
            paramLabel = "FILE",
            description = "The key store's password, in a file that nobody but you may read.")
    private @Nullable Path password;

    /// Reads the key, to find out what is wrong with it while somebody looks.
    ///
    /// @return makes the context again where the server is
    /// @throws UnusableException if it can't be used
    public Task<SSLContext> read() throws UnusableException {
        String file = Path.of(String.valueOf(store)).toAbsolutePath().toString();
        Secret secret;
        try {
            secret = Secrets.ofFile(Path.of(String.valueOf(password)));
        } catch (IllegalArgumentException e) { // too short
            throw new UnusableException("file " + password + ": " + e.getMessage());
        }
        String text = new String(secret.bytes(), StandardCharsets.UTF_8);
        try {
            SSLContext _ = context(file, text);
        } catch (NoSuchFileException _) {
            throw new UnusableException("no such file: " + store);
        } catch (IOException | GeneralSecurityException e) {
            throw new UnusableException(
                    "the key store %s can't be used: %s".formatted(store, e.getMessage()));
        }
        return () -> context(file, text);
    }

    private static SSLContext context(String file, String password)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12"); // which reads JKS too
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            keys.load(in, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(keys, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }
}
