package io.dormouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.cli.kit.Cli;
import io.dormouse.cli.kit.FakeApi;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {

  private final FakeApi api = new FakeApi();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void shouldNameTheListForAnUnknownInstance() {
    Cli.Outcome refused = new Cli().with(api).run("instances", "wake", "nobody");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            """
            dormouse: There is no such instance. 'nobody' is none.
              try: dormouse instances list
            """);
  }

  @Test
  void shouldNameTheLegalActions() {
    api.addInstance("acme", "asleep");

    Cli.Outcome refused = new Cli().with(api).run("instances", "restore", "acme");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            """
            dormouse: The action is not legal now. It is awake.
              legal now: wake, delete
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "unknown-blueprint, blueprints list",
    "unknown-plan, plans list",
    "unknown-domain, domains list",
    "domain-taken, domains list",
    "too-much-memory, hosts list",
    "not-ready, status",
  })
  void shouldNameTheCommandThatHelps(String type, String command) {
    api.refuseNext(422, "{'type':'urn:dormouse:problem:%s','title':'No'}".formatted(type));

    assertThat(new Cli().with(api).run("plans", "list").err())
        .isEqualTo("dormouse: No\n  try: dormouse %s\n".formatted(command));
  }

  @Test
  void shouldSayWhenToTryAgain() {
    api.answerNext(exchange -> {
      exchange.getResponseHeaders().set("Retry-After", "7");
      FakeApi.send(exchange, 429, FakeApi.problem("too-many-commands", "Too many", "Wait."));
    });

    assertThat(new Cli().with(api).run("plans", "list").err()).contains("It may work in 7 s.");
  }

  @Test
  void shouldSayThatNothingAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    Cli.Outcome silent = new Cli().run("instances", "list", "--api", "http://127.0.0.1:" + port);

    assertThat(silent.code()).isEqualTo(3);
    assertThat(silent.out()).isEmpty();
    assertThat(silent.err())
        .contains("expected the control API to answer at http://127.0.0.1:" + port)
        .contains("--context");
  }

  @Test
  void shouldSayThatTheConnectionIsLostAgainAndAgain() {
    api.loseNext().loseNext();

    Cli.Outcome lost = new Cli().with(api).run("plans", "apply", "trial");

    assertThat(lost.code()).isEqualTo(3);
    assertThat(api.requests).hasSize(2);
  }

  @Test
  void shouldSayThatSomethingElseAnswers() {
    api.answerNext(exchange -> {
      byte[] page = "<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html");
      exchange.sendResponseHeaders(200, page.length);
      exchange.getResponseBody().write(page);
      exchange.close();
    });

    Cli.Outcome other = new Cli().with(api).run("plans", "list");

    assertThat(other.code()).isEqualTo(1);
    assertThat(other.err()).contains("expected the JSON of a control API").contains("text/html");
  }

  @Test
  void shouldReportAStatusWithoutAProblem() {
    api.answerNext(exchange -> {
      exchange.sendResponseHeaders(502, -1);
      exchange.close();
    });

    assertThat(new Cli().with(api).run("plans", "list").err())
        .isEqualTo("dormouse: The API answered with status 502.\n");
  }
}
