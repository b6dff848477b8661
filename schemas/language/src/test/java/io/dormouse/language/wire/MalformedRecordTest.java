package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Decoding of any bytes gives a value or a {@link MalformedRecordException}, and takes no more
 * memory than the bytes justify. Runs again with {@code -Dsamples.seed=}.
 */
class MalformedRecordTest {

  private static final long SEED = Long.getLong("samples.seed", System.nanoTime());
  private static final int ROUNDS = 3000;

  static {
    System.out.println("samples.seed=" + SEED);
  }

  static Stream<String> contracts() {
    return Contracts.OF_TOPICS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "00000000", "01000000011234", "ff", "7b226964223a2261227d"})
  void shouldRefuseWhatHasNoFrame(String hex) {
    assertThatThrownBy(() -> Codecs.ACTIVITY.decode(HexFormat.of().parseHex(hex)))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessageContaining("ActivityReport: expected a zero byte and a four-byte schema id");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 4711, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldRefuseAnIdThatWasNeverReleased(int id) {
    assertThatThrownBy(() -> Codecs.ACTIVITY.decode(framed(id, new byte[10])))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage(
            "ActivityReport: expected a known schema id, but got id %d, which nobody announced."
                .formatted(id));
  }

  @Test
  void shouldRefuseARecordOfAnotherContract() {
    Samples samples = samples("SignUp");
    byte[] signUp = samples.encode(samples.values().values().iterator().next());
    assertThatThrownBy(() -> Codecs.ACTIVITY.decode(signUp))
        .isInstanceOf(MalformedRecordException.class)
        .hasMessage("ActivityReport: expected this schema, but got the schema SignUp.");
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldRefuseARecordThatIsCutAnywhere(String contract) {
    Samples samples = samples(contract);
    samples
        .values()
        .forEach((branch, value) -> {
          byte[] whole = samples.encode(value);
          for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(catchThrowable(() -> samples.decode(cut)))
                .as("%s %s cut to %d bytes", contract, branch, length)
                .isInstanceOf(MalformedRecordException.class);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldRefuseARecordWithMoreBehindIt(String contract) {
    Samples samples = samples(contract);
    samples
        .values()
        .forEach((branch, value) -> {
          byte[] whole = samples.encode(value);
          assertThat(catchThrowable(() -> samples.decode(Arrays.copyOf(whole, whole.length + 1))))
              .as("%s %s", contract, branch)
              .isInstanceOf(MalformedRecordException.class)
              .hasMessageContaining("expected the end of the record, but got more bytes");
        });
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldRefuseRandomBytes(String contract) {
    Samples samples = samples(contract);
    int id = SchemaCatalog.BUNDLED.newest(contract);
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      expectValueOrMalformed(samples, framed(id, noise));
    }
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void shouldRefuseOrReadARecordWithWrongBytesInIt(String contract) {
    Samples samples = samples(contract);
    Random random = new Random(SEED);
    samples
        .values()
        .values()
        .forEach(value -> {
          byte[] whole = samples.encode(value);
          for (int i = 0; i < ROUNDS / 10; i++) {
            byte[] hurt = whole.clone();
            for (int hits = 1 + random.nextInt(3); hits > 0; hits--) {
              hurt[random.nextInt(hurt.length)] = (byte) random.nextInt();
            }
            expectValueOrMalformed(samples, hurt);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        201,
        1 << 20,
        Integer.MAX_VALUE / 16,
        Integer.MAX_VALUE - 8,
        Integer.MAX_VALUE,
        1L << 31,
        1L << 32,
        Long.MAX_VALUE,
        -1,
        -200,
        Integer.MIN_VALUE,
        Long.MIN_VALUE
      })
  void shouldRefuseALengthThatTheBytesCannotHold(long length) {
    byte[] rest = new byte[200];
    // The first field is a text; so is the first key of an environment.
    expectMalformed(Codecs.ACTIVITY, framed(3, varint(length), rest));
    // Lists: of replicas, of legal actions, of excluded hosts.
    expectMalformed(
        Codecs.HOST_REPORT, framed(9, hex("0268 0270 0269 0264 02 02"), varint(length), rest));
    expectMalformed(
        Codecs.REJECTION, framed(7, hex("0263 00 0261 0273 00 00 026d"), varint(length), rest));
    expectMalformed(
        Codecs.PLACEMENT, framed(12, hex("00 0261 00 02 0270 02"), varint(length), rest));
    // Map: the environment of a blueprint.
    expectMalformed(
        Codecs.BLUEPRINT,
        framed(2, hex("0261 02 0269 8080800a 14 02 022f 02"), varint(length), rest));
  }

  private static void expectMalformed(Codec<?> codec, byte[] bytes) {
    assertThat(catchThrowable(() -> codec.decode(bytes)))
        .as(codec.name())
        .isInstanceOf(MalformedRecordException.class);
  }

  private static void expectValueOrMalformed(Samples samples, byte[] bytes) {
    @Nullable Throwable failure = catchThrowable(() -> samples.decode(bytes));
    if (failure != null) {
      assertThat(failure)
          .as("%s, samples.seed=%d", HexFormat.of().formatHex(bytes), SEED)
          .isInstanceOf(MalformedRecordException.class);
    }
  }

  private static Samples samples(String contract) {
    return Samples.of(SchemaCatalog.BUNDLED, contract);
  }

  private static byte[] framed(int id, byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0);
    out.writeBytes(ByteBuffer.allocate(4).putInt(id).array());
    Stream.of(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  /** A number as Avro writes it: zigzag, seven bits a byte. */
  private static byte[] varint(long number) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = (number << 1) ^ (number >> 63);
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }
}
