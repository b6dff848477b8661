package io.dormouse.language.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * A codec that writes by the newest released schema of a contract and reads bytes of every released
 * one.
 */
final class AvroCodec<T> implements Codec<T> {

  private static final int FRAME = 5;

  private final SchemaCatalog catalog;
  private final int id;
  private final Schema schema;
  private final Class<T> type;
  private final Mapping mapping;
  private final GenericDatumWriter<Object> writer;
  private final Map<Integer, GenericDatumReader<Object>> readers = new ConcurrentHashMap<>();

  AvroCodec(SchemaCatalog catalog, String contract, Class<T> type) {
    this.catalog = catalog;
    this.id = catalog.newest(contract);
    this.schema = catalog.find(id).orElseThrow();
    this.type = type;
    this.mapping = Mappings.of(type, schema);
    this.writer = new GenericDatumWriter<>(schema);
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
    if (bytes.length < FRAME || bytes[0] != 0) {
      throw malformed(
          "a zero byte and a four-byte schema id", "%d other bytes".formatted(bytes.length), null);
    }
    int writerId = ByteBuffer.wrap(bytes, 1, 4).getInt();
    GenericDatumReader<Object> reader = readers.computeIfAbsent(writerId, this::reader);
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
        | ClassCastException e) {
      throw malformed("a value of schema id " + writerId, String.valueOf(e.getMessage()), e);
    }
  }

  private GenericDatumReader<Object> reader(int writerId) {
    Schema writerSchema =
        catalog
            .find(writerId)
            .orElseThrow(() -> malformed("a known schema id", "id " + writerId, null));
    if (!writerSchema.getName().equals(schema.getName())) {
      throw malformed("this schema", "the schema " + writerSchema.getName(), null);
    }
    return new GenericDatumReader<>(writerSchema, schema);
  }

  private MalformedRecordException malformed(
      String expected, String got, @Nullable Throwable cause) {
    return new MalformedRecordException(
        "%s: expected %s, but got %s.".formatted(schema.getName(), expected, got), cause);
  }
}
