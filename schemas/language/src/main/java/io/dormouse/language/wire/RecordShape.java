package io.dormouse.language.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads and makes records of one class. */
record RecordShape(
    List<RecordComponent> components, List<Method> accessors, Constructor<?> constructor) {

  static RecordShape of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalStateException("Expected %s to be a record.".formatted(type));
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      List<Method> accessors = Stream.of(components).map(RecordComponent::getAccessor).toList();
      accessors.forEach(accessor -> accessor.setAccessible(true));
      return new RecordShape(List.of(components), accessors, constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  @Nullable Object[] read(Object record) {
    @Nullable Object[] values = new @Nullable Object[accessors.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = accessors.get(i).invoke(record);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  /**
   * Throws the {@link IllegalArgumentException} of the record's own check if a value is not valid.
   */
  Object create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
