package dev.brood.testkit.local;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.CollectionToStringTester;

import dev.brood.Brood;
import dev.brood.SharedQueue;
import dev.brood.testkit.Covers;

import junit.framework.TestCase;
import junit.framework.TestSuite;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Queues as collections of the JDK: Guava's suites for `java.util.Queue`.
///
/// Left out are, of the features, null (a queue uses it for "there is none"), and failing fast (an
/// iterator goes on over what it has seen, as those of `java.util.concurrent` do); and the tests of
/// `toString`.
class QueueCollectionTest {
    private static Brood brood;

    @BeforeAll
    static void open() {
        brood = Brood.local();
    }

    @AfterAll
    static void close() {
        brood.close();
    }

    @TestFactory
    @Covers({"Q-01", "Q-12"})
    DynamicNode sharedQueue() {
        return suite("SharedQueue", () -> brood.queue(100));
    }

    @TestFactory
    @Covers("Q-15")
    Stream<DynamicNode> joinableQueue() {
        return Stream.of(
                suite("JoinableQueue", () -> brood.joinableQueue(100)),
                suite(
                        "JoinableQueue that delivers again",
                        () ->
                                brood.<String>newJoinableQueue()
                                        .capacity(100)
                                        .redeliver(true)
                                        .open()));
    }

    private static DynamicNode suite(String name, Supplier<SharedQueue<String>> maker) {
        List<SharedQueue<String>> made = new ArrayList<>();
        TestStringQueueGenerator generator =
                new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        SharedQueue<String> queue = maker.get();
                        made.add(queue);
                        Collections.addAll(queue, elements);
                        return queue;
                    }
                };
        return node(
                QueueTestSuiteBuilder.using(generator)
                        .named(name)
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SERIALIZABLE,
                                CollectionSize.ANY)
                        .suppressing(toStringTests())
                        .withTearDown(() -> {
                            for (SharedQueue<String> queue : made) {
                                queue.clear();
                                queue.close();
                            }
                            made.clear();
                        })
                        .createTestSuite());
    }

    /// The text of a queue names it and tells how full it is; to list its items it would have to
    /// decode them all.
    private static Method[] toStringTests() {
        return Stream.of(CollectionToStringTester.class.getMethods())
                .filter(each -> each.getName().startsWith("test"))
                .toArray(Method[]::new);
    }

    /// Makes a JUnit 3 suite one of JUnit Jupiter.
    @SuppressWarnings("JdkObsolete") // it is what the suites are made of
    private static DynamicNode node(junit.framework.Test test) {
        return switch (test) {
            case TestSuite suite ->
                    DynamicContainer.dynamicContainer(
                            suite.getName(),
                            Collections.list(suite.tests()).stream()
                                    .map(QueueCollectionTest::node));
            case TestCase each -> DynamicTest.dynamicTest(each.getName(), each::runBare);
            default -> throw new AssertionError("neither suite nor case: " + test);
        };
    }
}
