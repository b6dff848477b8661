package io.dormouse.language.chain;

import io.dormouse.language.topics.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A chain of records, up to the last that was added. The hash of a link is the SHA-256 of the hash
 * before it, the number, and the key and the value with their lengths. The broker sets neither; it
 * does set time and offset, which are left out. Not safe for several threads.
 */
public final class Chain {

  /** Header of a record that has its link. */
  public static final String HEADER = "dormouse-chain";

  private static final String ORIGIN = "dormouse-chain/1 ";
  private static final int NOTHING = -1;

  private final MessageDigest sha256;
  private final byte[] hash;
  private final ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES);
  private long number;

  private Chain(MessageDigest sha256, byte[] hash, long number) {
    this.sha256 = sha256;
    this.hash = hash;
    this.number = number;
  }

  /** The name of the chain of a partition; the same under every prefix of topics. */
  public static String nameOf(Topic topic, int partition) {
    return topic.shortName() + "-" + partition;
  }

  /** A chain without records. Its first hash follows from its name, so it fits nowhere else. */
  public static Chain begin(String name) {
    MessageDigest sha256 = sha256();
    byte[] origin = sha256.digest((ORIGIN + name).getBytes(StandardCharsets.UTF_8));
    return new Chain(sha256, origin, NOTHING);
  }

  /** A chain that goes on after a link. */
  public static Chain after(ChainLink last) {
    return new Chain(sha256(), last.hashBytes(), last.number());
  }

  /** Adds the next record. */
  public void add(byte @Nullable [] key, byte @Nullable [] value) {
    number++;
    sha256.update(hash);
    update(number);
    update(key);
    update(value);
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  /** True if no record was added yet. */
  public boolean isEmpty() {
    return number == NOTHING;
  }

  /** The number that the next record gets. */
  public long next() {
    return number + 1;
  }

  /** The link of the last record; throws {@link IllegalArgumentException} if there is none. */
  public ChainLink last() {
    return new ChainLink(number, HexFormat.of().formatHex(hash));
  }

  /** The same link, as a header or a store has it. */
  public byte[] lastBytes() {
    return ChainLink.bytes(number, hash);
  }

  /** True if these bytes are the link of the last record. */
  public boolean endsWith(byte[] link) {
    return ChainLink.isLink(link, number, hash);
  }

  private void update(byte @Nullable [] bytes) {
    update(bytes == null ? NOTHING : bytes.length);
    if (bytes != null) {
      sha256.update(bytes);
    }
  }

  private void update(long value) {
    sha256.update(numbers.putLong(0, value).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
