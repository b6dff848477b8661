package io.dormouse.kit.topics;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that repeats one step with a consumer until it is closed. A step that fails because of
 * Kafka is logged and repeated after a second, so that reading continues once a broker answers. Any
 * other failure ends the thread.
 */
public final class ConsumerLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final Consumer<?, ?> consumer;
  private final Duration patience;
  private final ConsumerStep step;
  private final Runnable end;
  private final Thread thread;
  private volatile boolean stopped;

  /** One poll and the handling of its records, on the loop's thread. */
  public interface ConsumerStep {
    void run() throws InterruptedException, ExecutionException;
  }

  /**
   * A loop that is yet to be started.
   *
   * @param name name of the thread
   * @param patience longest wait of {@link #close} for the thread
   * @param end runs last on the thread and closes the consumer
   */
  public ConsumerLoop(
      String name, Consumer<?, ?> consumer, Duration patience, ConsumerStep step, Runnable end) {
    this.consumer = consumer;
    this.patience = patience;
    this.step = step;
    this.end = end;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        attempt();
      }
    } catch (InterruptedException e) {
      LOG.atDebug().setMessage("reading interrupted to close").log();
    } finally {
      end.run();
    }
  }

  private void attempt() throws InterruptedException {
    try {
      step.run();
    } catch (WakeupException e) {
      LOG.atDebug().setMessage("reading woken to close").log();
    } catch (KafkaException | ExecutionException e) {
      LOG.atWarn().setMessage("reading failed, will be tried again").setCause(e).log();
      Thread.sleep(PAUSE_AFTER_ERROR);
    }
  }

  /** Ends the loop after the current step; {@link #close} does the same from outside. */
  public void stop() {
    stopped = true;
  }

  /** Interrupts a step that waits for something else than its consumer. */
  public void interrupt() {
    thread.interrupt();
  }

  /** Wakes the consumer, and waits until the thread has ended or the patience is over. */
  @Override
  public void close() {
    stop();
    consumer.wakeup();
    try {
      thread.join(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
