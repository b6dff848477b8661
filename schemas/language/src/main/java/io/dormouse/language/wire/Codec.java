package io.dormouse.language.wire;

import java.util.List;

/**
 * Turns values of one type into bytes and back, in the field's standard framing: a zero byte, the
 * schema's id in four bytes, Avro binary. Bytes of every schema version ever released can be read.
 *
 * @param <T> the type
 */
public interface Codec<T> {

  /** The schema's name, such as {@code InstanceView}. */
  String name();

  byte[] encode(T value);

  /**
   * Reads a value.
   *
   * @throws NewerSchemaException if a newer version wrote the bytes and this one cannot read them
   * @throws MalformedRecordException if the bytes are not a value of this type; the message says
   *     what was expected
   */
  T decode(byte[] bytes);

  /**
   * A codec that also reads bytes of announced schemas: the fields that this program knows.
   * Decoding blocks as {@link AnnouncedSchemas#await} does.
   */
  Codec<T> reading(AnnouncedSchemas schemas);

  /** True if the bytes are framed with a schema that this program was built with. */
  boolean knows(byte[] bytes);

  /** Ids of announced schemas of this name that have values which this codec cannot read. */
  List<Integer> unreadable();
}
