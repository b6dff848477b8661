package io.dormouse.edge.route.packed;

import java.util.Arrays;

/** A record in an {@link Arena}: five bytes of lengths, then its key, then its packed value. */
final class PackedRecord {

  static final int HEAD = 5;

  private final int position;
  private final byte[] chunk;
  private final int offset;

  PackedRecord(int position, byte[] chunk) {
    this.position = position;
    this.chunk = chunk;
    this.offset = Arena.offset(position);
  }

  int position() {
    return position;
  }

  byte[] chunk() {
    return chunk;
  }

  int offset() {
    return offset;
  }

  int keyOffset() {
    return offset + HEAD;
  }

  int keyLength() {
    return chunk[offset] & 0xff;
  }

  int dictionary() {
    return chunk[offset + 1] & 0xff;
  }

  int packedOffset() {
    return keyOffset() + keyLength();
  }

  int packedLength() {
    return (chunk[offset + 2] & 0xff) << 16
        | (chunk[offset + 3] & 0xff) << 8
        | (chunk[offset + 4] & 0xff);
  }

  int size() {
    return HEAD + keyLength() + packedLength();
  }

  byte[] key() {
    return Arrays.copyOfRange(chunk, keyOffset(), packedOffset());
  }

  boolean hasKey(byte[] key) {
    return keyLength() == key.length
        && Arrays.equals(chunk, keyOffset(), packedOffset(), key, 0, key.length);
  }
}
