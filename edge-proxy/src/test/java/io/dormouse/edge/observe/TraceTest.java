package io.dormouse.edge.observe;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.vertx.core.MultiMap;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";
  private static final String PARENT = "traceparent: 00-" + TRACE + "-" + SPAN + "-01";

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private volatile MultiMap arrived = MultiMap.caseInsensitiveMultiMap();

  @BeforeEach
  void start() {
    edge.plane()
        .runs(
            "acme",
            edge.backend(request -> {
              arrived = request.headers();
              request.response().putHeader("X-Request-Id", "of-the-backend").end();
            }));
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  @Test
  void shouldGoOnWithTheTraceOfTheClient() throws Exception {
    ask(PARENT, "tracestate: a=1", "tracestate: b=2");

    assertThat(seen("traceparent"))
        .matches("00-" + TRACE + "-[0-9a-f]{16}-01")
        .doesNotContain(SPAN);
    assertThat(seen("tracestate")).isEqualTo("a=1,b=2");
  }

  @Test
  void shouldKeepThatATraceIsNotSampled() throws Exception {
    ask(PARENT.replace("-01", "-fe"));

    assertThat(seen("traceparent")).startsWith("00-" + TRACE).endsWith("-00");
  }

  @Test
  void shouldBeginATraceWhereThereIsNone() throws Exception {
    RawClient.RawAnswer answer = ask("tracestate: a=1");

    assertThat(seen("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    assertThat(arrived.contains("tracestate")).isFalse();
    assertThat(answer.header("X-Request-Id")).isEqualTo(seen("traceparent").substring(3, 35));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "traceparent: 01-" + TRACE + "-" + SPAN + "-01",
        "traceparent: ff-" + TRACE + "-" + SPAN + "-01",
        "traceparent: 00-00000000000000000000000000000000-" + SPAN + "-01",
        "traceparent: 00-" + TRACE + "-0000000000000000-01",
        "traceparent: 00-0AF7651916CD43DD8448EB211C80319C-" + SPAN + "-01",
        "traceparent: 00-" + TRACE + "-" + SPAN + "-01-more",
        "traceparent: 00-" + TRACE + "-" + SPAN + "-1",
        "traceparent: 00-" + TRACE + "-" + SPAN + "-0g",
        PARENT + "\r\n" + PARENT,
      })
  void shouldBeginAnewWhereTheOneThatCameIsNotValid(String lines) throws Exception {
    ask(lines, "tracestate: a=1");

    assertThat(arrived.getAll("traceparent")).hasSize(1);
    assertThat(seen("traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00")
        .doesNotContain(TRACE, TRACE.substring(1), SPAN);
    assertThat(arrived.contains("tracestate")).isFalse();
  }

  @Test
  void shouldDropAStateThatIsTooLong() throws Exception {
    ask(PARENT, "tracestate: a=" + "x".repeat(511));

    assertThat(seen("traceparent")).contains(TRACE);
    assertThat(arrived.contains("tracestate")).isFalse();
  }

  @Test
  void shouldKeepAWellFormedRequestIdAndAnswerWithIt() throws Exception {
    RawClient.RawAnswer answer = ask("X-Request-Id: abc-1");

    assertThat(seen("X-Request-Id")).isEqualTo("abc-1");
    assertThat(answer.all("X-Request-Id")).containsExactly("abc-1");
  }

  @Test
  void shouldReplaceAnOddRequestId() throws Exception {
    RawClient.RawAnswer answer = ask("X-Request-Id: a b", "X_Request_Id: lies");

    assertThat(answer.header("X-Request-Id")).matches("[0-9a-f]{32}");
    assertThat(arrived.getAll("X-Request-Id")).containsExactly(answer.header("X-Request-Id"));
    assertThat(arrived.contains("X_Request_Id")).isFalse();
  }

  @Test
  void shouldGiveEachRequestAnIdOfItsOwnAlsoWhenItIsRefused() throws Exception {
    try (RawClient client = edge.connect()) {
      String first = client.send(request("GET /", "nobody")).answer().header("X-Request-Id");
      String second = client.send(request("GET /", "nobody")).answer().header("X-Request-Id");

      assertThat(first).matches("[0-9a-f]{32}").isNotEqualTo(second);
    }
  }

  private RawClient.RawAnswer ask(String... headers) throws Exception {
    try (RawClient client = edge.connect()) {
      RawClient.RawAnswer answer = client.send(request("GET /", "acme", headers)).answer();
      assertThat(answer.status()).isEqualTo(200);
      return answer;
    }
  }

  private String seen(String header) {
    return Objects.requireNonNull(arrived.get(header));
  }
}
