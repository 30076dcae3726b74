package dev.brood;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The classes that a peer may always name.
///
/// None of them does anything while it is decoded but check itself, and none calls methods of what
/// it is given. That is why `BadAttributeValueExpException` (which prints what it holds),
/// `PriorityQueue` (which calls a comparator) and `URL` (whose hash code asks the network) are not
/// here. What the codec has a form of its own for needs no name; it is here for arrays of it and
/// for class literals. Sets and maps that hash are not: in Java serialization they would hash what
/// they hold without the codec's care, and that can be made to take for ever.
final class BasicClasses {
    private static final String VALUES =
            """
            java.lang.Boolean java.lang.Byte java.lang.Character java.lang.CharSequence
            java.lang.Comparable java.lang.Double java.lang.Enum java.lang.Float java.lang.Integer
            java.lang.Iterable java.lang.Long java.lang.Number java.lang.Object java.lang.Record
            java.lang.Short java.lang.StackTraceElement java.lang.String java.lang.Void
            java.lang.String$CaseInsensitiveComparator java.io.Serializable
            java.math.BigDecimal java.math.BigInteger java.math.MathContext java.math.RoundingMode
            java.net.URI java.nio.file.Path
            java.util.AbstractCollection java.util.AbstractList java.util.AbstractSequentialList
            java.util.AbstractMap java.util.AbstractSet
            java.util.ArrayDeque java.util.ArrayList java.util.Arrays$ArrayList java.util.BitSet
            java.util.Collection java.util.Collections$EmptyList java.util.Collections$EmptyMap
            java.util.Collections$EmptySet java.util.Collections$ReverseComparator
            java.util.Collections$SingletonList java.util.Collections$UnmodifiableCollection
            java.util.Collections$UnmodifiableList
            java.util.Collections$UnmodifiableRandomAccessList
            java.util.Comparators$NaturalOrderComparator java.util.Currency java.util.Date
            java.util.Deque java.util.EnumMap java.util.EnumSet
            java.util.EnumSet$SerializationProxy java.util.LinkedList java.util.List
            java.util.Locale java.util.Map java.util.Map$Entry java.util.Optional
            java.util.OptionalDouble java.util.OptionalInt java.util.OptionalLong java.util.Queue
            java.util.Set java.util.SortedMap java.util.SortedSet java.util.TreeMap
            java.util.TreeSet java.util.UUID
            java.util.concurrent.TimeUnit
            """;

    private static final String FAILURES =
            """
            java.lang.Throwable java.lang.Exception java.lang.RuntimeException java.lang.Error
            java.lang.ArithmeticException java.lang.ArrayIndexOutOfBoundsException
            java.lang.ArrayStoreException java.lang.AssertionError java.lang.ClassCastException
            java.lang.ClassNotFoundException java.lang.CloneNotSupportedException
            java.lang.IllegalArgumentException java.lang.IllegalMonitorStateException
            java.lang.IllegalStateException java.lang.IndexOutOfBoundsException
            java.lang.InterruptedException java.lang.LinkageError
            java.lang.NegativeArraySizeException java.lang.NullPointerException
            java.lang.NumberFormatException java.lang.OutOfMemoryError
            java.lang.ReflectiveOperationException java.lang.SecurityException
            java.lang.StackOverflowError java.lang.StringIndexOutOfBoundsException
            java.lang.UnsupportedOperationException java.lang.VirtualMachineError
            java.io.EOFException java.io.FileNotFoundException java.io.IOException
            java.io.UncheckedIOException
            java.nio.file.AccessDeniedException java.nio.file.FileAlreadyExistsException
            java.nio.file.FileSystemException java.nio.file.NoSuchFileException
            java.util.ConcurrentModificationException java.util.NoSuchElementException
            java.util.concurrent.CancellationException java.util.concurrent.CompletionException
            java.util.concurrent.ExecutionException
            java.util.concurrent.RejectedExecutionException java.util.concurrent.TimeoutException
            dev.brood.ActionFailedException dev.brood.BroodException
            dev.brood.BrokenPipeException dev.brood.ClosedException dev.brood.CodecException
            dev.brood.DecodingException dev.brood.EncodingException
            dev.brood.NameNotFoundException dev.brood.NameTakenException
            dev.brood.RemoteFailureException dev.brood.ResourceException
            dev.brood.TaskFailedException
            """;

    static final Set<String> NAMES =
            Stream.of(VALUES, FAILURES)
                    .flatMap(text -> Stream.of(text.strip().split("\\s+")))
                    .collect(Collectors.toUnmodifiableSet());

    private BasicClasses() {}
}
