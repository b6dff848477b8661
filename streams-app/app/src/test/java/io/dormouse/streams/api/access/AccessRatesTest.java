package io.dormouse.streams.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.streams.api.access.rate.RateSettings;
import io.dormouse.streams.api.fixture.ApiClient.Batch;
import io.dormouse.streams.api.fixture.ApiClient.Reply;
import io.dormouse.streams.api.fixture.InSurroundings;
import io.dormouse.streams.api.fixture.SecuredApi;
import io.dormouse.streams.api.fixture.Surroundings;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** More requests than a key or an address may send. */
@ExtendWith(InSurroundings.class)
final class AccessRatesTest {

  private static final String AUTHORIZATION = "Authorization";

  private final Surroundings it;
  private @Nullable SecuredApi opened;

  AccessRatesTest(Surroundings it) {
    this.it = it;
  }

  @AfterEach
  void close() {
    if (opened != null) {
      opened.close();
    }
  }

  private SecuredApi limited(RateSettings rates) {
    SecuredApi secured = new SecuredApi(it, rates);
    opened = secured;
    return secured;
  }

  @Test
  void shouldRefuseMoreRequestsThanTheKeyMaySend() {
    SecuredApi secured = limited(new RateSettings(2, 100_000, 100));
    String key = secured.key("read", null);

    List<Reply> replies =
        IntStream.range(0, 20).mapToObj(i -> secured.get("/v1/plans", key)).toList();

    assertThat(replies).extracting(Reply::status).contains(200, 429).containsOnly(200, 429);
    Reply refused =
        replies.stream().filter(reply -> reply.status() == 429).findFirst().orElseThrow();
    assertThat(refused.text("/type")).isEqualTo("urn:dormouse:problem:too-many-requests");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(secured.get("/v1/plans", SecuredApi.ADMIN).status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseMoreWrongKeysThanAnAddressMayTryAndStillTakeGoodOnes() {
    SecuredApi secured = limited(new RateSettings(100_000, 100_000, 1));

    List<Integer> wrong =
        IntStream.range(0, 5)
            .mapToObj(i -> secured.get("/v1/plans", "dm_x_" + "D".repeat(43)).status())
            .toList();

    assertThat(wrong).containsExactly(401, 401, 429, 429, 429);
    assertThat(secured.get("/v1/plans", SecuredApi.ADMIN).status()).isEqualTo(200);
  }

  @Test
  void shouldRefuseMoreRequestsThanAnAddressMaySend() {
    SecuredApi secured = limited(new RateSettings(100_000, 3, 100));

    assertThat(IntStream.range(0, 30).mapToObj(i -> secured.client.get("/v1/plans").status()))
        .contains(401, 429);
  }

  @Test
  void shouldSlowABatchDownInsteadOfRefusingItsLines() {
    it.blueprint("notes");
    SecuredApi secured = limited(new RateSettings(20, 100_000, 100));
    String key = secured.key("operate", null);
    long begin = System.nanoTime();

    Batch batch =
        secured.client.batch(
            IntStream.range(0, 60)
                .mapToObj(i -> "{\"id\": \"rated-%d\", \"blueprint\": \"notes\"}".formatted(i))
                .collect(Collectors.joining("\n")),
            AUTHORIZATION,
            SecuredApi.bearer(key));

    assertThat(batch.all("/status")).hasSize(60).containsOnly("202");
    // 40 lines and the request are in the burst, and the rest comes at 20 a second.
    assertThat(System.nanoTime() - begin).isGreaterThan(800_000_000L);
  }
}
