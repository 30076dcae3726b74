package dev.brood.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

final class EncodedTest {
    private static final Codec CODEC = Codec.standard();

    @Test
    void head_afterClose_isRefused() {
        Encoded encoded = CODEC.encode("item", 1);
        encoded.close();
        encoded.close();
        assertThatThrownBy(encoded::head)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "this encoded value was closed, and its buffer may hold another value now");
        assertThatThrownBy(encoded::totalBytes).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void attachment_outOfRange_isRefused() {
        try (Encoded encoded = CODEC.encode("item", new byte[5000])) {
            assertThatThrownBy(() -> encoded.attachment(1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("attachment 1 asked for, there are 1");
        }
    }

    @Test
    void encode_whileOthersAreOpen_keepsThemApart() {
        List<Encoded> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(CODEC.encode("item", "value " + i));
        }
        for (int i = 0; i < 100; i++) {
            Encoded encoded = open.get(i);
            assertThat(CODEC.decode("item", encoded.head(), 0, encoded.headLength()))
                    .isEqualTo("value " + i);
            encoded.close();
        }
    }

    @Test
    void encode_afterAVeryLargeValue_keepsNoLargeBuffer() {
        for (int i = 0; i < 100; i++) {
            CODEC.toBytes("x".repeat(1_000_000));
        }
        try (Encoded encoded = CODEC.encode("item", 1)) {
            assertThat(encoded.head().length).isLessThanOrEqualTo(ByteSink.KEPT);
        }
    }

    private record Reentrant(String text) {
        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public String text() {
            byte[] inner = CODEC.toBytes(List.of("inner", "of", "its", "own"));
            return text + CODEC.fromBytes(inner);
        }
    }

    @Test
    void encode_valueThatEncodesItself_worksInside() {
        Reentrant arrived = RoundTrip.of(new Reentrant("outer"));
        assertThat(arrived.text()).startsWith("outer[inner, of, its, own]");
    }

    @Test
    void encode_byManyThreads_givesEachItsOwn() throws Exception {
        for (ExecutorService threads :
                List.of(
                        Executors.newFixedThreadPool(8),
                        Executors.newVirtualThreadPerTaskExecutor())) {
            try (threads) {
                List<Future<Boolean>> results = new ArrayList<>();
                for (int i = 0; i < 10_000; i++) {
                    int number = i;
                    Callable<Boolean> task =
                            () -> {
                                List<Object> value = List.of(number, "text " + number, new int[2]);
                                List<Object> arrived = RoundTrip.of(value);
                                return arrived.subList(0, 2).equals(value.subList(0, 2));
                            };
                    results.add(threads.submit(task));
                }
                for (Future<Boolean> result : results) {
                    assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
                }
            }
        }
    }

    private record Blocking(CountDownLatch entered, CountDownLatch go, int number) {
        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public int number() {
            entered.countDown();
            try {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return number;
        }

        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public CountDownLatch entered() {
            return null;
        }

        @Override
        @SuppressWarnings("UnusedMethod") // the codec uses it
        public CountDownLatch go() {
            return null;
        }
    }

    @Test
    void encode_whileManyVirtualThreadsBlockInside_works() throws Exception {
        int blocked = 500;
        CountDownLatch entered = new CountDownLatch(blocked);
        CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < blocked; i++) {
                Blocking value = new Blocking(entered, go, i);
                results.add(threads.submit(() -> CODEC.toBytes(value)));
            }
            assertThat(entered.await(60, TimeUnit.SECONDS)).isTrue();
            RoundTrip.keeps(List.of("not", "blocked"));
            go.countDown();
            for (Future<byte[]> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isNotEmpty();
            }
        }
    }

    @Test
    void encode_ofASmallValue_allocatesNextToNothing() {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Integer value = 1_000_000;
        long best = Long.MAX_VALUE;
        int bytes = 0;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                try (Encoded encoded = CODEC.encode("item", value)) {
                    bytes += encoded.headLength();
                }
            }
            best = Math.min(best, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(bytes).isEqualTo(5 * 10_000 * 5);
        assertThat(best).isLessThan(10_000 * 40L);
    }
}
