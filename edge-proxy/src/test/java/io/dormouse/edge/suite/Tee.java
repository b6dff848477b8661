package io.dormouse.edge.suite;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that keeps all bytes that were read from it. */
final class Tee extends FilterInputStream {

  private final ByteArrayOutputStream kept;

  Tee(InputStream from, ByteArrayOutputStream kept) {
    super(from);
    this.kept = kept;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    if (b >= 0) {
      kept.write(b);
    }
    return b;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, length);
    if (count > 0) {
      kept.write(into, offset, count);
    }
    return count;
  }
}
