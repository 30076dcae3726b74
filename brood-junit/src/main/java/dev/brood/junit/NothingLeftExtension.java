package dev.brood.junit;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.commons.support.AnnotationSupport;

/// What [NothingLeft] does. Tests name the annotation, or register this class by JUnit's automatic
/// detection; having both is the same as having one.
public final class NothingLeftExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Namespace NAMESPACE = Namespace.create(NothingLeftExtension.class);
    private static final String CLOSING =
            "junit.jupiter.extensions.store.close.autocloseable.enabled";

    /// For JUnit.
    public NothingLeftExtension() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        if (context.getConfigurationParameter(CLOSING).orElse("").equalsIgnoreCase("false")) {
            throw new ExtensionConfigurationException(
                    "@NothingLeft cannot work with %s=false: remove that configuration parameter"
                            .formatted(CLOSING));
        }
        Watch watch =
                context.getRoot()
                        .getStore(NAMESPACE)
                        .computeIfAbsent(
                                Watch.class, _ -> new Watch(Settings.of(context)), Watch.class);
        // Closed with the class's context: later than every @AfterAll and every extension's
        // AfterAllCallback, @AutoClose among them.
        context.getStore(NAMESPACE)
                .computeIfAbsent(context.getUniqueId(), id -> new Ticket(watch, id, context));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Lineage.look();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Lineage.look();
    }

    /// The watch over one class, for as long as it is open.
    private record Ticket(Watch watch, String id) implements AutoCloseable {

        Ticket(Watch watch, String id, ExtensionContext context) {
            this(watch, id);
            watch.begin(
                    id,
                    outermost(context).getRequiredTestClass().getName(),
                    AnnotationSupport.findAnnotation(
                            context.getRequiredTestClass(), NothingLeft.class));
        }

        @Override
        public void close() {
            // A test that left its thread interrupted must not cut the check short.
            boolean interrupted = Thread.interrupted();
            try {
                watch.end(id);
            } catch (InterruptedException e) {
                interrupted = true;
                throw new AssertionError("interrupted while looking for what was left behind", e);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static ExtensionContext outermost(ExtensionContext context) {
            return context.getParent()
                    .filter(parent -> parent.getTestClass().isPresent())
                    .map(Ticket::outermost)
                    .orElse(context);
        }
    }
}
