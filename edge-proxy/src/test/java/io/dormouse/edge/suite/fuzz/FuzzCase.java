package io.dormouse.edge.suite.fuzz;

import io.dormouse.edge.suite.DeadPeers;
import io.dormouse.edge.suite.http2.Http2Runner;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Frames;
import io.dormouse.edge.suite.vectors.Vector;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * One case of the fuzzer, made from a seed and its number alone.
 *
 * @param name of the tenant; four letters, so that lengths inside frames stay right
 * @param mark a word of six letters in all answers of its backend
 * @param http2 true if the client speaks HTTP/2
 * @param request bytes of the client
 * @param answer of the backend to the first request, or empty for a usual one
 * @param late bytes that the backend sends after the client has the whole answer, or empty
 * @param halfCloses true if the client then sends no more
 */
record FuzzCase(
    int number,
    String name,
    String mark,
    boolean http2,
    String request,
    String answer,
    String late,
    boolean halfCloses) {

  /** The vectors that cases are made of. */
  record Seeds(List<String> http1, List<String> http2, List<String> answers) {

    private static final int LONGEST = 4_096;

    static Seeds of(List<Vector> vectors) {
      return new Seeds(
          vectors.stream()
              .filter(vector -> !vector.family().startsWith(Http2Runner.FAMILY))
              .filter(vector -> !vector.family().equals(DeadPeers.FAMILY))
              .map(Vector::sent)
              .filter(Seeds::isUseful)
              .toList(),
          vectors.stream()
              .filter(vector -> vector.family().startsWith(Http2Runner.FAMILY))
              .map(Vector::sent)
              .filter(Seeds::isUseful)
              .toList(),
          vectors.stream()
              .filter(vector -> vector.answer() != null)
              .map(vector -> vector.answer().bytes())
              .filter(Seeds::isUseful)
              .toList());
    }

    private static boolean isUseful(String bytes) {
      return !bytes.isEmpty() && bytes.length() <= LONGEST;
    }
  }

  private static final int MOST_MUTATIONS = 4;
  private static final List<String> LATE =
      List.of("junk", "\r\n", "HTTP/1.1 200 OK\r\nSet-Cookie: evil=1\r\nX-Pad: ", "\0");

  private static final long WORDS = 36 * 36 * 36 * 36 * 36;

  /** A prime: no two cases have the same mark, and those of neighbours differ in most letters. */
  private static final long SPREAD = 27_644_437;

  /**
   * Makes a case.
   *
   * @param seed of all cases
   */
  static FuzzCase of(Seeds seeds, long seed, int number, String name) {
    Random random = new Random(seed ^ number * 0x9E3779B97F4A7C15L);
    String mark = "q" + letters(Math.floorMod(number * SPREAD, WORDS));
    boolean http2 = random.nextInt(5) == 0;
    boolean odd = random.nextInt(5) < 2;
    String plain = http2 ? Frames.HELLO + Frames.get(1) : Vector.line("GET /");
    String request =
        odd && random.nextInt(4) > 0 ? plain : mutated(http2 ? seeds.http2 : seeds.http1, random);
    String answer = odd ? mutated(seeds.answers, random) : "";
    String late = random.nextInt(8) == 0 ? LATE.get(random.nextInt(LATE.size())) : "";
    return new FuzzCase(
        number,
        name,
        mark,
        http2,
        request.replace("acme", name),
        answer.replace("oracle", mark),
        late,
        !http2 && random.nextInt(16) > 0);
  }

  String host() {
    return Expected.HOST.replace("acme", name);
  }

  /** A request that the same or the next client sends. */
  String asks(String path) {
    return "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host());
  }

  /** The body of a usual answer. */
  String says(String methodAndTarget) {
    return "oracle " + mark + " " + methodAndTarget;
  }

  private static String mutated(List<String> from, RandomGenerator random) {
    String bytes = from.get(random.nextInt(from.size()));
    Mutation[] all = Mutation.values();
    for (int left = random.nextInt(MOST_MUTATIONS + 1); left > 0 && !bytes.isEmpty(); left--) {
      String other = from.get(random.nextInt(from.size()));
      bytes = all[random.nextInt(all.length)].apply(bytes, other, random);
    }
    return bytes;
  }

  private static String letters(long number) {
    String text = Long.toString(number, 36);
    return "0".repeat(5 - text.length()) + text;
  }

  @Override
  public String toString() {
    return "case %d: sent <%s>, answered <%s>, late <%s>"
        .formatted(number, shown(request), shown(answer), shown(late));
  }

  /** The bytes with escapes for invisible ones. */
  static String shown(String bytes) {
    StringBuilder text = new StringBuilder();
    bytes
        .chars()
        .forEach(c -> {
          switch (c) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            default -> text.append(c >= ' ' && c < 0x7f ? (char) c : "\\x%02x".formatted(c));
          }
        });
    return text.toString();
  }
}
