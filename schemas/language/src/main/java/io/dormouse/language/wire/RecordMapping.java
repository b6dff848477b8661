package io.dormouse.language.wire;

import java.lang.reflect.RecordComponent;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Mapping of a record, component by component, in the order that record and contract share. */
record RecordMapping(RecordShape shape, Schema schema, List<Mapping> components)
    implements Mapping {

  static RecordMapping of(Class<?> type, Schema schema) {
    RecordShape shape = RecordShape.of(type);
    List<String> names = shape.components().stream().map(RecordComponent::getName).toList();
    List<String> fields = schema.getFields().stream().map(Schema.Field::name).toList();
    if (!names.equals(fields)) {
      throw new IllegalStateException(
          "Expected %s to have the contract's fields %s, but it has %s."
              .formatted(type, fields, names));
    }
    List<Mapping> mappings =
        shape.components().stream()
            .map(component ->
                Mappings.of(
                    component.getGenericType(), schema.getField(component.getName()).schema()))
            .toList();
    return new RecordMapping(shape, schema, mappings);
  }

  @Override
  public @Nullable Object toAvro(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    GenericData.Record datum = new GenericData.Record(schema);
    @Nullable Object[] values = shape.read(value);
    for (int i = 0; i < values.length; i++) {
      datum.put(i, components.get(i).toAvro(values[i]));
    }
    return datum;
  }

  @Override
  public @Nullable Object fromAvro(@Nullable Object datum) {
    if (datum == null) {
      return null;
    }
    GenericRecord source = (GenericRecord) datum;
    @Nullable Object[] values = new @Nullable Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = components.get(i).fromAvro(source.get(i));
    }
    return shape.create(values);
  }
}
