package io.dormouse.streams.api.host;

import io.dormouse.language.host.HostId;
import io.dormouse.language.host.HostView;
import io.dormouse.streams.api.http.Permission;
import io.dormouse.streams.api.http.Request;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.http.Route;
import io.dormouse.streams.api.json.RecordJson;
import io.dormouse.streams.api.view.Table;
import io.dormouse.streams.api.view.Tables;
import java.util.List;

/** Endpoint of the hosts as the scheduler sees them. */
public final class HostEndpoints {

  private final Table<HostId, HostView> hosts;

  public HostEndpoints(Tables tables) {
    this.hosts = tables.hosts();
  }

  public List<Route> routes() {
    return List.of(Route.get(Permission.READ_ALL, "/v1/hosts", this::list, "limit", "after"));
  }

  private Response list(Request request) {
    HostId after = request.query("after", HostId::new).orElse(null);
    return ResultPage.of(request, "/v1/hosts")
        .answer(
            hosts.after(after),
            host -> host.host().value(),
            host -> RecordJson.of(host).put("memoryFreeBytes", host.memoryFreeBytes()));
  }
}
