package dev.brood.local.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.Address;
import dev.brood.AuthenticationException;
import dev.brood.DecodingException;
import dev.brood.LinkOptions;
import dev.brood.ManagedList;
import dev.brood.Manager;
import dev.brood.Secret;
import dev.brood.junit.Await;
import dev.brood.local.net.Peer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignedObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

import javax.management.BadAttributeValueExpException;

/// Those who come to a manager that serves and mean harm, with the secret and without. Each time it
/// answers others while and after that, and nothing is left of the enemy.
@Timeout(300)
class HostileClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir static Path directory;

    private OwnServer server;
    private Manager friend;
    private ManagedList<Integer> list;

    @BeforeEach
    void open() throws Exception {
        server = new OwnServer(LinkOptions.DEFAULT);
        friend = server.connect();
        list = friend.list(List.of(1, 2, 3));
    }

    @AfterEach
    void answersOthers() throws Exception {
        assertThat(list).as("an old connection").containsExactly(1, 2, 3);
        try (Manager other = server.connect()) {
            assertThat(other.list(List.of(4))).as("a new connection").containsExactly(4);
        }
        Await.until(LONG, "one is left", () -> server.register.sessions().size() == 1);
        friend.close();
        server.close();
    }

    private RawClient raw() throws Exception {
        return new RawClient(server.address, OwnServer.SECRET, LinkOptions.DEFAULT);
    }

    private Peer peer() throws IOException {
        return new Peer(server.address, OwnServer.SECRET, LinkOptions.DEFAULT);
    }

    @Test
    void wrongSecret_isRefused() {
        Secret guess = Secret.of("what might it be");
        assertThatThrownBy(() -> Manager.connect(server.address, guess))
                .isInstanceOf(AuthenticationException.class)
                .hasMessageEndingWith("it refused the secret: it knows another one");
    }

    @Test
    void garbage_afterTheProof_isHungUpOn() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(garbage);
            try (Peer peer = peer()) {
                peer.raw(garbage);
                peer.raw(new byte[1 << 16]); // what it claims to be is there
                peer.awaitHangUp();
            } catch (java.net.SocketException e) {
                assertThat(e).as("seed %d", seed).hasMessageMatching("(?i).*(reset|broken pipe).*");
            }
        }
    }

    @Test
    void lengths_ofTwoGigabytes_afterTheProof_areHungUpOn() throws Exception {
        try (Peer peer = peer()) {
            peer.longestFrame();
            peer.awaitHangUp();
        }
        for (int length : new int[] {Integer.MAX_VALUE, -1, LinkOptions.DEFAULT.maxMessage() + 1}) {
            try (Peer peer = peer()) {
                peer.message(length, "");
                peer.awaitHangUp();
            }
        }
    }

    @Test
    void messages_thatAreNone_areHungUpOn_orAnsweredByFailures() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        int answered = 0;
        for (int i = 0; i < 30; i++) {
            try (RawClient hostile = raw()) {
                for (int n = 0; n < 20; n++) {
                    byte[] message = new byte[random.nextInt(200)];
                    random.nextBytes(message);
                    if (message.length > 9 && random.nextInt(4) > 0) { // a call, of an object
                        message[0] = Frame.CALL;
                        java.util.Arrays.fill(message, 9, Math.min(17, message.length), (byte) 0);
                    }
                    hostile.send(message);
                }
                while (true) {
                    assertThat(Frame.kind(hostile.reply()))
                            .as("seed %d", seed)
                            .isEqualTo(Frame.FAILURE);
                    answered++;
                }
            } catch (IOException _) {
                // It was hung up on, and what it had sent before is answered or not.
            }
        }
        assertThat(answered).as("seed %d", seed).isPositive();
    }

    @Test
    void calls_withWildArguments_areAnswered() throws Exception {
        long seed = new SplittableRandom().nextLong();
        SplittableRandom random = new SplittableRandom(seed);
        Object[] wild = {
            null,
            -1,
            0,
            1,
            Integer.MIN_VALUE,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            "",
            "text",
            List.of(),
            List.of(1, "two"),
            Map.of(),
            new int[0],
            new RemoteObject(0, List.of()),
            new RemoteObject(Long.MAX_VALUE, List.of("no.such.Class")),
            Map.of(1, 2),
            true,
            1.5,
            QueueService.class
        };
        try (RawClient hostile = raw()) {
            List<Long> objects = new ArrayList<>(List.of(0L));
            hostile.call(0, Root.class, "map", Map.of(1, 1));
            objects.add(hostile.object());
            hostile.call(0, Root.class, "list", List.of(1), false);
            objects.add(hostile.object());
            hostile.call(0, Root.class, "queue", DequeService.class, 3);
            objects.add(hostile.object());
            hostile.call(0, Root.class, "semaphore", 1, 1);
            objects.add(hostile.object());
            Class<?>[] faces = {
                Root.class,
                MapService.class,
                ListService.class,
                DequeService.class,
                SemaphoreFace.class
            };
            for (int i = 0; i < 2000; i++) {
                int which = random.nextInt(faces.length);
                Method[] methods = faces[which].getMethods();
                Method method = methods[random.nextInt(methods.length)];
                Object[] arguments = new Object[method.getParameterCount()];
                for (int a = 0; a < arguments.length; a++) {
                    arguments[a] = wild[random.nextInt(wild.length)];
                }
                String name = method.getName();
                boolean mayWait =
                        dev.brood.local.manager.Signature.of(method).isInterruptible()
                                || name.endsWith("Uninterruptibly");
                if (!mayWait && !name.equals("close")) { // that would be done
                    hostile.call(objects.get(which), faces[which], name, arguments);
                    String what = method + " of " + Arrays.toString(arguments) + ", seed " + seed;
                    byte kind = Frame.kind(hostile.reply(what));
                    assertThat(kind).as(what).isIn(Frame.VALUE, Frame.FAILURE);
                }
            }
        }
    }

    /// Notes that it was run.
    static final class Canary implements Comparator<Object>, InvocationHandler, Serializable {
        private static final long serialVersionUID = 1;
        private final String file;

        Canary(Path file) {
            this.file = file.toString();
        }

        private int sing() {
            try {
                Files.writeString(Path.of(file), "sings");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            return 0;
        }

        @Override
        public int compare(Object one, Object other) {
            return one.equals(other) ? 0 : sing();
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return switch (method.getName()) {
                case "equals" -> false;
                case "toString" -> "canary" + sing();
                default -> sing();
            };
        }

        @Override
        public int hashCode() {
            return sing();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public String toString() {
            return "canary" + sing();
        }
    }

    /// What runs code when it is read, of the JDK's classes, each with a canary inside.
    private static Map<String, Object> chains(Path sang) throws Exception {
        Canary canary = new Canary(sang);
        Map<String, Object> chains = new LinkedHashMap<>();
        PriorityQueue<Object> queue = new PriorityQueue<>(canary);
        queue.add("a");
        queue.add("b");
        chains.put("a queue that compares", queue);
        Map<Object, Object> sorted = new TreeMap<>(canary);
        sorted.put("a", 1);
        sorted.put("b", 1);
        chains.put("a map that compares", sorted);
        Map<Object, Object> skipping = new ConcurrentSkipListMap<>(canary);
        skipping.put("a", 1);
        skipping.put("b", 1);
        chains.put("another", skipping);
        chains.put("a comparator in another", Collections.reverseOrder(canary));
        chains.put("a set that hashes", new HashSet<>(Set.of(canary)));
        Object proxy =
                Proxy.newProxyInstance(
                        Canary.class.getClassLoader(), new Class<?>[] {Map.class}, canary);
        Map<Object, Object> ofProxies = new HashMap<>();
        ofProxies.put(proxy, "its hash code is the handler's");
        chains.put("a map of proxies", ofProxies);
        chains.put("what prints what it holds", new BadAttributeValueExpException(canary));
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        SignedObject signed =
                new SignedObject(
                        canary,
                        keys.generateKeyPair().getPrivate(),
                        Signature.getInstance("SHA256withECDSA"));
        chains.put("a stream in the stream", signed);
        Map<Object, Object> ofAddresses = new HashMap<>();
        ofAddresses.put(URI.create("http://gadget.invalid/").toURL(), "asks the network");
        chains.put("a map of addresses", ofAddresses);
        chains.put("what is to be called", new Object[] {canary});
        chains.put("the canary", canary);
        return chains;
    }

    /// Nested sets that take for ever to hash.
    private static Set<Object> endless() {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> other = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextOther = new HashSet<>();
            nextOne.add("different");
            one.add(nextOne);
            one.add(nextOther);
            other.add(nextOne);
            other.add(nextOther);
            one = nextOne;
            other = nextOther;
        }
        return root;
    }

    @Test
    void gadgetChains_asArguments_areRefusedByName_andNothingOfThemRuns() throws Exception {
        Path sang = directory.resolve("sang");
        Map<String, Object> chains = chains(sang);
        assertThat(sang).as("the canary sings here").exists();
        try (RawClient hostile = raw()) {
            for (Map.Entry<String, Object> chain : chains.entrySet()) {
                byte[] argument = RawClient.serialized(chain.getValue());
                Files.deleteIfExists(sang);
                hostile.callWith(0, Root.class, "value", argument);
                Throwable failure = hostile.failure();
                assertThat(failure)
                        .as(chain.getKey())
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("not allowed");
                assertThat(sang).as(chain.getKey()).doesNotExist();
            }
            assertThat(server.table.size()).as("nothing was made").isEqualTo(1);
        }
    }

    @Test
    void canary_wouldSing_ifItWereReadAsTheJdkDoes() throws Exception {
        Path sang = directory.resolve("sang here");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(chains(sang).get("a queue that compares"));
        }
        Files.deleteIfExists(sang);
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isInstanceOf(PriorityQueue.class);
        }
        assertThat(sang).exists();
    }

    @Test
    void sets_thatTakeForEverToHash_areRefused() throws Exception {
        try (RawClient hostile = raw()) {
            hostile.callWith(0, Root.class, "value", RawClient.serialized(endless()));
            assertThat(hostile.failure()).isInstanceOf(DecodingException.class);
        }
    }

    @Test
    void classes_thatAreNotAllowed_areRefusedByName() throws Exception {
        record Unknown(String text) implements Serializable {}
        try (Manager other = server.connect()) {
            assertThatThrownBy(() -> other.value(new Unknown("text")))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("Unknown is not allowed from this peer");
        }
    }

    @Test
    void thousands_thatSayNothing_areDropped_andOthersGetIn() throws Exception {
        int many = Math.min(10_000, freeDescriptors() - 2000);
        assertThat(many).as("what the limit of descriptors permits").isGreaterThan(1000);
        Address.Tcp tcp = (Address.Tcp) server.address;
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < many; i++) {
                Socket socket = new Socket();
                silent.add(socket);
                socket.connect(new InetSocketAddress(tcp.host(), tcp.port()));
                if (i % 1000 == 999) {
                    assertThat(list.size()).isEqualTo(3);
                    try (Manager other = server.connect()) {
                        assertThat(other.pid()).isEqualTo(friend.pid());
                    }
                }
            }
            assertThat(server.register.sessions().size()).isLessThan(20);
        } finally {
            for (Socket each : silent) {
                each.close();
            }
        }
    }

    private static int freeDescriptors() {
        var system =
                (com.sun.management.UnixOperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return (int)
                Math.min(
                        Integer.MAX_VALUE,
                        system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount());
    }
}
