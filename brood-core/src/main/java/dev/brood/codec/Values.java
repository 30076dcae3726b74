package dev.brood.codec;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/// Small unchangeable values: text, names, times, and what may be absent.
final class Values extends Form implements Maker {
    private static final Values OPTIONAL = new Values(Tag.OPTIONAL);

    private final int tag;

    Values(int tag) {
        this.tag = tag;
    }

    @Override
    void write(Encoder out, Object value) {
        ByteSink bytes = out.bytes();
        if (tag == Tag.OPTIONAL) {
            write((Optional<?>) value, out);
            return;
        }
        bytes.put(tag);
        switch (tag) {
            case Tag.STRING -> bytes.string((String) value);
            case Tag.UUID -> {
                UUID id = (UUID) value;
                bytes.int64(id.getMostSignificantBits());
                bytes.int64(id.getLeastSignificantBits());
            }
            case Tag.PATH -> bytes.string(text((Path) value));
            case Tag.URI -> bytes.string(value.toString());
            case Tag.OPTIONAL_INT, Tag.OPTIONAL_LONG, Tag.OPTIONAL_DOUBLE -> number(value, bytes);
            default -> time(value, bytes);
        }
    }

    private static void write(Optional<?> value, Encoder out) {
        if (value.isEmpty()) {
            out.bytes().put(Tag.OPTIONAL_EMPTY);
            return;
        }
        out.bytes().put(Tag.OPTIONAL);
        out.deeper();
        try {
            out.write(value.get());
        } catch (RuntimeException | Error e) {
            throw CodecFailure.at(e, "Optional");
        }
        out.end();
    }

    @SuppressWarnings("ReferenceEquality") // there is one default file system
    private static String text(Path path) {
        if (path.getFileSystem() != FileSystems.getDefault()) {
            throw new CodecFailure(
                    "path '" + path + "' of " + path.getFileSystem() + " means nothing elsewhere");
        }
        return path.toString();
    }

    private static void number(Object value, ByteSink bytes) {
        if (value instanceof OptionalInt number) {
            bytes.put(number.isPresent() ? 1 : 0);
            if (number.isPresent()) {
                bytes.zigzag(number.getAsInt());
            }
        } else if (value instanceof OptionalLong number) {
            bytes.put(number.isPresent() ? 1 : 0);
            if (number.isPresent()) {
                bytes.zigzag(number.getAsLong());
            }
        } else if (value instanceof OptionalDouble number) {
            bytes.put(number.isPresent() ? 1 : 0);
            if (number.isPresent()) {
                bytes.int64(Double.doubleToRawLongBits(number.getAsDouble()));
            }
        }
    }

    private static void time(Object value, ByteSink bytes) {
        if (value instanceof Duration duration) {
            bytes.zigzag(duration.getSeconds());
            bytes.varint(duration.getNano());
        } else if (value instanceof Instant instant) {
            bytes.zigzag(instant.getEpochSecond());
            bytes.varint(instant.getNano());
        } else if (value instanceof LocalDate date) {
            bytes.zigzag(date.toEpochDay());
        } else if (value instanceof LocalTime time) {
            bytes.varlong(time.toNanoOfDay());
        } else if (value instanceof LocalDateTime both) {
            bytes.zigzag(both.toLocalDate().toEpochDay());
            bytes.varlong(both.toLocalTime().toNanoOfDay());
        }
    }

    static Object read(int tag, Decoder in) {
        ByteSource bytes = in.bytes();
        return switch (tag) {
            case Tag.STRING -> bytes.string();
            case Tag.UUID -> new UUID(bytes.int64(), bytes.int64());
            case Tag.PATH -> Path.of(bytes.string());
            case Tag.URI -> URI.create(bytes.string());
            case Tag.DURATION -> Duration.ofSeconds(bytes.zigzagLong(), bytes.varint());
            case Tag.INSTANT -> Instant.ofEpochSecond(bytes.zigzagLong(), bytes.varint());
            case Tag.LOCAL_DATE -> LocalDate.ofEpochDay(bytes.zigzagLong());
            case Tag.LOCAL_TIME -> LocalTime.ofNanoOfDay(bytes.varlong());
            case Tag.LOCAL_DATE_TIME ->
                    LocalDateTime.of(
                            LocalDate.ofEpochDay(bytes.zigzagLong()),
                            LocalTime.ofNanoOfDay(bytes.varlong()));
            case Tag.OPTIONAL -> {
                in.deeper();
                @Nullable Object[] content = {in.read()};
                in.end();
                yield in.make(OPTIONAL, Decoder.UNNUMBERED, content);
            }
            case Tag.OPTIONAL_EMPTY -> Optional.empty();
            case Tag.OPTIONAL_INT ->
                    bytes.get() == 0 ? OptionalInt.empty() : OptionalInt.of(bytes.zigzag());
            case Tag.OPTIONAL_LONG ->
                    bytes.get() == 0 ? OptionalLong.empty() : OptionalLong.of(bytes.zigzagLong());
            case Tag.OPTIONAL_DOUBLE ->
                    bytes.get() == 0
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(Double.longBitsToDouble(bytes.int64()));
            default -> throw Decoder.noSuchTag(tag);
        };
    }

    @Override
    public Object make(@Nullable Object[] parts) {
        Object content = parts[0];
        if (content == null) {
            throw new CodecFailure("damaged bytes: an Optional of null");
        }
        return Optional.of(content);
    }
}
