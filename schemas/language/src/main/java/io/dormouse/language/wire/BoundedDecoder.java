package io.dormouse.language.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro's binary decoder over an array. It refuses lengths that the remaining bytes cannot hold, so
 * a short record that claims gigabytes takes no memory. Every element of a collection counts as at
 * least one byte.
 *
 * <p>Throws {@link AvroRuntimeException} if a length is not possible.
 */
final class BoundedDecoder extends Decoder {

  private final BinaryDecoder decoder;

  BoundedDecoder(byte[] bytes, int offset) {
    this.decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
  }

  boolean isEnd() throws IOException {
    return decoder.isEnd();
  }

  private long bounded(long length) throws IOException {
    int left = decoder.inputStream().available();
    if (length < 0 || length > left) {
      throw new AvroRuntimeException("a length of %d with %d bytes left".formatted(length, left));
    }
    return length;
  }

  private byte[] sized() throws IOException {
    byte[] bytes = new byte[(int) bounded(decoder.readLong())];
    decoder.readFixed(bytes);
    return bytes;
  }

  private void skipSized() throws IOException {
    decoder.skipFixed((int) bounded(decoder.readLong()));
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) throws IOException {
    return new Utf8(sized());
  }

  @Override
  public String readString() throws IOException {
    return new String(sized(), StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() throws IOException {
    skipSized();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(sized());
  }

  @Override
  public void skipBytes() throws IOException {
    skipSized();
  }

  @Override
  public long readArrayStart() throws IOException {
    return bounded(decoder.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return bounded(decoder.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return bounded(decoder.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return bounded(decoder.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return bounded(decoder.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return bounded(decoder.skipMap());
  }

  @Override
  public void readNull() throws IOException {
    decoder.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return decoder.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return decoder.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return decoder.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return decoder.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return decoder.readDouble();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    decoder.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    decoder.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return decoder.readEnum();
  }

  @Override
  public int readIndex() throws IOException {
    return decoder.readIndex();
  }
}
