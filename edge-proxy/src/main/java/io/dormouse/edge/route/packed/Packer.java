package io.dormouse.edge.route.packed;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses records with dictionaries of samples of their kind, and with their keys. Records that
 * were packed with any of its dictionaries can always be unpacked.
 *
 * <p>Packs on one thread at a time, unpacks on any.
 */
public final class Packer {

  private static final int MOST_DICTIONARIES = 255;
  private static final int MOST_DICTIONARY = 4096;

  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final ThreadLocal<Inflater> inflaters = ThreadLocal.withInitial(() -> new Inflater(true));
  private volatile List<byte[]> dictionaries;

  /** Creates a packer with these dictionaries. The last one packs; the first is empty. */
  public Packer(List<byte[]> dictionaries) {
    this.dictionaries = List.copyOf(dictionaries);
  }

  Packer() {
    this(List.of(new byte[0]));
  }

  List<byte[]> dictionaries() {
    return dictionaries;
  }

  /** The number of the dictionary that packs now. */
  int newest() {
    return dictionaries.size() - 1;
  }

  /** Makes a dictionary of samples, which packs from now on. */
  void learn(List<byte[]> samples) {
    if (samples.isEmpty() || dictionaries.size() == MOST_DICTIONARIES) {
      return;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    samples.forEach(all::writeBytes);
    byte[] dictionary = all.toByteArray();
    List<byte[]> more = new ArrayList<>(dictionaries);
    more.add(
        Arrays.copyOfRange(
            dictionary, Math.max(0, dictionary.length - MOST_DICTIONARY), dictionary.length));
    dictionaries = List.copyOf(more);
  }

  byte[] pack(byte[] key, byte[] value) {
    deflater.reset();
    deflater.setDictionary(preset(newest(), key));
    deflater.setInput(value);
    deflater.finish();
    byte[] packed = new byte[value.length + 64];
    int length = 0;
    while (!deflater.finished()) {
      if (length == packed.length) {
        packed = Arrays.copyOf(packed, 2 * length);
      }
      length += deflater.deflate(packed, length, packed.length - length);
    }
    return Arrays.copyOf(packed, length);
  }

  /**
   * The original value.
   *
   * @throws IllegalStateException if these bytes were not made by {@link #pack}
   */
  byte[] unpack(int dictionary, byte[] key, byte[] from, int offset, int length) {
    Inflater inflater = inflaters.get();
    inflater.reset();
    inflater.setDictionary(preset(dictionary, key));
    inflater.setInput(from, offset, length);
    byte[] value = new byte[4 * length + 64];
    int filled = 0;
    try {
      while (!inflater.finished()) {
        if (filled == value.length) {
          value = Arrays.copyOf(value, 2 * filled);
        }
        int more = inflater.inflate(value, filled, value.length - filled);
        if (more == 0 && !inflater.finished()) {
          throw new IllegalStateException("Expected a packed record, but it ends too soon.");
        }
        filled += more;
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("Expected a packed record, but: " + e.getMessage(), e);
    }
    return Arrays.copyOf(value, filled);
  }

  private byte[] preset(int number, byte[] key) {
    byte[] dictionary = dictionaries.get(number);
    byte[] preset = Arrays.copyOf(dictionary, dictionary.length + key.length);
    System.arraycopy(key, 0, preset, dictionary.length, key.length);
    return preset;
  }
}
