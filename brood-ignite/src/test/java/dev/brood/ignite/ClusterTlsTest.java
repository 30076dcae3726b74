package dev.brood.ignite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.ignite.client.ClusterNode;
import dev.brood.ignite.link.SeatConfig;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A cluster whose members know each other by keys.
@EnabledIfSystemProperty(named = "brood.cluster", matches = "all", disabledReason = "takes long")
class ClusterTlsTest {
    private static final Duration DETECTION = Duration.ofSeconds(10);

    @TempDir Path folder;

    @BeforeEach
    void password() throws IOException {
        Files.writeString(folder.resolve("password"), "correct-horse");
    }

    /// Makes a key, and a list of those to be trusted with itself in it: as the guide has it.
    private SeatConfig.TlsFiles keys(String name) throws Exception {
        String keys = folder.resolve(name + "-keys.p12").toString();
        String trust = folder.resolve(name + "-trust.p12").toString();
        String certificate = folder.resolve(name + ".crt").toString();
        keytool(
                List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-keystore", keys),
                name);
        keytool(List.of("-exportcert", "-keystore", keys, "-file", certificate), name);
        keytool(
                List.of("-importcert", "-noprompt", "-keystore", trust, "-file", certificate),
                name);
        return new SeatConfig.TlsFiles(keys, trust, folder.resolve("password").toString());
    }

    private void keytool(List<String> arguments, String alias) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-alias", alias, "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass:file", folder.resolve("password").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] said = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).as(new String(said, StandardCharsets.UTF_8)).isZero();
    }

    private static URI uri(int port, String wait, SeatConfig.TlsFiles files) {
        return URI.create(
                "ignite://127.0.0.1:%d?cluster=safe&wait=%s&tls-keys=%s&tls-trust=%s&tls-password=%s"
                        .formatted(
                                port,
                                wait,
                                files.keyStore(),
                                files.trustStore(),
                                files.password()));
    }

    @Test
    void cluster_letsInWhoHasATrustedKey_andNobodyElse() throws Exception {
        SeatConfig.TlsFiles ours = keys("ours");
        int port = TestCluster.freePort();
        SeatConfig config =
                new SeatConfig(
                        "safe",
                        "only",
                        true,
                        "127.0.0.1",
                        port,
                        List.of(),
                        1,
                        DETECTION,
                        Duration.ofSeconds(60),
                        SeatConfig.Room.USUAL,
                        ours);
        try (ClusterNode node = ClusterNode.start(config)) {
            assertThatThrownBy(() -> Brood.open(uri(port, "3s", keys("theirs"))))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("cannot join cluster 'safe' at");
            URI plain = URI.create("ignite://127.0.0.1:" + port + "?cluster=safe&wait=3s");
            assertThatThrownBy(() -> Brood.open(plain))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("cannot join cluster 'safe' at");
            try (Brood brood = Brood.open(uri(port, "60s", ours));
                    ProcessPool pool = brood.pool(1)) {
                assertThat(pool.submit(() -> "in").get(60, TimeUnit.SECONDS)).isEqualTo("in");
            }
            assertThat(node.members()).hasSize(1);
        }
    }
}
