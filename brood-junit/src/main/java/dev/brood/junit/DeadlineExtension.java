package dev.brood.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.management.ManagementFactory;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What [Deadline] does. Tests name the annotation, or register this class by JUnit's automatic
/// detection or by `@ExtendWith` to have the default deadline.
public final class DeadlineExtension implements InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(DeadlineExtension.class);
    private static final String PARAMETER = "brood.deadline.seconds";
    private static final boolean DEBUGGED =
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .anyMatch(argument -> argument.startsWith("-agentlib:jdwp"));

    /// For JUnit.
    public DeadlineExtension() {}

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> target,
            ExtensionContext context)
            throws Throwable {
        return limited(invocation, context, Optional.empty(), "the constructor");
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    @Override
    public <T extends @Nullable Object> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        return limited(invocation, target, context);
    }

    @Override
    public void interceptDynamicTest(
            Invocation<@Nullable Void> invocation,
            DynamicTestInvocationContext target,
            ExtensionContext context)
            throws Throwable {
        // The context of a dynamic test knows neither class nor method; that of its factory does.
        ExtensionContext factory = context;
        while (factory.getTestMethod().isEmpty()) {
            factory = factory.getParent().orElseThrow();
        }
        limited(
                invocation,
                factory,
                factory.getTestMethod(),
                "dynamic test '%s'".formatted(context.getDisplayName()));
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        limited(invocation, target, context);
    }

    private static <T extends @Nullable Object> T limited(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> target,
            ExtensionContext context)
            throws Throwable {
        Method method = target.getExecutable();
        return limited(invocation, context, Optional.of(method), method.getName());
    }

    private static <T extends @Nullable Object> T limited(
            Invocation<T> invocation,
            ExtensionContext context,
            Optional<Method> method,
            String name)
            throws Throwable {
        if (DEBUGGED) {
            return invocation.proceed();
        }
        Watchdog watchdog = context.getRoot().getStore(NAMESPACE).computeIfAbsent(Watchdog.class);
        String what = context.getRequiredTestClass().getName() + ": " + name;
        Watchdog.Guard guard = watchdog.guard(what, deadline(context, method));
        T result;
        try {
            result = invocation.proceed();
        } catch (Throwable e) {
            guard.end(e);
            throw e;
        }
        guard.end(null);
        return result;
    }

    private static Duration deadline(ExtensionContext context, Optional<Method> method) {
        List<Class<?>> enclosing = context.getEnclosingTestClasses();
        Optional<Deadline> annotation =
                method.flatMap(m -> find(m))
                        .or(() -> find(context.getRequiredTestClass()))
                        .or(() ->
                                enclosing.reversed().stream()
                                        .flatMap(type -> find(type).stream())
                                        .findFirst());
        int seconds =
                annotation
                        .map(Deadline::seconds)
                        .orElseGet(() -> Settings.number(context, PARAMETER, 60));
        if (seconds < 1) {
            throw new ExtensionConfigurationException(
                    "a deadline must be at least 1 second, was " + seconds);
        }
        return Duration.ofSeconds(seconds);
    }

    private static Optional<Deadline> find(AnnotatedElement element) {
        return AnnotationSupport.findAnnotation(element, Deadline.class);
    }
}
