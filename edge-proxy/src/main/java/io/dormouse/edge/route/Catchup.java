package io.dormouse.edge.route;

import io.dormouse.language.domain.DomainName;
import io.dormouse.language.domain.DomainRoute;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.wire.Codecs;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records that were read and are not in the table yet, the newest of each key. Not thread-safe. */
final class Catchup {

  private final RoutingTable news = new RoutingTable();
  private final Set<DomainName> goneDomains = new HashSet<>();
  private final Set<InstanceId> goneInstances = new HashSet<>();

  void routed(DomainName domain, @Nullable DomainRoute route, byte[] encoded) {
    if (route == null) {
      news.remove(domain);
      goneDomains.add(domain);
    } else {
      news.put(route, encoded);
      goneDomains.remove(domain);
    }
  }

  void seen(InstanceId instance, @Nullable InstanceView view, byte[] encoded) {
    if (view == null) {
      news.remove(instance);
      goneInstances.add(instance);
    } else {
      news.put(view, encoded);
      goneInstances.remove(instance);
    }
  }

  /**
   * Applies these records to the table.
   *
   * @param onlyNews true if records that were not read stay as they were; else they are gone
   */
  void moveTo(RoutingTable table, boolean onlyNews) {
    for (String key : news.views().keys()) {
      byte[] encoded = news.views().encoded(key);
      if (encoded != null && !Arrays.equals(encoded, table.views().encoded(key))) {
        table.put(Codecs.INSTANCE_VIEW.decode(encoded), encoded);
      }
    }
    for (String key : news.routes().keys()) {
      byte[] encoded = news.routes().encoded(key);
      if (encoded != null && !Arrays.equals(encoded, table.routes().encoded(key))) {
        table.put(Codecs.DOMAIN_ROUTE.decode(encoded), encoded);
      }
    }
    if (!onlyNews) {
      table.routes().keys().stream()
          .filter(key -> news.routes().encoded(key) == null)
          .forEach(key -> goneDomains.add(new DomainName(key)));
      table.views().keys().stream()
          .filter(key -> news.views().encoded(key) == null)
          .forEach(key -> goneInstances.add(new InstanceId(key)));
    }
    goneDomains.forEach(table::remove);
    goneInstances.forEach(table::remove);
  }
}
