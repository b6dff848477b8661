package io.dormouse.language.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The schemas that this program was built with, as texts. */
public final class ReleasedSchemas {

  private ReleasedSchemas() {}

  /** All of them, by id. */
  public static SortedMap<Integer, String> texts() {
    SortedMap<Integer, String> texts = new TreeMap<>();
    SchemaCatalog.BUNDLED.all().forEach((id, schema) -> texts.put(id, schema.toString()));
    return texts;
  }

  /** A hash of all of them, which is another one in a program that was built with others. */
  public static String fingerprint() {
    CRC32C hash = new CRC32C();
    hash.update(texts().toString().getBytes(UTF_8));
    return Long.toHexString(hash.getValue());
  }

  /** True if both texts are the same schema, in whatever layout; false if one is no schema. */
  public static boolean same(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return new Schema.Parser().parse(one).equals(new Schema.Parser().parse(other));
    } catch (AvroRuntimeException e) {
      return false;
    }
  }
}
