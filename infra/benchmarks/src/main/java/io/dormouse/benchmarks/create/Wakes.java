package io.dormouse.benchmarks.create;

import io.dormouse.benchmarks.Samples;
import io.dormouse.benchmarks.Tenants;
import io.dormouse.local.RunningSystem;
import io.dormouse.local.client.Await;
import io.dormouse.local.client.ControlClient;
import io.dormouse.local.client.TenantClient;
import io.dormouse.local.client.Unexpected;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

/** Requests to an instance that is asleep before each of them. */
final class Wakes {

  private static final String INSTANCE = "bench";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ACCEPTED = 202;

  private final ControlClient api;
  private final Tenants tenants;
  private final TenantClient tenant;

  Wakes(HttpClient http, RunningSystem system) {
    api = new ControlClient(http, system.settings().api());
    tenants = new Tenants(api, system.settings().repository());
    tenant = new TenantClient(http, system.settings().edge(), INSTANCE + ".localhost");
  }

  void begin() throws Exception {
    tenants.create(INSTANCE);
  }

  /** Times from a request to its first byte, one wake after the other. */
  Samples measure(int many) throws Exception {
    Samples waited = new Samples();
    for (int i = 0; i < many; i++) {
      long begin = System.nanoTime();
      int status = tenant.get("/healthz").statusCode();
      waited.add(Duration.ofNanos(System.nanoTime() - begin));
      Unexpected.unless(status == 200, "Expected 200, but got %d", status);
      api.awaitStatus(INSTANCE, "running", PATIENCE);
      Await.until(
          "a passivation",
          PATIENCE,
          () ->
              Optional.of(api.post("/v1/instances/" + INSTANCE + "/actions/passivate"))
                  .filter(answer -> answer.status() == ACCEPTED));
      api.awaitStatus(INSTANCE, "asleep", PATIENCE);
    }
    return waited;
  }
}
