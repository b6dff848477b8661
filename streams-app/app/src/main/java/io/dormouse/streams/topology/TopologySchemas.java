package io.dormouse.streams.topology;

import io.dormouse.language.wire.AnnouncedSchemas;
import org.apache.kafka.streams.processor.api.ProcessingContext;

/** The announced schemas of a topology; its processors find them among its settings. */
public final class TopologySchemas {

  /** Key of the {@link AnnouncedSchemas} in the settings of Kafka Streams. */
  public static final String SETTING = "dormouse.schemas";

  private TopologySchemas() {}

  public static AnnouncedSchemas of(ProcessingContext context) {
    return context.appConfigs().get(SETTING) instanceof AnnouncedSchemas schemas
        ? schemas
        : AnnouncedSchemas.NONE;
  }
}
