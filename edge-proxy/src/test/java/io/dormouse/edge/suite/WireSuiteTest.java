package io.dormouse.edge.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dormouse.edge.suite.http2.Http2Runner;
import io.dormouse.edge.suite.vectors.AnswerVectors;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.FramingVectors;
import io.dormouse.edge.suite.vectors.HeadVectors;
import io.dormouse.edge.suite.vectors.HeaderVectors;
import io.dormouse.edge.suite.vectors.Http2Vectors;
import io.dormouse.edge.suite.vectors.Judgement;
import io.dormouse.edge.suite.vectors.Judgement.Treatment;
import io.dormouse.edge.suite.vectors.Vector;
import io.dormouse.edge.suite.vectors.WebSocketVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bytes through our edge, nginx and HAProxy, each before an oracle. The table is written
 * to {@code target/wire-suite.md} too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class WireSuiteTest {

  private static final Path TABLE = Path.of("target", "wire-suite.md");

  private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);
  private static final Duration MUCH_PATIENCE = Duration.ofMinutes(1);

  private final Map<String, Map<String, Judgement>> verdicts = new LinkedHashMap<>();

  public static Stream<Vector> vectors() {
    return Stream.of(
            FramingVectors.all(),
            HeadVectors.all(),
            HeaderVectors.all(),
            AnswerVectors.all(),
            WebSocketVectors.all(),
            DeadPeers.all(),
            Http2Vectors.all())
        .flatMap(vectors -> vectors);
  }

  /** A proxy before an oracle of its own. */
  private interface Start {

    Optional<Proxy> before(Oracle oracle, Duration patience) throws IOException;
  }

  @BeforeAll
  void runAll(@TempDir Path folder) throws IOException {
    Map<String, Start> starts = new LinkedHashMap<>();
    starts.put("edge", (oracle, patience) -> Optional.of(Proxy.edge(oracle, patience)));
    starts.put("nginx", (oracle, patience) -> Proxy.nginx(oracle, patience, folder));
    starts.put("HAProxy", (oracle, patience) -> Proxy.haproxy(oracle, patience, folder));
    Map<String, CompletableFuture<Map<String, Judgement>>> running = new LinkedHashMap<>();
    starts.forEach(
        (name, start) -> running.put(name, CompletableFuture.supplyAsync(() -> run(start))));
    running.forEach((name, verdict) -> verdicts.put(name, verdict.join()));
    String table = Table.of(vectors().toList(), verdicts);
    System.out.println(table);
    Files.writeString(TABLE, table);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void shouldDoWhatTheVectorSays(Vector vector) {
    Judgement verdict = verdict("edge", vector.toString());

    assertThat(verdict.kind())
        .as("%s: %s; the backend got <%s>", vector, verdict, verdict.backendGot())
        .isEqualTo(vector.ours());
  }

  @Test
  void shouldBeAtLeastAsStrictAsTheStricterOfNginxAndHaproxy() {
    assumeTrue(
        !of("nginx").isEmpty() && !of("HAProxy").isEmpty(), "nginx and haproxy are not installed");

    List<String> laxer = new ArrayList<>();
    of("edge")
        .forEach((vector, ours) -> {
          boolean refusedByOne =
              verdict("nginx", vector).kind() == Treatment.REFUSED
                  || verdict("HAProxy", vector).kind() == Treatment.REFUSED;
          if (refusedByOne && ours.kind() != Treatment.REFUSED) {
            laxer.add(vector);
          }
        });

    assertThat(laxer).containsExactlyInAnyOrderElementsOf(Exceptions.REASONS.keySet());
  }

  @Test
  void shouldHaveTheNextClientsAskOverTheConnectionOfTheVector() throws IOException {
    try (Oracle oracle = new Oracle();
        Proxy edge = Proxy.edge(oracle, LITTLE_PATIENCE)) {
      Vector plain =
          Vector.forward("check", "GET", Vector.line("GET /"), Expected.request("GET /"));
      new Runner(oracle, edge).run(plain.then(Vector.Next.NOTHING));

      assertThat(oracle.recording().connections()).containsExactly(0, 0, 0, 0);
    }
  }

  @Test
  void shouldHaveEnoughVectorsAndEachOnce() {
    List<String> names = vectors().map(Vector::toString).toList();

    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(120);
  }

  private Map<String, Judgement> of(String proxy) {
    return verdicts.getOrDefault(proxy, Map.of());
  }

  private Judgement verdict(String proxy, String vector) {
    return Objects.requireNonNull(of(proxy).get(vector), vector);
  }

  /** Judgements by vector; empty if the proxy is not installed. */
  private static Map<String, Judgement> run(Start start) {
    Map<String, Judgement> all = new LinkedHashMap<>();
    try {
      run(start, LITTLE_PATIENCE, all);
      run(start, MUCH_PATIENCE, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static void run(Start start, Duration patience, Map<String, Judgement> into)
      throws IOException {
    try (Oracle oracle = new Oracle()) {
      Optional<Proxy> found = start.before(oracle, patience);
      if (found.isEmpty()) {
        return;
      }
      try (Proxy proxy = found.get()) {
        for (Vector vector :
            vectors().filter(vector -> patience(vector).equals(patience)).toList()) {
          into.put(vector.toString(), run(vector, oracle, proxy));
        }
      }
    }
  }

  private static Judgement run(Vector vector, Oracle oracle, Proxy proxy) throws IOException {
    Runner runner = new Runner(oracle, proxy);
    if (vector.family().equals(DeadPeers.FAMILY)) {
      return new DeadPeers(oracle, proxy, runner).run(vector);
    } else if (vector.family().startsWith(Http2Runner.FAMILY)) {
      return new Http2Runner(oracle, proxy, runner).run(vector);
    }
    return Judge.of(vector, runner.run(vector));
  }

  /** Vectors that wait for a death must not be helped by a time-out. */
  private static Duration patience(Vector vector) {
    return vector.family().equals(DeadPeers.FAMILY) ? MUCH_PATIENCE : LITTLE_PATIENCE;
  }
}
