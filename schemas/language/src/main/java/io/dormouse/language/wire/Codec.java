package io.dormouse.language.wire;

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
   * @throws MalformedRecordException if the bytes are not a value of this type; the message says
   *     what was expected
   */
  T decode(byte[] bytes);
}
