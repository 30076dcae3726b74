package dev.brood.ignite.seat;

import dev.brood.ignite.ClusterException;
import dev.brood.ignite.link.SeatConfig;

import org.apache.ignite.cluster.ClusterNode;
import org.apache.ignite.configuration.DataRegionConfiguration;
import org.apache.ignite.configuration.DataStorageConfiguration;
import org.apache.ignite.configuration.IgniteConfiguration;
import org.apache.ignite.events.EventType;
import org.apache.ignite.spi.communication.tcp.TcpCommunicationSpi;
import org.apache.ignite.spi.discovery.tcp.TcpDiscoverySpi;
import org.apache.ignite.spi.discovery.tcp.ipfinder.vm.TcpDiscoveryVmIpFinder;
import org.apache.ignite.ssl.SslContextFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How Ignite is set up: in memory, quiet, with two ports and nothing else that listens.
final class IgniteSettings {
    static final String CLUSTER = "brood.cluster";
    static final String NAME = "brood.name";
    static final String SLOTS = "brood.slots";
    static final String PORT = "brood.port";
    static final String MOST_BYTES = "brood.bytes";

    private static final int GATEWAY_PORT = 47_600;
    private static final int GATEWAY_PORTS = 400;
    private static final long REGION_START = 16L << 20;

    /// A program reaches the cluster by one of its nodes. If that is lost it needs a detection time
    /// to notice and some more to reach another, and is not to be taken for lost meanwhile.
    private static final int PATIENCE_WITH_PROGRAMS = 3;

    private IgniteSettings() {}

    /// Returns the name that a node has given itself.
    static String name(ClusterNode node) {
        String name = node.attribute(NAME);
        return name == null ? node.id().toString() : name;
    }

    /// Returns where a node listens for discovery.
    static int port(ClusterNode node) {
        Integer port = node.attribute(PORT);
        return port == null ? 0 : port;
    }

    /// Returns how many workers a node has.
    static int slots(ClusterNode node) {
        Integer slots = node.attribute(SLOTS);
        return slots == null ? 0 : slots;
    }

    /// Returns how large a task a node takes.
    static long mostBytes(ClusterNode node) {
        Long bytes = node.attribute(MOST_BYTES);
        return bytes == null ? Long.MAX_VALUE : bytes;
    }

    static IgniteConfiguration of(SeatConfig config, Path folder) {
        IgniteConfiguration ignite = new IgniteConfiguration();
        ignite.setIgniteInstanceName(config.name().replaceAll("[^A-Za-z0-9._-]", "_"));
        ignite.setGridLogger(SeatLog.open(System.getProperty(Seat.LOG), config.name()));
        ignite.setWorkDirectory(folder.toString());
        ignite.setClientMode(!config.worker());
        ignite.setLocalHost(config.host());
        ignite.setPeerClassLoadingEnabled(false);
        ignite.setMetricsLogFrequency(0);
        ignite.setClientConnectorConfiguration(null);
        ignite.setConnectorConfiguration(null);
        ignite.setFailureDetectionTimeout(config.detection().toMillis());
        ignite.setClientFailureDetectionTimeout(
                PATIENCE_WITH_PROGRAMS * config.detection().toMillis());
        ignite.setFailureHandler(new HaltUnlessFull());
        ignite.setIncludeEventTypes(EventType.EVTS_DISCOVERY);
        ignite.setUserAttributes(
                Map.of(
                        CLUSTER,
                        config.cluster(),
                        NAME,
                        config.name(),
                        PORT,
                        config.port(),
                        SLOTS,
                        config.slots(),
                        MOST_BYTES,
                        Heap.mostBytes()));
        ignite.setDiscoverySpi(discovery(config));
        ignite.setCommunicationSpi(communication(config));
        ignite.setDataStorageConfiguration(
                new DataStorageConfiguration()
                        .setDefaultDataRegionConfiguration(region(config.room())));
        if (config.tls() != null) {
            ignite.setSslContextFactory(tls(config.tls()));
        }
        return ignite;
    }

    private static DataRegionConfiguration region(SeatConfig.Room room) {
        DataRegionConfiguration region = new DataRegionConfiguration().setInitialSize(REGION_START);
        String size = room.objects();
        return size == null ? region : region.setMaxSize(SeatConfig.Room.bytes(size));
    }

    private static TcpDiscoverySpi discovery(SeatConfig config) {
        List<String> addresses = new ArrayList<>(config.join());
        TcpDiscoverySpi discovery = new TcpDiscoverySpi();
        if (config.worker()) {
            addresses.add(config.host() + ":" + config.port());
            discovery.setLocalPort(config.port());
            discovery.setLocalPortRange(0);
        }
        discovery.setIpFinder(new TcpDiscoveryVmIpFinder().setAddresses(addresses));
        discovery.setJoinTimeout(config.patience().toMillis());
        return discovery;
    }

    private static TcpCommunicationSpi communication(SeatConfig config) {
        TcpCommunicationSpi communication = new TcpCommunicationSpi();
        // What was sent is kept until the other side has said that it has it, which it does by
        // itself only after 32 messages: 32 large tasks fill a heap, and all stands still.
        communication.setAckSendThreshold(1);
        // 32 KB are the rule, half of a packet on the loopback; the system finds what fits.
        communication.setSocketReceiveBuffer(0);
        communication.setSocketSendBuffer(0);
        communication.setLocalPort(config.worker() ? config.port() + 1 : GATEWAY_PORT);
        communication.setLocalPortRange(config.worker() ? 0 : GATEWAY_PORTS);
        return communication;
    }

    private static SslContextFactory tls(SeatConfig.TlsFiles files) {
        SslContextFactory factory = new SslContextFactory();
        char[] password;
        try {
            password = Files.readString(Path.of(files.password())).strip().toCharArray();
        } catch (IOException e) {
            throw new ClusterException("cannot read the password in " + files.password(), e);
        }
        factory.setKeyStoreFilePath(files.keyStore());
        factory.setKeyStorePassword(password);
        factory.setKeyStoreType("PKCS12");
        factory.setTrustStoreFilePath(files.trustStore());
        factory.setTrustStorePassword(password);
        factory.setTrustStoreType("PKCS12");
        factory.setProtocol("TLS");
        return factory;
    }
}
