package io.dormouse.streams.api.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.streams.api.http.Response;
import io.dormouse.streams.api.http.ResultPage;
import io.dormouse.streams.api.json.Json;
import io.dormouse.streams.api.view.ReadableHistory;
import io.dormouse.streams.history.PastInstances;
import io.dormouse.streams.history.PastInstances.Past;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lists of instances as they were at past moments. A page ends when it is full, or when so many
 * events were folded that the rest is for another request.
 */
record PastPages(ReadableHistory history) {

  /** Events after which a page ends. Others wait for the thread meanwhile. */
  static final int MOST_FOLDED = 10_000;

  /**
   * A page.
   *
   * @param moments in their order
   * @param item of an instance, empty for one that is not in the list
   */
  Response answer(
      ResultPage page,
      @Nullable InstanceId after,
      List<Instant> moments,
      Function<Past, Optional<JsonNode>> item) {
    PastInstances past = new PastInstances(history.index());
    return history.read(() -> {
      ArrayNode items = Json.array();
      Iterator<InstanceId> ids = past.after(after).iterator();
      String last = "";
      for (int folded = 0; ids.hasNext() && items.size() < page.limit() && folded < MOST_FOLDED; ) {
        Past one = past.findOrPass(ids.next(), moments);
        folded += one.events() + 1;
        last = one.id().value();
        item.apply(one).ifPresent(items::add);
      }
      return page.answer(items, ids.hasNext() ? last : null);
    });
  }
}
