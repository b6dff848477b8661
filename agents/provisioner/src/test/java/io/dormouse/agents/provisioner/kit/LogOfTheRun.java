package io.dormouse.agents.provisioner.kit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** All log lines of our code and of the SDKs at their lowest levels, while it is open. */
public final class LogOfTheRun extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private static final List<String> TALKATIVE =
      List.of("io.dormouse", "com.zaxxer.hikari", "org.postgresql", "com.google.crypto");

  private final Map<String, Optional<Level>> levels = new HashMap<>();
  private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

  public LogOfTheRun() {
    start();
    for (String name : TALKATIVE) {
      levels.put(name, Optional.ofNullable(logger(name).getLevel()));
      logger(name).setLevel(Level.TRACE);
      logger(name).addAppender(this);
      logger(name).setAdditive(false);
    }
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(
        event.getFormattedMessage()
            + " "
            + event.getKeyValuePairs()
            + (event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage()));
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    for (String name : TALKATIVE) {
      logger(name).detachAppender(this);
      logger(name).setAdditive(true);
      logger(name).setLevel(levels.getOrDefault(name, Optional.empty()).orElse(null));
    }
    stop();
  }
}
