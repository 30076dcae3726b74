package dev.brood.ignite.client;

import dev.brood.ignite.link.SeatConfig;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the URIs of clusters: `ignite://host:port,host:port?cluster=demo&wait=30s`.
///
/// | parameter | says | if missing |
/// |---|---|---|
/// | `cluster` | the cluster's name | `brood` |
/// | `wait` | how long to try to join | 30 s |
/// | `detection` | after how long a peer that does not answer is lost | 10 s |
/// | `bind` | the address of this machine to use | the one by which the first host is reached |
/// | `heap` | the largest heap of the gateway, through which tasks and results pass | a quarter of the memory |
/// | `tls-keys`, `tls-trust`, `tls-password` | files of keys, certificates and their password | no TLS |
final class ClusterAddress {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private ClusterAddress() {}

    static SeatConfig parse(URI uri, String name) {
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw new IllegalArgumentException(
                    "the URI '%s' names no node, as ignite://host:47500 does".formatted(uri));
        }
        List<String> join = new ArrayList<>();
        for (String each : authority.split(",", -1)) {
            join.add(each.matches(".*:[0-9]+") ? each : each + ":" + SeatConfig.PORT);
        }
        Map<String, String> given = parameters(uri);
        Duration wait = duration(given.remove("wait"), WAIT);
        Duration detection = duration(given.remove("detection"), SeatConfig.DETECTION);
        String cluster = given.getOrDefault("cluster", "brood");
        String bind = given.getOrDefault("bind", Reachable.from(join.getFirst()));
        given.keySet().removeAll(List.of("cluster", "bind"));
        SeatConfig.Room room = new SeatConfig.Room(given.remove("heap"), null);
        SeatConfig.TlsFiles tls = tls(given);
        if (!given.isEmpty()) {
            throw new IllegalArgumentException(
                    "the URI '%s' has unknown parameters %s; there are cluster, wait, detection, bind, heap, tls-keys, tls-trust and tls-password"
                            .formatted(uri, given.keySet()));
        }
        return new SeatConfig(cluster, name, false, bind, 0, join, 0, detection, wait, room, tls);
    }

    private static SeatConfig.@Nullable TlsFiles tls(Map<String, String> given) {
        String keys = given.remove("tls-keys");
        String trust = given.remove("tls-trust");
        String password = given.remove("tls-password");
        if (keys == null && trust == null && password == null) {
            return null;
        }
        if (keys == null || trust == null || password == null) {
            throw new IllegalArgumentException(
                    "TLS needs all three of tls-keys, tls-trust and tls-password");
        }
        return new SeatConfig.TlsFiles(keys, trust, password);
    }

    private static Map<String, String> parameters(URI uri) {
        Map<String, String> all = new LinkedHashMap<>();
        String query = uri.getQuery();
        if (query != null) {
            for (String each : query.split("&", -1)) {
                int equals = each.indexOf('=');
                if (equals < 1) {
                    throw new IllegalArgumentException(
                            "a parameter must be name=value, was '%s' in '%s'"
                                    .formatted(each, uri));
                }
                all.put(each.substring(0, equals), each.substring(equals + 1));
            }
        }
        return all;
    }

    /// Reads a time such as `500ms`, `10s` or `2m`.
    static Duration duration(@Nullable String text, Duration otherwise) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}(ms|s|m)")) {
            throw new IllegalArgumentException(
                    "a time must be a number with ms, s or m, such as 10s; was '" + text + "'");
        }
        long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
        return text.endsWith("ms")
                ? Duration.ofMillis(number)
                : text.endsWith("s") ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }
}
