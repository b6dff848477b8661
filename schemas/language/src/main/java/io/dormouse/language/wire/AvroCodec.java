package io.dormouse.language.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A codec that writes by the newest released schema of a contract and reads bytes of every released
 * and every announced one.
 */
final class AvroCodec<T> implements Codec<T> {

  static final int FRAME = 5;

  private final SchemaCatalog catalog;
  private final AnnouncedSchemas announced;
  private final int id;
  private final Schema schema;
  private final Class<T> type;
  private final Mapping mapping;
  private final GenericDatumWriter<Object> writer;
  private final Map<Integer, GenericDatumReader<Object>> readers = new ConcurrentHashMap<>();

  AvroCodec(SchemaCatalog catalog, String contract, Class<T> type) {
    this.catalog = catalog;
    this.announced = AnnouncedSchemas.NONE;
    this.id = catalog.newest(contract);
    this.schema = catalog.find(id).orElseThrow();
    this.type = type;
    this.mapping = Mappings.of(type, schema);
    this.writer = new GenericDatumWriter<>(schema);
  }

  private AvroCodec(AvroCodec<T> codec, AnnouncedSchemas announced) {
    this.catalog = codec.catalog;
    this.announced = announced;
    this.id = codec.id;
    this.schema = codec.schema;
    this.type = codec.type;
    this.mapping = codec.mapping;
    this.writer = codec.writer;
  }

  @Override
  public Codec<T> reading(AnnouncedSchemas schemas) {
    return new AvroCodec<>(this, schemas);
  }

  @Override
  public String name() {
    return schema.getName();
  }

  @Override
  public byte[] encode(T value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.write(mapping.toAvro(value), encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Override
  public T decode(byte[] bytes) {
    if (!isFramed(bytes)) {
      throw malformed(
          "a zero byte and a four-byte schema id", "%d other bytes".formatted(bytes.length), null);
    }
    int writerId = writerId(bytes);
    GenericDatumReader<Object> reader = reader(writerId);
    BoundedDecoder decoder = new BoundedDecoder(bytes, FRAME);
    try {
      T value = type.cast(Objects.requireNonNull(mapping.fromAvro(reader.read(null, decoder))));
      if (!decoder.isEnd()) {
        throw malformed("the end of the record", "more bytes", null);
      }
      return value;
    } catch (IOException
        | AvroRuntimeException
        | IllegalArgumentException
        | ArithmeticException
        | IndexOutOfBoundsException
        | NegativeArraySizeException
        | UnsupportedOperationException
        | ClassCastException
        | StackOverflowError e) {
      throw unreadable(writerId, e);
    }
  }

  @Override
  public boolean knows(byte[] bytes) {
    return isFramed(bytes) && catalog.find(writerId(bytes)).isPresent();
  }

  @Override
  public List<Integer> unreadable() {
    return announced.all().entrySet().stream()
        .filter(entry -> catalog.find(entry.getKey()).isEmpty())
        .filter(entry -> isPartlyUnreadable(entry.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean isPartlyUnreadable(String text) {
    try {
      Schema other = new Schema.Parser().parse(text);
      return other.getName().equals(schema.getName())
          && SchemaCompatibility.checkReaderWriterCompatibility(schema, other).getType()
              != SchemaCompatibilityType.COMPATIBLE;
    } catch (AvroRuntimeException e) {
      return false;
    }
  }

  static boolean isFramed(byte[] bytes) {
    return bytes.length >= FRAME && bytes[0] == 0;
  }

  static int writerId(byte[] bytes) {
    return ByteBuffer.wrap(bytes, 1, 4).getInt();
  }

  private GenericDatumReader<Object> reader(int writerId) {
    GenericDatumReader<Object> known = readers.get(writerId);
    if (known != null) {
      return known;
    }
    Schema writerSchema = catalog.find(writerId).orElseGet(() -> announced(writerId));
    if (!writerSchema.getName().equals(schema.getName())) {
      throw malformed("this schema", "the schema " + writerSchema.getName(), null);
    }
    GenericDatumReader<Object> reader = new GenericDatumReader<>(writerSchema, schema);
    readers.put(writerId, reader);
    return reader;
  }

  private Schema announced(int writerId) {
    String text =
        announced
            .await(writerId)
            .orElseThrow(() ->
                new NewerSchemaException(
                    message(
                        "a known schema id", "id %d, which nobody announced".formatted(writerId)),
                    null));
    try {
      return new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw malformed("a schema announced under id " + writerId, String.valueOf(e.getMessage()), e);
    }
  }

  private MalformedRecordException unreadable(int writerId, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    return catalog.find(writerId).isPresent()
        ? malformed("a value of schema id " + writerId, reason, cause)
        : new NewerSchemaException(
            message(
                "a value that this version knows",
                "one of schema id %d that only newer versions read (%s)"
                    .formatted(writerId, reason)),
            cause);
  }

  private MalformedRecordException malformed(
      String expected, String got, @Nullable Throwable cause) {
    return new MalformedRecordException(message(expected, got), cause);
  }

  private String message(String expected, String got) {
    return "%s: expected %s, but got %s.".formatted(schema.getName(), expected, got);
  }
}
