package io.dormouse.edge.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.Eventually;
import io.dormouse.edge.Views;
import io.dormouse.language.command.CommandId;
import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.domain.RouteTarget.ToUri;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class RoutingTableTest {

  private final RoutingTable table = new RoutingTable();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void shouldKnowWhatAPlainMapKnowsAfterAnyChanges(long seed) {
    Random random = new Random(seed);
    Map<InstanceId, InstanceView> expected = new HashMap<>();
    for (int i = 0; i < 8_000; i++) {
      InstanceView view = Views.of("tenant-" + random.nextInt(1_000), i).build();
      if (random.nextInt(3) == 0) {
        table.remove(view.id());
        expected.remove(view.id());
      } else {
        table.put(view);
        expected.put(view.id(), view);
      }
    }
    assertThat(table.instances()).isEqualTo(expected.size());
    for (int i = 0; i < 1_000; i++) {
      InstanceId id = new InstanceId("tenant-" + i);
      // Twice: the first is decoded, the second was kept.
      assertThat(table.view(id)).as("seed %d", seed).isEqualTo(table.view(id));
      assertThat(table.view(id).orElse(null)).as("seed %d", seed).isEqualTo(expected.get(id));
    }
  }

  @Test
  void shouldKeepEveryKindOfRouteOfEveryLength() {
    List<DomainRoute> routes = new ArrayList<>();
    Random random = new Random(7);
    for (int length = 0; length < 60_000; length += 1 + length / 3) {
      StringBuilder path = new StringBuilder("https://www.example.org/");
      random.ints(length, 'a', 'z').forEach(path::appendCodePoint);
      routes.add(route("d" + length + ".example.org", path.toString()));
    }
    routes.add(route("a".repeat(60) + ("." + "b".repeat(60)).repeat(3) + ".c", "https://c.org/"));
    routes.forEach(table::put);
    for (DomainRoute route : routes) {
      assertThat(table.exact(route.domain()).map(DomainRoute::target)).contains(route.target());
    }
    assertThat(table.domains()).isEqualTo(routes.size());
    assertThat(table.exact(new DomainName("d.example.org"))).isEmpty();
  }

  @Test
  void shouldGiveReadersTheirOwnWholeViewsWhileAllChange() {
    int instances = 200;
    for (int i = 0; i < instances; i++) {
      table.put(Views.of("tenant-" + i, 1).build());
    }
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Long>> readers = new ArrayList<>();
    for (int reader = 0; reader < 3; reader++) {
      Random random = new Random(reader);
      readers.add(
          CompletableFuture.supplyAsync(
              () -> {
                long[] newest = new long[instances];
                long reads = 0;
                while (!done.get()) {
                  int which = random.nextInt(instances);
                  InstanceView view = table.view(new InstanceId("tenant-" + which)).orElseThrow();
                  assertThat(view.id().value()).isEqualTo("tenant-" + which);
                  assertThat(view.sequence()).isGreaterThanOrEqualTo(newest[which]);
                  newest[which] = view.sequence();
                  reads++;
                }
                return reads;
              },
              command -> Thread.ofPlatform().start(command)));
    }
    // Enough to drop chunks and to rebuild indexes many times.
    Random random = new Random(17);
    for (int change = 2; change < 8_000; change++) {
      table.put(Views.of("tenant-" + random.nextInt(instances), change).build());
      String passing = "passing-" + change;
      table.put(Views.of(passing, 1).build());
      table.remove(new InstanceId(passing));
    }
    done.set(true);
    for (CompletableFuture<Long> reader : readers) {
      assertThat(Eventually.get(reader)).isPositive();
    }
    assertThat(table.instances()).isEqualTo(instances);
  }

  public static DomainRoute route(String domain, String uri) {
    return new DomainRoute(
        new DomainName(domain), new ToUri(uri), Instant.EPOCH, new CommandId("test-route"));
  }
}
