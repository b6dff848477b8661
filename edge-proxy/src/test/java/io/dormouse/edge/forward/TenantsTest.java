package io.dormouse.edge.forward;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.RawClient;
import io.dormouse.language.blueprint.Serving;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many clients of many instances at once: each gets answers of its own instance only. */
class TenantsTest {

  private static final int TENANTS = 8;
  private static final int CLIENTS = 24;
  private static final int REQUESTS = 100;

  private final EdgeUnderTest edge = new EdgeUnderTest();
  private final List<NamedBackend> backends = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (NamedBackend backend : backends) {
      backend.close();
    }
    edge.close();
  }

  @Test
  void shouldNeverAnswerFromAnotherInstance() throws Exception {
    for (int i = 0; i < TENANTS; i++) {
      NamedBackend one = backend(i);
      NamedBackend other = backend(i);
      edge.plane().runs("tenant-" + i, Serving.DEFAULT, one.as(0, 1), other.as(1, 1));
    }
    long seed = System.nanoTime();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed + i);
      clients.add(CompletableFuture.runAsync(() -> mixed(random), Thread::startVirtualThread));
    }

    CompletableFuture<?> all = CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new));
    assertThat(all).as("seed %d", seed).succeedsWithin(Duration.ofSeconds(60));
    assertThat(backends).allSatisfy(backend -> assertThat(backend.count()).isPositive());
  }

  /**
   * Sends requests one after the other over a connection, and now and then leaves without an
   * answer.
   */
  private void mixed(Random random) {
    int left = REQUESTS;
    while (left > 0) {
      try (RawClient client = edge.connect()) {
        boolean stays = true;
        while (stays && left-- > 0) {
          String tenant = "tenant-" + random.nextInt(TENANTS);
          String body = Long.toHexString(random.nextLong());
          client.send(
              random.nextBoolean()
                  ? request("GET /" + body, tenant)
                  : request("POST /" + body, tenant, "Content-Length: " + body.length()) + body);
          stays = random.nextInt(10) > 0;
          if (stays) {
            RawClient.RawAnswer answer = client.answer();
            assertThat(answer.text()).isEqualTo(tenant + " /" + body);
            assertThat(answer.header("X-Backend")).isEqualTo(tenant);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private NamedBackend backend(int tenant) throws IOException {
    NamedBackend backend =
        new NamedBackend(
            "tenant-" + tenant,
            0,
            asked -> {
              asked.answer(asked.name() + " " + asked.line().split(" ", -1)[1]);
              return true;
            });
    backends.add(backend);
    return backend;
  }
}
