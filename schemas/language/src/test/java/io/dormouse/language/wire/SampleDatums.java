package io.dormouse.language.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Values of contracts whose types are elsewhere (the stores of the streams app), made from the
 * schema alone. They keep the rules of the language's types, so that those can read them. The
 * values of a released schema never change.
 */
final class SampleDatums {

  private final boolean full;
  private final @Nullable Schema branch;
  private int made;
  private int inner;

  private SampleDatums(boolean full, @Nullable Schema branch) {
    this.full = full;
    this.branch = branch;
  }

  /** The samples by branch and fill, such as {@code Asleep/full}. */
  static Map<String, GenericRecord> of(Schema contract) {
    Map<String, GenericRecord> samples = new LinkedHashMap<>();
    for (Schema.Field field : contract.getFields()) {
      for (Schema branch : records(field.schema())) {
        add(samples, contract, branch.getName(), branch);
      }
    }
    if (samples.isEmpty()) {
      add(samples, contract, "value", null);
    }
    return samples;
  }

  private static void add(
      Map<String, GenericRecord> samples, Schema contract, String label, @Nullable Schema branch) {
    samples.put(label + "/empty", new SampleDatums(false, branch).record(contract));
    samples.put(label + "/full", new SampleDatums(true, branch).record(contract));
  }

  /** The branches of a union of several records; none for a nullable type. */
  private static List<Schema> records(Schema schema) {
    return schema.isUnion() && !schema.isNullable() ? schema.getTypes() : List.of();
  }

  private GenericRecord record(Schema schema) {
    GenericData.Record record = new GenericData.Record(schema);
    schema.getFields().forEach(field -> record.put(field.name(), any(field)));
    return record;
  }

  private @Nullable Object any(Schema.Field field) {
    return any(field.name(), field.schema());
  }

  private @Nullable Object any(String name, Schema schema) {
    return switch (schema.getType()) {
      case RECORD -> record(schema);
      case UNION -> union(name, schema);
      case ENUM -> new GenericData.EnumSymbol(schema, schema.getEnumSymbols().getLast());
      case STRING -> text(name);
      case INT -> name.equals("replicas") ? 1 : 1000 + made++;
      case LONG -> 7_000_000L + made++;
      case BOOLEAN -> full;
      case ARRAY -> list(name, schema);
      case MAP -> full ? Map.of("key", some(name, schema.getValueType())) : Map.of();
      case FIXED, BYTES, FLOAT, DOUBLE, NULL ->
          throw new AssertionError("Expected a type of the contracts, but got " + schema);
    };
  }

  private @Nullable Object union(String name, Schema schema) {
    if (!schema.isNullable()) {
      List<Schema> branches = schema.getTypes();
      Schema chosen = branch;
      return any(
          name,
          chosen != null && branches.contains(chosen)
              ? chosen
              : branches.get(inner++ % branches.size()));
    }
    return full ? any(name, schema.getTypes().getLast()) : null;
  }

  private List<Object> list(String name, Schema schema) {
    List<Object> list = new ArrayList<>();
    for (int i = 0; full && i < length(schema.getElementType()); i++) {
      list.add(some(name, schema.getElementType()));
    }
    return list;
  }

  /** Number of elements that show every branch of a union in them. */
  private static int length(Schema element) {
    return element.getType() == Schema.Type.RECORD
        ? element.getFields().stream()
            .mapToInt(field -> records(field.schema()).size())
            .reduce(2, Math::max)
        : 2;
  }

  private Object some(String name, Schema schema) {
    Object value = any(name, schema);
    if (value == null) {
      throw new AssertionError("Expected elements that are not null in " + name);
    }
    return value;
  }

  private String text(String name) {
    return switch (name) {
      case "domain", "domains" -> "acme-%d.example.org".formatted(made++);
      case "path" -> "/healthz";
      case "uri" -> "https://www.example.org/";
      default -> "%s-%d".formatted(name.toLowerCase(Locale.ROOT), made++);
    };
  }
}
