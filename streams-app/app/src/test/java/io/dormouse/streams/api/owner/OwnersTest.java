package io.dormouse.streams.api.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.ApiSettings;
import io.dormouse.streams.api.ControlApi;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class OwnersTest {

  @SuppressWarnings("NullAway.Init")
  private static EmbeddedPostgres postgres;

  @SuppressWarnings("NullAway.Init")
  private static ControlApi api;

  @SuppressWarnings("NullAway.Init")
  private static ApiClient client;

  private final Surroundings it;

  OwnersTest(Surroundings it) {
    this.it = it;
  }

  @BeforeAll
  static void open(Surroundings it) throws Exception {
    postgres = EmbeddedPostgres.start();
    api = start(it, "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()));
    client = new ApiClient(api.port());
  }

  @AfterAll
  static void close() throws Exception {
    client.close();
    api.close();
    postgres.close();
  }

  private static ControlApi start(Surroundings it, String url) {
    ApiSettings usual = Surroundings.settings(Duration.ofSeconds(10));
    return ControlApi.start(
        new ApiSettings(
            usual.host(),
            0,
            usual.bodyLimit(),
            usual.decisionTimeout(),
            usual.baseDomain(),
            usual.streams(),
            usual.hosts(),
            usual.commands(),
            usual.connections(),
            usual.batches(),
            new OwnersSettings(url, "postgres", ""),
            usual.access()),
        it.parts(it.writer));
  }

  @Test
  void shouldKeepShowChangeAndErase() throws Exception {
    long before = it.written();

    Reply made =
        client.put(
            "/v1/owners/u-1",
            "{\"name\": \" Zo\u00eb M\u00fcller \", \"email\": \"zoe@example.org\"}");
    Reply shown = client.get("/v1/owners/u-1");
    Reply changed = client.put("/v1/owners/u-1", "{\"email\": \"z@example.org\"}");
    Reply erased = client.delete("/v1/owners/u-1");

    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).isEqualTo("/v1/owners/u-1");
    assertThat(shown.body().toString())
        .isEqualTo(
            """
            {"id":"u-1","name":"Zo\u00eb M\u00fcller","email":"zoe@example.org",\
            "links":{"self":"/v1/owners/u-1"}}\
            """);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().at("/name").isNull()).isTrue();
    assertThat(erased.status()).isEqualTo(204);
    assertThat(client.get("/v1/owners/u-1").text("/type"))
        .isEqualTo("urn:dormouse:problem:unknown-owner");
    assertThat(client.delete("/v1/owners/u-1").status()).isEqualTo(204);
    assertThat(it.written()).isEqualTo(before);
  }

  @Test
  void shouldRefuseWhatIsNotOfItsForm() {
    assertThat(client.put("/v1/owners/u-2", "{\"email\": \"nobody\"}").text("/detail"))
        .contains("Expected an e-mail address like 'name@example.org'");
    assertThat(client.put("/v1/owners/u-2", "{\"name\": 1}").status()).isEqualTo(400);
    assertThat(client.put("/v1/owners/u-2", "{\"phone\": \"1\"}").status()).isEqualTo(400);
    assertThat(client.put("/v1/owners/u-2", "{\"id\": \"u-3\"}").status()).isEqualTo(400);
    assertThat(client.put("/v1/owners/a@b.org", "{}").text("/detail"))
        .contains("must not be an e-mail address");
  }

  @Test
  void shouldNameTheSettingWhileThereIsNoDatabase() {
    Reply reply = it.client.put("/v1/owners/u-1", "{\"name\": \"Ann\"}");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.text("/type")).isEqualTo("urn:dormouse:problem:unavailable");
    assertThat(reply.text("/detail")).contains("owners.database.url");
  }

  @Test
  void shouldAnswerUnavailableWhileTheDatabaseIsGone() throws Exception {
    EmbeddedPostgres gone = EmbeddedPostgres.start();
    try (ControlApi lonely =
            start(it, "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(gone.getPort()));
        ApiClient asking = new ApiClient(lonely.port())) {
      assertThat(asking.put("/v1/owners/u-1", "{}").status()).isEqualTo(201);
      gone.close();

      Reply reply = asking.get("/v1/owners/u-1");

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.header("Retry-After")).isEqualTo("5");
      assertThat(asking.get("/health").status()).isEqualTo(200);
    }
  }
}
