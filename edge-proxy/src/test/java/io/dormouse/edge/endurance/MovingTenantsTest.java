package io.dormouse.edge.endurance;

import static io.dormouse.edge.EdgeUnderTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.edge.EdgeUnderTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many tenants on few connections, while their instances move from port to port. */
class MovingTenantsTest {

  private static final int TENANTS = 40;
  private static final int MOVE_EVERY = 50;

  @Test
  void shouldAnswerWithWhatTheTenantsOwnInstanceSaid() throws Exception {
    try (EdgeUnderTest edge = new EdgeUnderTest()) {
      List<List<Integer>> ports = new ArrayList<>();
      for (int tenant = 0; tenant < TENANTS; tenant++) {
        ports.add(List.of(backend(edge, tenant), backend(edge, tenant)));
        edge.plane().runs(name(tenant), ports.get(tenant).get(0));
      }

      Crowd crowd = new Crowd(edge.port(), 32, Crowd.times(320));
      crowd.play((client, number) -> {
        int tenant = number * 7 % TENANTS;
        if (number % MOVE_EVERY == 0) {
          edge.plane().runs(name(tenant), ports.get(tenant).get(number / MOVE_EVERY % 2));
        }
        client.send(request("GET /" + number, name(tenant)));
        assertThat(client.answer().text()).isEqualTo(name(tenant) + " /" + number);
      });
    }
  }

  private static int backend(EdgeUnderTest edge, int tenant) {
    return edge.backend(request -> request.response().end(name(tenant) + " " + request.path()));
  }

  private static String name(int tenant) {
    return "tenant-" + tenant;
  }
}
