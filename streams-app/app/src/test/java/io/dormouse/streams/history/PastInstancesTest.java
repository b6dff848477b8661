package io.dormouse.streams.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.core.instance.InstanceViews;
import io.dormouse.core.instance.state.InstanceEvolution;
import io.dormouse.core.instance.state.InstanceState;
import io.dormouse.core.instance.state.InstanceState.Living;
import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.InstanceView;
import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.AnnouncedSchemas;
import io.dormouse.language.wire.Codecs;
import io.dormouse.streams.TestBrain;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments of recorded histories. */
final class PastInstancesTest {

  @Test
  void shouldShowEachInstanceAsItWasAtEachMoment(@TempDir Path folder) throws Exception {
    List<RecordedEvent> acme = RecordedLives.golden("demo-acme");
    List<RecordedEvent> zebra = RecordedLives.golden("demo-zebra");
    try (RecordedLog log = new RecordedLog()) {
      log.commit(() -> {
        write(log, acme);
        write(log, zebra);
      });
      try (HistoryIndex index = new HistoryIndex(log.kafka(), AnnouncedSchemas.NONE, folder)) {
        TestBrain.await("a history that has caught up", () -> index.progress().caughtUp());
        PastInstances past = new PastInstances(index);
        for (RecordedEvent event : acme) {
          Instant at = event.time();
          assertThat(past.find(event.instance(), at)).as("at " + at).isEqualTo(view(acme, at));
        }
        InstanceId id = acme.getFirst().instance();
        List<Instant> moments = acme.stream().map(RecordedEvent::time).distinct().toList();
        PastInstances.Past all = past.findOrPass(id, moments);
        assertThat(past.find(id, acme.getFirst().time().minusMillis(1))).isEmpty();
        assertThat(all.views())
            .containsExactlyElementsOf(moments.stream().map(at -> view(acme, at)).toList());
        assertThat(all.events()).isEqualTo(acme.size());
        assertThat(past.after(null)).containsExactly(id, zebra.getFirst().instance());
        assertThat(past.after(id)).containsExactly(zebra.getFirst().instance());
      }
    }
  }

  private static void write(RecordedLog log, List<RecordedEvent> events) {
    events.forEach(event ->
        log.raw(event.instance().value(), event.time(), Codecs.INSTANCE_EVENT.encode(event)));
  }

  private static Optional<InstanceView> view(List<RecordedEvent> events, Instant at) {
    InstanceState state = new InstanceState.None();
    for (RecordedEvent event : events) {
      if (event.time().isAfter(at)) {
        break;
      }
      state = InstanceEvolution.evolve(state, event);
    }
    return state instanceof Living living
        ? Optional.of(InstanceViews.of(living))
        : Optional.empty();
  }
}
