package dev.brood.testkit.local;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.MapFeature;

import dev.brood.Brood;
import dev.brood.Manager;
import dev.brood.SharedObject;
import dev.brood.testkit.Covers;

import junit.framework.TestCase;
import junit.framework.TestSuite;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/// Managed collections as collections of the JDK: Guava's suites for maps, lists, sets and queues.
///
/// Left out are, of the features, failing fast (iterators go on whatever others do, as those of
/// `java.util.concurrent`), and null but for the elements of a list.
class ManagedCollectionTest {
    private static final List<SharedObject> MADE = new ArrayList<>();
    private static Brood brood;
    private static Manager manager;

    @BeforeAll
    static void open() {
        brood = Brood.local();
        manager = brood.manager();
    }

    @AfterAll
    static void close() {
        manager.close();
        brood.close();
    }

    private static <T extends SharedObject> T made(T object) {
        MADE.add(object);
        return object;
    }

    private static void tearDown() {
        MADE.forEach(SharedObject::close);
        MADE.clear();
    }

    @TestFactory
    @Covers("G-12")
    DynamicNode map() {
        TestStringMapGenerator generator =
                new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                        Map<String, String> contents = new LinkedHashMap<>();
                        for (Map.Entry<String, String> entry : entries) {
                            contents.put(entry.getKey(), entry.getValue());
                        }
                        return made(manager.map(contents));
                    }
                };
        return node(
                ConcurrentMapTestSuiteBuilder.using(generator)
                        .named("ManagedMap")
                        .withFeatures(
                                MapFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SERIALIZABLE,
                                CollectionSize.ANY)
                        .withTearDown(ManagedCollectionTest::tearDown)
                        .createTestSuite());
    }

    @TestFactory
    @Covers("G-12")
    DynamicNode list() {
        TestStringListGenerator generator =
                new TestStringListGenerator() {
                    @Override
                    protected List<String> create(String[] elements) {
                        return made(manager.list(Arrays.asList(elements)));
                    }
                };
        return node(
                ListTestSuiteBuilder.using(generator)
                        .named("ManagedList")
                        .withFeatures(
                                ListFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.ALLOWS_NULL_VALUES,
                                CollectionFeature.SERIALIZABLE,
                                CollectionSize.ANY)
                        .withTearDown(ManagedCollectionTest::tearDown)
                        .createTestSuite());
    }

    @TestFactory
    @Covers("G-12")
    DynamicNode set() {
        TestStringSetGenerator generator =
                new TestStringSetGenerator() {
                    @Override
                    protected Set<String> create(String[] elements) {
                        return made(manager.set(Arrays.asList(elements)));
                    }
                };
        return node(
                SetTestSuiteBuilder.using(generator)
                        .named("ManagedSet")
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SERIALIZABLE,
                                CollectionSize.ANY)
                        .withTearDown(ManagedCollectionTest::tearDown)
                        .createTestSuite());
    }

    @TestFactory
    @Covers("G-09")
    DynamicNode deque() {
        TestStringQueueGenerator generator =
                new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        Queue<String> deque = made(manager.<String>deque());
                        Collections.addAll(deque, elements);
                        return deque;
                    }
                };
        return node(
                QueueTestSuiteBuilder.using(generator)
                        .named("ManagedDeque")
                        .withFeatures(
                                CollectionFeature.GENERAL_PURPOSE,
                                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                                CollectionFeature.KNOWN_ORDER,
                                CollectionFeature.SERIALIZABLE,
                                CollectionSize.ANY)
                        .withTearDown(ManagedCollectionTest::tearDown)
                        .createTestSuite());
    }

    /// Makes a JUnit 3 suite one of JUnit Jupiter.
    @SuppressWarnings("JdkObsolete") // it is what the suites are made of
    private static DynamicNode node(junit.framework.Test test) {
        return switch (test) {
            case TestSuite suite ->
                    DynamicContainer.dynamicContainer(
                            suite.getName(),
                            Collections.list(suite.tests()).stream()
                                    .map(ManagedCollectionTest::node));
            case TestCase each -> DynamicTest.dynamicTest(each.getName(), each::runBare);
            default -> throw new AssertionError("neither suite nor case: " + test);
        };
    }
}
