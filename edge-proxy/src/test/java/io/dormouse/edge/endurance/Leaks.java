package io.dormouse.edge.endurance;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.dormouse.edge.Eventually;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/**
 * Follows every buffer that Netty hands out until this is closed, and lists those that were never
 * released. An edge has to be started before: Vert.x turns leak detection off when it begins.
 */
public final class Leaks implements AutoCloseable {

  private static final String ON_PURPOSE = "lost on purpose";

  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
  private final List<String> reports = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> reporting =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          reports.add(event.getFormattedMessage());
        }
      };

  public Leaks() {
    reporting.setContext(logger.getLoggerContext());
    reporting.start();
    logger.addAppender(reporting);
    logger.setAdditive(false);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  /** Buffers that were lost until now, each with the place of its last use. */
  public List<String> found() {
    lose();
    Eventually.until(
        "the buffer that was lost on purpose is reported",
        () -> {
          collect();
          return reports.stream().anyMatch(report -> report.contains(ON_PURPOSE));
        });
    collect();
    return reports.stream().filter(report -> !report.contains(ON_PURPOSE)).toList();
  }

  private static void lose() {
    PooledByteBufAllocator.DEFAULT.directBuffer(1).touch(ON_PURPOSE);
  }

  /** A lost buffer is reported when the next one is handed out. */
  private static void collect() {
    System.gc();
    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
  }

  @Override
  public void close() {
    ResourceLeakDetector.setLevel(before);
    logger.setAdditive(true);
    logger.detachAppender(reporting);
  }
}
