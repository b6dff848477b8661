package io.dormouse.streams.api.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dormouse.language.blueprint.BlueprintId;
import io.dormouse.language.blueprint.PassivationPolicy;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.host.PoolName;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceStatus;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.owner.OwnerId;
import io.dormouse.language.topics.Topic;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.api.fixture.ApiClient;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The place of each instance that waits for room. */
@ExtendWith(InSurroundings.class)
final class QueuePositionsTest {

  private static final Instant WOKEN = Instant.parse("2026-11-22T10:00:00Z");

  private final Surroundings it;

  QueuePositionsTest(Surroundings it) {
    this.it = it;
  }

  @Test
  void shouldShowThePlaceInTheQueueOfThePool() {
    queued("line-b", "p1", 2);
    queued("line-a", "p1", 3);
    queued("line-c", "p2", 1);
    put("line-d", InstanceStatus.STARTING, "p1", 0);

    JsonNode queue = shown("line-a").at("/queue");
    assertThat(queue.at("/place").asInt()).isEqualTo(2);
    assertThat(queue.at("/since").asText()).isEqualTo("2026-11-22T10:00:03.000000Z");
    assertThat(shown("line-b").at("/queue/place").asInt()).isEqualTo(1);
    assertThat(shown("line-c").at("/queue/place").asInt()).isEqualTo(1);
    assertThat(shown("line-d").at("/queue").isNull()).isTrue();
    assertThat(it.client.get("/v1/instances?status=queued&after=line&limit=3").body().at("/items"))
        .extracting(item -> item.at("/queue/place").asInt())
        .containsExactly(2, 1, 1);
  }

  @Test
  void shouldTellWhoWakesWhatIsQueuedItsPlaceAndWhenToLookAgain() {
    it.instance("queueing-1");

    ApiClient.Reply reply = it.client.act("queueing-1", "wake");

    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.header("Retry-After")).isEqualTo("4");
    assertThat(reply.text("/status")).isEqualTo("queued");
    assertThat(reply.body().at("/queue/place").asInt()).isPositive();
  }

  private JsonNode shown(String id) {
    return it.client.get("/v1/instances/" + id).body();
  }

  private void queued(String id, @Nullable String pool, long since) {
    put(id, InstanceStatus.QUEUED, pool, since);
  }

  private void put(String id, InstanceStatus status, @Nullable String pool, long since) {
    InstanceView view =
        new InstanceView(
            new InstanceId(id),
            new BlueprintId("notes"),
            1,
            new OwnerId("owner-1"),
            status,
            WOKEN.plusSeconds(since),
            7,
            0,
            null,
            null,
            0,
            false,
            List.of(),
            List.of(),
            PassivationPolicy.DEFAULT,
            1,
            Duration.ofSeconds(4),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            Serving.DEFAULT,
            pool == null ? null : new PoolName(pool),
            null,
            List.of(),
            false,
            false);
    it.writer.write(Topic.INSTANCES, id, Codecs.INSTANCE_VIEW, view).join();
    Surroundings.awaitUntil(() -> shown(id).at("/sequence").asLong() == view.sequence());
  }
}
