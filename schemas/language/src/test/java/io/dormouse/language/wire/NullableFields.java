package io.dormouse.language.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/** Nullable fields of the records in some schemas, as {@code Record.field}. */
final class NullableFields {

  private final Map<String, Boolean> fields = new HashMap<>();
  private final Set<String> seen = new HashSet<>();

  private NullableFields() {}

  static Map<String, Boolean> of(Stream<Schema> schemas) {
    NullableFields found = new NullableFields();
    schemas.forEach(found::visit);
    return found.fields;
  }

  private void visit(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          schema
              .getFields()
              .forEach(field -> {
                fields.put(schema.getName() + "." + field.name(), field.schema().isNullable());
                visit(field.schema());
              });
        }
      }
      case UNION -> schema.getTypes().forEach(this::visit);
      case ARRAY -> visit(schema.getElementType());
      case MAP -> visit(schema.getValueType());
      case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
    }
  }
}
