package io.dormouse.streams.api.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(InSurroundings.class)
final class PlansTest {

  private final ApiClient client;

  PlansTest(Surroundings it) {
    this.client = it.client;
  }

  @Test
  void shouldFillInTheUsualNoticesThatComeWithinTheTime() {
    Reply reply = client.put("/v1/plans/trial-1", "{\"expires\": \"5d\"}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Location")).isEqualTo("/v1/plans/trial-1");
    assertThat(reply.body().toString())
        .isEqualTo("{\"id\":\"trial-1\",\"expires\":\"5d\",\"notices\":[\"3d\",\"1d\"]}");
    assertThat(client.get("/v1/plans/trial-1").body()).isEqualTo(reply.body());
  }

  @Test
  void shouldKeepAPlanThatNeverEnds() {
    Reply left = client.put("/v1/plans/free-1", "{}");
    Reply said = client.put("/v1/plans/free-2", "{\"expires\": null}");

    assertThat(left.body().toString())
        .isEqualTo("{\"id\":\"free-1\",\"expires\":null,\"notices\":[]}");
    assertThat(said.body().at("/expires").isNull()).isTrue();
  }

  @Test
  void shouldTakeWhatItShows() {
    client.put("/v1/plans/round", "{\"expires\": \"36h\", \"notices\": [\"5m\", \"12h\"]}");

    String shown = client.get("/v1/plans/round").body().toString();
    Reply again = client.put("/v1/plans/round", shown);

    assertThat(shown)
        .isEqualTo("{\"id\":\"round\",\"expires\":\"36h\",\"notices\":[\"12h\",\"5m\"]}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().toString()).isEqualTo(shown);
  }

  @Test
  void shouldChangeAndRemoveAPlan() {
    client.put("/v1/plans/gone", "{\"expires\": \"5d\"}");

    Reply changed = client.put("/v1/plans/gone", "{\"expires\": \"6d\"}");
    Reply removed = client.delete("/v1/plans/gone");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/expires")).isEqualTo("6d");
    assertThat(removed.status()).isEqualTo(204);
    assertThat(removed.raw().body()).isEmpty();
    assertThat(client.get("/v1/plans/gone").status()).isEqualTo(404);
    assertThat(client.delete("/v1/plans/gone").status()).isEqualTo(404);
  }

  @Test
  void shouldListPlans() {
    client.put("/v1/plans/listed", "{}");

    assertThat(client.get("/v1/plans?limit=1000").body().at("/items").findValuesAsText("id"))
        .contains("listed");
    assertThat(client.get("/v1/plans?after=listed&limit=1").text("/items/0/id"))
        .isNotEqualTo("listed");
  }
}
