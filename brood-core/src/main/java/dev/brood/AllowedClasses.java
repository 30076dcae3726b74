package dev.brood;

import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Which classes a peer may name in the objects it sends. Whoever decodes an object runs code of
/// its classes, with contents that the sender has chosen; so what comes from elsewhere is of these
/// classes or is not decoded. What is refused is not even loaded.
///
/// [#basic()] is the start: values of the JDK that do nothing but be values, and so its numbers,
/// texts, times, collections, and arrays of them; its common exceptions, and Brood's. Records and
/// enums of your own are not among them: their constructors run. Name them:
///
/// ```java
/// AllowedClasses.basic().and(Order.class, Order.Line.class).andPackage("com.example.model")
/// ```
///
/// Lambdas are code, and so are refused even if the class they were written in is allowed, unless
/// that is one of [#andCodeOf]. Handles of queues, locks and the like mean something in their own
/// tree alone and are refused too.
///
/// Sets and maps in records, lists and by themselves are fine; within a class that goes by Java
/// serialization, a `HashMap` is one more class to be named. Prefer records.
///
/// An exception whose class is not allowed arrives as a [RemoteFailureException], with the same
/// text, stack and causes.
///
/// Immutable.
public final class AllowedClasses implements Serializable {
    private static final long serialVersionUID = 1;

    private static final AllowedClasses BASIC =
            new AllowedClasses(BasicClasses.NAMES, Set.of("java.time"), Set.of(), false);
    private static final AllowedClasses EVERYTHING =
            new AllowedClasses(Set.of(), Set.of(), Set.of(), true);

    @SuppressWarnings("serial") // sets that can't change
    private final Set<String> names;

    @SuppressWarnings("serial")
    private final Set<String> packages;

    @SuppressWarnings("serial")
    private final Set<String> code;

    private final boolean all;

    private AllowedClasses(Set<String> names, Set<String> packages, Set<String> code, boolean all) {
        this.names = names;
        this.packages = packages;
        this.code = code;
        this.all = all;
    }

    /// Returns the classes that are mere values.
    ///
    /// @return always the same
    public static AllowedClasses basic() {
        return BASIC;
    }

    /// Returns every class there is, lambdas and handles too: **whoever knows the secret can then
    /// run any code in this process**, as between the processes of a tree.
    ///
    /// @return always the same
    public static AllowedClasses everything() {
        return EVERYTHING;
    }

    /// Returns these classes and more: those named, what they extend, and if they are sealed, what
    /// is permitted to extend them. Of an array it is the class of its elements. Classes inside of
    /// them are classes of their own.
    ///
    /// @param types classes whose objects may be sent here
    /// @return a new object
    public AllowedClasses and(Class<?>... types) {
        Set<String> more = new LinkedHashSet<>(names);
        Deque<Class<?>> open = new ArrayDeque<>(Arrays.asList(types));
        while (!open.isEmpty()) {
            Class<?> type = open.pop();
            while (type.isArray()) {
                type = type.getComponentType();
            }
            if (more.add(type.getName())) {
                if (type.getSuperclass() != null) {
                    open.push(type.getSuperclass());
                }
                if (type.isSealed()) {
                    open.addAll(Arrays.asList(type.getPermittedSubclasses()));
                }
            }
        }
        return new AllowedClasses(Set.copyOf(more), packages, code, all);
    }

    /// Returns these classes and all those of a package, but not of the packages below it. That
    /// some library puts a class there later is a risk; so name a package of your own.
    ///
    /// @param name such as `com.example.model`
    /// @return a new object
    /// @throws IllegalArgumentException if it is no name of a package
    public AllowedClasses andPackage(String name) {
        if (!name.matches("[^\\s.*;\\[/]+(\\.[^\\s.*;\\[/]+)*")) {
            throw new IllegalArgumentException(
                    "a package is named like com.example.model, not '"
                            + name
                            + "'; the packages below it are to be named each");
        }
        Set<String> more = new LinkedHashSet<>(packages);
        more.add(name);
        return new AllowedClasses(names, Set.copyOf(more), code, all);
    }

    /// Returns these classes, and lambdas that are written in some classes: a peer may then have
    /// any of *their* lambdas called here, with captured values of its choice. It may not send code
    /// of its own.
    ///
    /// @param types classes with lambdas in their source, whose objects are allowed too
    /// @return a new object
    public AllowedClasses andCodeOf(Class<?>... types) {
        Set<String> more = new LinkedHashSet<>(code);
        for (Class<?> type : types) {
            more.add(type.getName());
        }
        AllowedClasses data = and(types);
        return new AllowedClasses(data.names, packages, Set.copyOf(more), all);
    }

    /// Returns whether objects of a class may come, and arrays of them.
    ///
    /// @param name a binary name, such as `com.example.Order$Line`; not of an array
    /// @return true if so
    public boolean allows(String name) {
        if (all || names.contains(name)) {
            return true;
        }
        int end = name.lastIndexOf('.');
        return end > 0 && packages.contains(name.substring(0, end));
    }

    /// Returns whether lambdas that are written in a class may come.
    ///
    /// @param name a binary name
    /// @return true if so
    public boolean allowsCodeOf(String name) {
        return all || code.contains(name);
    }

    /// Returns whether nothing is refused.
    ///
    /// @return true for [#everything()] alone
    public boolean isEverything() {
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AllowedClasses that
                && all == that.all
                && names.equals(that.names)
                && packages.equals(that.packages)
                && code.equals(that.code);
    }

    @Override
    public int hashCode() {
        return Objects.hash(names, packages, code, all);
    }

    /// Returns what is allowed beyond the basic classes.
    @Override
    public String toString() {
        if (all) {
            return "everything";
        }
        StringBuilder text = new StringBuilder("basic classes");
        new TreeSet<>(names)
                .stream()
                        .filter(name -> !BasicClasses.NAMES.contains(name))
                        .forEach(name -> text.append(", ").append(name));
        new TreeSet<>(packages)
                .stream()
                        .filter(name -> !BASIC.packages.contains(name))
                        .forEach(name -> text.append(", ").append(name).append(".*"));
        if (!code.isEmpty()) {
            text.append(code.stream().sorted().collect(Collectors.joining(", ", ", code of ", "")));
        }
        return text.toString();
    }
}
