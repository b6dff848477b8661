package io.dormouse.edge.forward.transfer;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawBackend;
import io.dormouse.edge.RawClient;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interim answers before an answer, and trailers behind it. */
class InterimAndTrailersTest {

  private static final String OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";
  private static final String HINTS =
      "HTTP/1.1 103 Early Hints\nLink: </a.css>\nConnection: X-Hop\nX-Hop: 1\n\n";
  private static final String WITH_TRAILERS =
      "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n0\nX-Sum: 7\nSet-Cookie: a=b\n"
          + "Content-Type: text/html\nX-Forwarded-For: 6.6.6.6\n\n";

  private final EdgeUnderTest edge = new EdgeUnderTest();

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldPassEarlyHints() throws Exception {
    try (RawBackend backend = answers("HTTP/1.1 102 Processing\n\n" + HINTS + OK);
        RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));

      List<String> hints = client.head();
      assertThat(hints.get(0)).startsWith("HTTP/1.1 103");
      assertThat(hints).anyMatch(line -> line.equalsIgnoreCase("Link: </a.css>"));
      assertThat(hints)
          .noneMatch(line -> line.startsWith("X-Hop") || line.startsWith("Connection"));
      assertThat(client.answer().text()).isEqualTo("ok");
      assertThat(backend.answered()).isEqualTo(1);
    }
  }

  @Test
  void shouldCutAnAnswerWithTooManyHints() throws Exception {
    try (RawBackend backend = answers(HINTS.repeat(9) + OK);
        RawClient client = edge.connect()) {
      client.send(request("GET /", "acme"));

      for (int hint = 0; hint < 8; hint++) {
        assertThat(client.head().get(0)).startsWith("HTTP/1.1 103");
      }
      assertThat(client.answer().status()).isEqualTo(502);
      assertThat(backend.answered()).isEqualTo(1);
    }
  }

  @Test
  void shouldPassTrailersToWhoTakesThem() throws Exception {
    assertThat(lastChunk("TE: gzip, trailers")).containsExactly("x-sum: 7");
  }

  @Test
  void shouldDropTrailersForAllOthers() throws Exception {
    assertThat(lastChunk("TE: gzip")).isEmpty();
  }

  /** The lines after the body. */
  private List<String> lastChunk(String header) throws Exception {
    try (RawBackend backend = answers(WITH_TRAILERS);
        RawClient client = edge.connect()) {
      client.send(request("GET /", "acme", header, "Connection: TE"));
      assertThat(client.head().get(0)).startsWith("HTTP/1.1 200");
      assertThat(List.of(client.line(), client.line(), client.line()))
          .containsExactly("2", "ok", "0");
      assertThat(backend.answered()).isEqualTo(1);
      return client.head().stream().map(line -> line.toLowerCase(Locale.ROOT)).toList();
    }
  }

  private RawBackend answers(String bytes) throws Exception {
    RawBackend backend = RawBackend.closingAfter(bytes);
    edge.plane().runs("acme", backend.port());
    return backend;
  }
}
