package io.dormouse.language.wire;

import io.dormouse.language.instance.InstanceId;
import io.dormouse.language.instance.RecordedEvent;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * Reads the first fields of instances' events. The rest of an event that this program's schemas
 * wrote is not looked at, which takes a small part of the time.
 */
public final class EventHeaders {

  private static final List<String> FIRST =
      List.of("id STRING", "instance STRING", "sequence LONG", "time LONG");

  /** The first fields of an event. */
  public record EventHeader(InstanceId instance, long sequence, Instant time) {}

  private final Codec<RecordedEvent> whole;
  private final Set<Integer> begunSo;

  /**
   * The reader.
   *
   * @param announced schemas of events that are read as a whole
   */
  public EventHeaders(AnnouncedSchemas announced) {
    this.whole = Codecs.INSTANCE_EVENT.reading(announced);
    Set<Integer> ids = new HashSet<>();
    SchemaCatalog.BUNDLED
        .all()
        .forEach((id, schema) -> {
          if (schema.getName().equals(whole.name()) && beginsSo(schema)) {
            ids.add(id);
          }
        });
    this.begunSo = Set.copyOf(ids);
  }

  private static boolean beginsSo(Schema schema) {
    return schema.getFields().stream()
        .limit(FIRST.size())
        .map(field -> field.name() + " " + field.schema().getType())
        .collect(Collectors.toList())
        .equals(FIRST);
  }

  /**
   * Reads the first fields.
   *
   * @throws NewerSchemaException if they cannot be read since a newer version wrote them
   * @throws MalformedRecordException if they are not those of an event; the rest may be malformed
   *     where this does not fail
   */
  public EventHeader decode(byte[] bytes) {
    if (!AvroCodec.isFramed(bytes) || !begunSo.contains(AvroCodec.writerId(bytes))) {
      RecordedEvent event = whole.decode(bytes);
      return new EventHeader(event.instance(), event.sequence(), event.time());
    }
    BoundedDecoder decoder = new BoundedDecoder(bytes, AvroCodec.FRAME);
    try {
      decoder.skipString();
      return new EventHeader(
          new InstanceId(decoder.readString()),
          decoder.readLong(),
          Instant.EPOCH.plus(decoder.readLong(), ChronoUnit.MICROS));
    } catch (IOException
        | AvroRuntimeException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw new MalformedRecordException(
          "%s: expected the first fields of an event, but got other bytes (%s)."
              .formatted(whole.name(), e.getMessage()),
          e);
    }
  }
}
