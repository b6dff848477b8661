package io.dormouse.agents.host.kit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All log lines under the shipped configuration, with its root turned to the lowest level. */
public final class ShippedLogs implements AutoCloseable {

  private static final Path SHIPPED = Path.of("src/main/resources/logback.xml");
  private static final Path OF_TESTS = Path.of("src/test/resources/logback-test.xml");

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final List<String> lines = new CopyOnWriteArrayList<>();

  public ShippedLogs() throws JoranException {
    configure(SHIPPED);
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.TRACE);
    Capture capture = new Capture();
    capture.setContext(context);
    capture.start();
    root.addAppender(capture);
  }

  /** The lines as they would be printed, with stack traces. */
  public List<String> lines() {
    return lines;
  }

  private void configure(Path file) throws JoranException {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(file.toFile());
  }

  @Override
  public void close() throws JoranException {
    configure(OF_TESTS);
  }

  private final class Capture extends AppenderBase<ILoggingEvent> {

    @Override
    protected void append(ILoggingEvent event) {
      lines.add(
          event.getLoggerName()
              + " "
              + event.getFormattedMessage()
              + " "
              + event.getKeyValuePairs()
              + " "
              + (event.getThrowableProxy() == null
                  ? ""
                  : ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
  }
}
