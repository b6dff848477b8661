package io.dormouse.language.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.language.instance.RecordedEvent;
import io.dormouse.language.wire.EventHeaders.EventHeader;
import io.dormouse.language.wire.SampleValues.Fill;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first fields of events are those that the whole events have. */
class EventHeadersTest {

  private final EventHeaders headers = new EventHeaders(AnnouncedSchemas.NONE);

  @Test
  void shouldBeThoseOfEveryEvent() {
    for (RecordedEvent event : events()) {
      assertThat(headers.decode(Codecs.INSTANCE_EVENT.encode(event)))
          .isEqualTo(new EventHeader(event.instance(), event.sequence(), event.time()));
    }
  }

  private static List<RecordedEvent> events() {
    return Branches.of(RecordedEvent.class).stream()
        .map(branches -> new SampleValues(1, Fill.MIXED, branches).of(RecordedEvent.class))
        .toList();
  }

  @Test
  void shouldRefuseOtherBytes() {
    byte[] event = Codecs.INSTANCE_EVENT.encode(events().getFirst());
    byte[] unknown = event.clone();
    ByteBuffer.wrap(unknown).putInt(1, 9_999);
    for (int length = 0; length < 8; length++) {
      byte[] cut = Arrays.copyOf(event, length);
      assertThatThrownBy(() -> headers.decode(cut)).isInstanceOf(MalformedRecordException.class);
    }
    assertThatThrownBy(() -> headers.decode(unknown)).isInstanceOf(NewerSchemaException.class);
  }
}
