package io.dormouse.edge.suite;

import io.dormouse.edge.Eventually;
import io.dormouse.edge.suite.Oracle.Recording;
import io.dormouse.edge.suite.vectors.Judgement;
import io.dormouse.edge.suite.vectors.Judgement.Treatment;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import io.dormouse.edge.suite.vectors.Vector;
import io.dormouse.edge.suite.vectors.WebSocketVectors;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * WebSockets of which one end dies. The other end has to learn of it soon, nobody else may notice,
 * and the proxy must have no connection left. The proxies' time-outs are longer than the patience
 * of the peers, so they do not help.
 */
public final class DeadPeers {

  public static final String FAMILY = "WebSocket, dead peers";

  /** A frame of the backend. */
  static final String WORD = "\u0081\u0002hi";

  /** More bytes than proxy and kernel keep for a slow client. */
  private static final String MUCH = WORD.repeat(1 << 20);

  private static final String HIDDEN = Vector.line("GET /hidden");

  private interface Script {

    void play(Scene scene) throws IOException;
  }

  private record Death(Treatment ours, Script script) {}

  private static final Map<String, Death> DEATHS = deaths();

  private final Oracle oracle;
  private final Proxy proxy;
  private final Runner http1;

  DeadPeers(Oracle oracle, Proxy proxy, Runner http1) {
    this.oracle = oracle;
    this.proxy = proxy;
    this.http1 = http1;
  }

  static Stream<Vector> all() {
    return DEATHS.entrySet().stream().map(death -> vector(death.getKey(), death.getValue().ours));
  }

  private static Vector vector(String name, Treatment ours) {
    return new Vector(
        FAMILY,
        name,
        ours,
        WebSocketVectors.HANDSHAKE,
        List.of(WebSocketVectors.ASKED),
        Vector.Next.NOTHING,
        null,
        null);
  }

  private static Map<String, Death> deaths() {
    Map<String, Death> deaths = new LinkedHashMap<>();
    beforeTheyAgree()
        .forEach((name, script) -> deaths.put(name, new Death(Treatment.REFUSED, script)));
    open().forEach((name, script) -> deaths.put(name, new Death(Treatment.FORWARDED, script)));
    return deaths;
  }

  private static Map<String, Script> beforeTheyAgree() {
    Map<String, Script> scripts = new LinkedHashMap<>();
    scripts.put(
        "client resets before 101",
        scene -> {
          scene.ask().client().reset();
          scene.backend().ends("");
        });
    scripts.put(
        "client closes before 101",
        scene -> {
          scene.ask().client().close();
          scene.backend().ends("");
        });
    scripts.put(
        "client resets while the backend agrees",
        scene -> {
          scene.ask().client().reset();
          scene.backend().sendIfItCan(scene.agreement() + WORD);
          scene.backend().ends("");
        });
    scripts.put(
        "backend resets before 101",
        scene -> {
          scene.ask().backend().reset();
          scene.isRefused();
        });
    scripts.put(
        "backend closes before 101",
        scene -> {
          scene.ask().backend().close();
          scene.isRefused();
        });
    scripts.put(
        "backend closes in the middle of 101",
        scene -> {
          scene.ask().backend().send("HTTP/1.1 101 Switching");
          scene.backend().close();
          scene.isRefused();
        });
    return scripts;
  }

  private static Map<String, Script> open() {
    Map<String, Script> scripts = new LinkedHashMap<>();
    scripts.put(
        "client resets",
        scene -> {
          scene.open().client().reset();
          scene.backend().ends("");
        });
    scripts.put(
        "client closes behind a frame",
        scene -> {
          scene.open().client().send(WebSocketVectors.FRAME);
          scene.client().close();
          scene.backend().gets(WebSocketVectors.FRAME);
          scene.backend().ends("");
        });
    scripts.put(
        "client closes its half",
        scene -> {
          scene.open().client().send(WebSocketVectors.FRAME);
          scene.client().halfClose();
          scene.backend().gets(WebSocketVectors.FRAME);
          scene.backend().ends("");
          scene.backend().sendIfItCan(WORD);
          scene.backend().close();
          scene.client().ends(WORD);
        });
    scripts.put(
        "backend resets",
        scene -> {
          scene.open().backend().reset();
          scene.client().ends("");
        });
    scripts.put(
        "backend closes behind a frame",
        scene -> {
          scene.open().backend().send(WORD);
          scene.backend().close();
          scene.client().gets(WORD);
          scene.client().ends("");
        });
    scripts.put(
        "backend closes behind much",
        scene -> {
          scene.open();
          Thread.ofVirtual().start(() -> scene.backend().sendAndClose(MUCH));
          scene.client().gets(MUCH);
          scene.client().ends("");
        });
    scripts.put(
        "backend closes its half",
        scene -> {
          scene.open().backend().send(WORD);
          scene.backend().halfClose();
          scene.client().gets(WORD);
          scene.client().ends("");
          scene.client().sendIfItCan(WebSocketVectors.FRAME);
          scene.client().close();
          scene.backend().ends(WebSocketVectors.FRAME);
        });
    scripts.put(
        "request after the backend closed",
        scene -> {
          scene.open().backend().close();
          scene.client().sendIfItCan(HIDDEN);
          scene.client().ends("");
          scene.client().sendIfItCan(HIDDEN);
        });
    scripts.put(
        "request after the backend reset",
        scene -> {
          scene.open().backend().reset();
          scene.client().sendIfItCan(HIDDEN);
          scene.client().ends("");
          scene.client().sendIfItCan(HIDDEN);
        });
    return scripts;
  }

  /**
   * Lets an end die while another WebSocket is open, and then looks for connections that are left.
   */
  Judgement run(Vector vector) throws IOException {
    Recording recording = oracle.recordWithoutFirst(2);
    Judgement verdict;
    try (Scene other = new Scene(proxy, recording);
        Scene scene = new Scene(proxy, recording)) {
      other.open();
      Objects.requireNonNull(DEATHS.get(vector.name())).script.play(scene);
      other.speak();
      verdict = scene.agreed() ? Judgement.forwarded() : Judgement.refused("");
    } catch (Fault fault) {
      verdict = Judgement.unsafe(String.valueOf(fault.getMessage()));
    } catch (EOFException | SocketException e) {
      verdict = Judgement.unsafe("cut: " + e.getMessage());
    }
    List<String> ofNeighbour = http1.askNeighbour();
    recording.end();
    return verdict.kind() == Treatment.UNSAFE
        ? verdict
        : afterwards(recording, ofNeighbour, verdict);
  }

  private Judgement afterwards(Recording recording, List<String> ofNeighbour, Judgement verdict) {
    List<String> odd =
        Stream.of(
                recording.requests().stream()
                    .filter(request -> !request.isFromTheSuite())
                    .map(request -> "the backend was asked '" + request.start() + "'"),
                recording.faults().stream().map(fault -> "the backend " + fault),
                ofNeighbour.stream())
            .flatMap(all -> all)
            .toList();
    if (!odd.isEmpty()) {
      return Judgement.unsafe(odd.get(0));
    }
    try {
      Eventually.until("", () -> OpenConnections.of(proxy.port(), oracle.port()).isEmpty());
      return verdict;
    } catch (AssertionError e) {
      return Judgement.unsafe(
          "open: " + OpenConnections.of(proxy.port(), oracle.port()).size() + " connections");
    }
  }
}
