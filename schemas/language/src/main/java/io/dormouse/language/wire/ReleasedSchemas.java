package io.dormouse.language.wire;

import java.util.SortedMap;
import java.util.TreeMap;
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
