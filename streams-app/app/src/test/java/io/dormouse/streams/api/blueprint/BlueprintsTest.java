package io.dormouse.streams.api.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.FakeInstances;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class BlueprintsTest {

  private static final String SMALLEST =
      "{\"image\": \"notes:1\", \"memory\": \"256MiB\", \"port\": 8080}";

  private final Surroundings it;
  private final ApiClient client;

  BlueprintsTest(Surroundings it) {
    this.it = it;
    this.client = it.client;
  }

  @Test
  void shouldFillInTheDefaultsAndAnswerWhatIsStored() throws Exception {
    Reply reply = client.put("/v1/blueprints/defaults", SMALLEST);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo("/v1/blueprints/defaults");
    assertThat(reply.body().toString())
        .isEqualTo(
            "{\"id\":\"defaults\",\"version\":1,\"image\":\"notes:1\",\"memory\":\"256MiB\","
                + "\"cpu\":500,\"port\":8080,\"readiness\":{\"path\":\"/\",\"timeout\":\"5m\"},"
                + "\"environment\":{},\"stopGrace\":\"1m\","
                + "\"serving\":{\"protocol\":\"http1\",\"sticky\":false,"
                + "\"timeouts\":{\"connect\":null,\"answer\":null,\"idle\":null}},\"replicas\":1,"
                + "\"passivation\":{\"idle\":\"30m\",\"action\":\"passivate\"},"
                + "\"pool\":\"default\",\"resources\":\"own\",\"seed\":null}");
    assertThat(client.get("/v1/blueprints/defaults").body()).isEqualTo(reply.body());
  }

  @Test
  void shouldGrowTheVersionWithEveryChangeOnly() {
    client.put("/v1/blueprints/grows", SMALLEST);

    Reply same = client.put("/v1/blueprints/grows", SMALLEST);
    Reply changed = client.put("/v1/blueprints/grows", SMALLEST.replace("256", "512"));

    assertThat(same.status()).isEqualTo(200);
    assertThat(same.text("/version")).isEqualTo("1");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/version")).isEqualTo("2");
    assertThat(client.get("/v1/blueprints/grows").text("/memory")).isEqualTo("512MiB");
  }

  @Test
  void shouldTakeWhatItShows() {
    it.blueprint(
        "round",
        "\"environment\": {\"B\": \"2\", \"A\": \"1\"}",
        "\"passivation\": {\"action\": \"keep-awake\"}",
        "\"readiness\": {\"path\": \"/healthz\", \"timeout\": \"90s\"}");

    String shown = client.get("/v1/blueprints/round").body().toString();
    Reply again = client.put("/v1/blueprints/round", shown);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().toString()).isEqualTo(shown);
    assertThat(again.text("/version")).isEqualTo("1");
  }

  @Test
  void shouldTakeSharedResourcesOrSampleContentForItsOwn() {
    it.blueprint("shared", "\"resources\": \"shared\"");
    it.blueprint("seeded", "\"seed\": \"notes-sample\"");
    it.blueprint("seeded", "\"seed\": \"other-sample\"");

    assertThat(client.get("/v1/blueprints/shared").text("/resources")).isEqualTo("shared");
    assertThat(client.get("/v1/blueprints/seeded").text("/seed")).isEqualTo("other-sample");
    assertThat(client.get("/v1/blueprints/seeded").text("/version")).isEqualTo("2");
  }

  @Test
  void shouldRefuseAChangeOfAnOutdatedVersion() {
    it.blueprint("stale");
    it.blueprint("stale", "\"cpu\": 100");

    Reply reply = client.put("/v1/blueprints/stale", SMALLEST.replace("}", ", \"version\": 1}"));

    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.text("/detail")).contains("the present version 2").contains("got 1");
    assertThat(client.get("/v1/blueprints/stale").text("/cpu")).isEqualTo("100");
  }

  @Test
  void shouldListBlueprints() {
    it.blueprint("listed");

    assertThat(client.get("/v1/blueprints?limit=1000").body().at("/items").findValuesAsText("id"))
        .contains("listed");
    assertThat(client.get("/v1/blueprints?after=listed&limit=1").text("/items/0/id"))
        .isNotEqualTo("listed");
  }

  @Test
  void shouldRefuseMoreMemoryThanTheLargestHostOfThePoolHas() throws Exception {
    it.blueprint("too-big", "\"memory\": \"1GiB\"", "\"pool\": \"tiny\"");
    host("tiny-1", "tiny", 256L << 20);
    host("tiny-2", "tiny", 512L << 20);
    long before = it.written();

    Reply blueprint =
        client.put(
            "/v1/blueprints/too-big-2",
            SMALLEST.replace("256MiB", "513MiB").replace("}", ", \"pool\": \"tiny\"}"));
    Reply instance =
        client.post("/v1/instances", "{\"id\": \"big-1\", \"blueprint\": \"too-big\"}");
    Reply signUp =
        client.post("/v1/signups", "{\"instance\": \"big-1\", \"blueprint\": \"too-big\"}");

    assertThat(blueprint.status()).isEqualTo(422);
    assertThat(blueprint.text("/type")).isEqualTo("urn:dormouse:problem:too-much-memory");
    assertThat(blueprint.text("/detail"))
        .contains("at most 512MiB")
        .contains("tiny-2")
        .contains("needs 513MiB");
    assertThat(blueprint.text("/largestBytes")).isEqualTo("" + (512L << 20));
    assertThat(instance.status()).isEqualTo(422);
    assertThat(signUp.status()).isEqualTo(422);
    assertThat(it.written()).isEqualTo(before);
  }

  private void host(String id, String pool, long budget) {
    it.writer
        .write(
            Topic.HOSTS,
            id,
            Codecs.HOST_VIEW,
            new HostView(
                new HostId(id),
                new PoolName(pool),
                "process",
                2,
                budget,
                100L << 20,
                1,
                FakeInstances.READY,
                false))
        .join();
    Surroundings.awaitUntil(
        () -> client.get("/v1/hosts").body().at("/items").findValuesAsText("host").contains(id));
  }

  @Test
  void shouldShowHosts() {
    host("shown-host", "shown", 200L << 20);

    String shown = client.get("/v1/hosts?after=shown-hos&limit=1").body().at("/items/0").toString();

    assertThat(shown)
        .isEqualTo(
            "{\"host\":\"shown-host\",\"pool\":\"shown\",\"driver\":\"process\",\"cores\":2,"
                + "\"memoryBudgetBytes\":209715200,\"memoryReservedBytes\":104857600,"
                + "\"replicas\":1,\"lastReport\":\"2026-11-22T10:00:00.123456Z\",\"held\":false,"
                + "\"life\":\"reporting\","
                + "\"memoryFreeBytes\":104857600}");
  }
}
