package io.dormouse.edge.suite;

import io.dormouse.edge.suite.Oracle.Recording;
import io.dormouse.edge.suite.vectors.Expected;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.MessageReader.Fault;
import io.dormouse.edge.suite.vectors.Vector;
import io.dormouse.edge.suite.vectors.WebSocketVectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A WebSocket through a proxy whose two ends are played by hand. */
final class Scene implements AutoCloseable {

  private final Recording recording;
  private final Peer client;
  private @Nullable Peer backend;
  private String agreement = "";
  private boolean agreed;

  Scene(Proxy proxy, Recording recording) throws IOException {
    this.recording = recording;
    client = new Peer("client", new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
  }

  Peer client() {
    return client;
  }

  Peer backend() {
    return Objects.requireNonNull(backend);
  }

  /** The answer by which the backend agrees. */
  String agreement() {
    return agreement;
  }

  /** True if the client was told that there is a tunnel. */
  boolean agreed() {
    return agreed;
  }

  /** Lets the client ask for a WebSocket, and the backend get the request. */
  Scene ask() throws IOException {
    client.send(WebSocketVectors.HANDSHAKE);
    backend = new Peer("backend", recording.handedOver());
    Message asked = backend.request();
    if (asked == null) {
      throw new Fault("the backend was asked nothing");
    }
    require("the backend was asked", WebSocketVectors.ASKED.difference(asked));
    String key = asked.all("Sec-WebSocket-Key").get(0);
    agreement = WebSocketVectors.AGREED.replace("{accept}", Recording.accept(key));
    return this;
  }

  /** Opens the tunnel, and sends something both ways. */
  Scene open() throws IOException {
    ask();
    backend().send(agreement);
    Message answer = client.agreement();
    if (answer == null) {
      throw new Fault("the client was told nothing");
    }
    require("the client got", Expected.answer(101).difference(answer));
    agreed = true;
    speak();
    return this;
  }

  /** Sends something through the tunnel both ways. */
  void speak() throws IOException {
    client.send(WebSocketVectors.FRAME);
    backend().gets(WebSocketVectors.FRAME);
    backend().send(DeadPeers.WORD);
    client.gets(DeadPeers.WORD);
  }

  /** Expects that the client is told of no tunnel, and can go on if its connection lives. */
  void isRefused() throws IOException {
    Message answer = client.answer();
    if (answer == null) {
      return;
    } else if (answer.isFromTheOracle() || answer.status() < 500) {
      throw new Fault("the client got '" + answer.start() + "'");
    }
    client.sendIfItCan(Vector.line(Runner.SAME_CLIENT, "Connection: close"));
    Message next = client.answer();
    if (next != null) {
      require(
          "the same client then got",
          Oracle.usual(Expected.request(Runner.SAME_CLIENT)).difference(next));
    }
  }

  private static void require(String what, Optional<String> difference) throws Fault {
    if (difference.isPresent()) {
      throw new Fault(what + " " + difference.get());
    }
  }

  @Override
  public void close() throws IOException {
    client.close();
    if (backend != null) {
      backend.close();
    }
  }
}
