package io.dormouse.language.wire;

import io.dormouse.language.wire.SampleValues.Fill;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one contract that golden bytes are made from, and the way to bytes and back that
 * its newest schema goes.
 */
interface Samples {

  /** The samples by branch and fill; the same in every run. */
  Map<String, Object> values();

  byte[] encode(Object value);

  /** Reads bytes of any released schema of the contract. */
  Object decode(byte[] bytes);

  static Samples of(SchemaCatalog catalog, String contract) {
    Class<?> type = Contracts.OF_TOPICS.get(contract);
    return type == null ? new OfStore(catalog, contract) : OfType.of(catalog, contract, type);
  }

  /** Samples through a codec. */
  record OfType<T>(AvroCodec<T> codec, Class<T> type) implements Samples {

    static <T> OfType<T> of(SchemaCatalog catalog, String contract, Class<T> type) {
      return new OfType<>(new AvroCodec<>(catalog, contract, type), type);
    }

    @Override
    public Map<String, Object> values() {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Branches branches : Branches.of(type)) {
        for (Fill fill : new Fill[] {Fill.EMPTY, Fill.FULL}) {
          long seed = branches.label().hashCode();
          values.put(
              branches.label() + "/" + fill.name().toLowerCase(Locale.ROOT),
              new SampleValues(seed, fill, branches).of(type));
        }
      }
      return values;
    }

    @Override
    public byte[] encode(Object value) {
      return codec.encode(type.cast(value));
    }

    @Override
    public Object decode(byte[] bytes) {
      return codec.decode(bytes);
    }
  }

  /** Samples through the schema alone, for contracts whose types are not in this module. */
  record OfStore(SchemaCatalog catalog, String contract) implements Samples {

    @Override
    public Map<String, Object> values() {
      return new LinkedHashMap<>(SampleDatums.of(newest()));
    }

    @Override
    public byte[] encode(Object value) {
      return Frames.write(catalog.newest(contract), newest(), (GenericRecord) value);
    }

    @Override
    public Object decode(byte[] bytes) {
      Schema writer = catalog.find(ByteBuffer.wrap(bytes).getInt(1)).orElseThrow();
      GenericDatumReader<Object> reader = new GenericDatumReader<>(writer, newest());
      try {
        return reader.read(
            null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Schema newest() {
      return catalog.find(catalog.newest(contract)).orElseThrow();
    }
  }

  /** Bytes of a datum in the standard framing. */
  final class Frames {

    private Frames() {}

    static byte[] write(int id, Schema schema, @Nullable GenericRecord datum) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(0);
      out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      try {
        new GenericDatumWriter<@Nullable GenericRecord>(schema).write(datum, encoder);
        encoder.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return out.toByteArray();
    }
  }
}
