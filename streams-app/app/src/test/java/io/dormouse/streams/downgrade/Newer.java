package io.dormouse.streams.downgrade;

import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codec;
import io.dormouse.language.wire.ReleasedSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData.EnumSymbol;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;

/**
 * A record as a newer version writes it, whose schema has one more field, and one more kind of
 * robots where it has robots.
 */
final class Newer {

  static final int ID = 4711;
  private static final int FRAME = 5;
  private static final String ROBOTS = "\"DISALLOW\",\"ALLOW\",\"FORWARD\"";

  private final String text;
  private final byte[] bytes;

  private Newer(String text, byte[] bytes) {
    this.text = text;
    this.bytes = bytes;
  }

  static <T> Newer of(Codec<T> codec, T value) {
    byte[] own = codec.encode(value);
    Schema before = new Schema.Parser().parse(released(own));
    String text = text(own);
    return new Newer(text, encode(read(own, before, new Schema.Parser().parse(text))));
  }

  /** The same with the newer kind of robots in the options of a domain. */
  static <T> Newer unreadable(Codec<T> codec, T value) {
    byte[] own = codec.encode(value);
    Schema before = new Schema.Parser().parse(released(own));
    Schema after = new Schema.Parser().parse(text(own));
    GenericRecord record = read(own, before, after);
    GenericRecord options = (GenericRecord) record.get("options");
    Schema robots = options.getSchema().getField("robots").schema();
    options.put("robots", new EnumSymbol(robots, "ASK"));
    return new Newer(text(own), encode(record));
  }

  /** The newer schema. */
  String text() {
    return text;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  AnnouncedSchemas announced() {
    return new AnnouncedSchemas() {
      @Override
      public Optional<String> await(int id) {
        return Optional.ofNullable(all().get(id));
      }

      @Override
      public Map<Integer, String> all() {
        return Map.of(ID, text);
      }
    };
  }

  private static String released(byte[] own) {
    return Objects.requireNonNull(ReleasedSchemas.texts().get(ByteBuffer.wrap(own).getInt(1)));
  }

  private static String text(byte[] own) {
    String text = released(own).replace(ROBOTS, ROBOTS + ",\"ASK\"");
    return text.substring(0, text.length() - "]}".length())
        + ",{\"name\":\"mood\",\"type\":\"string\",\"default\":\"calm\"}]}";
  }

  private static GenericRecord read(byte[] own, Schema before, Schema after) {
    try {
      return new GenericDatumReader<GenericRecord>(before, after)
          .read(null, DecoderFactory.get().binaryDecoder(own, FRAME, own.length - FRAME, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encode(GenericRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(ID).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
