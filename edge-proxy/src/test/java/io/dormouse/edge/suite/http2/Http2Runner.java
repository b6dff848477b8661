package io.dormouse.edge.suite.http2;

import io.dormouse.edge.suite.Judge;
import io.dormouse.edge.suite.Oracle;
import io.dormouse.edge.suite.Oracle.Recording;
import io.dormouse.edge.suite.Proxy;
import io.dormouse.edge.suite.Runner;
import io.dormouse.edge.suite.Runner.Seen;
import io.dormouse.edge.suite.vectors.Judgement;
import io.dormouse.edge.suite.vectors.Message;
import io.dormouse.edge.suite.vectors.Vector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends the frames of a vector through a proxy and looks at both sides. Afterwards the same client
 * sends one more request, if its connection lives, and another client does over HTTP/1.1.
 */
public final class Http2Runner {

  public static final String FAMILY = "HTTP/2";

  /** Vectors of this family are refused if their connection ends, or at least their stream. */
  public static final String BROKEN = FAMILY + ", broken";

  /** Vectors of this family are refused if their connection ends. */
  public static final String FLOODS = FAMILY + ", floods";

  private final Oracle oracle;
  private final Proxy proxy;
  private final Runner http1;

  public Http2Runner(Oracle oracle, Proxy proxy, Runner http1) {
    this.oracle = oracle;
    this.proxy = proxy;
    this.http1 = http1;
  }

  public Judgement run(Vector vector) throws IOException {
    boolean flood = vector.family().equals(FLOODS);
    boolean broken = vector.family().equals(BROKEN);
    Recording recording = oracle.record(null, 0);
    Http2Conversation client = new Http2Conversation();
    client.hold(proxy.http2Port(), vector.sent(), flood || broken);
    List<String> odd = new ArrayList<>(client.odd());
    odd.addAll(http1.askNeighbour());
    recording.end();
    recording.faults().forEach(fault -> odd.add("the backend " + fault));
    List<Message> requests =
        recording.requests().stream().filter(request -> !request.isFromTheSuite()).toList();
    if (!flood && !broken) {
      return Judge.of(
          vector,
          new Seen(requests, client.answers(), List.of(), recording.cut(), odd, recording.bytes()));
    } else if (!odd.isEmpty()) {
      return Judgement.unsafe(odd.get(0));
    }
    boolean ended = client.isOver() || (broken && client.isReset());
    return ended ? Judgement.refused("") : Judgement.forwarded();
  }
}
