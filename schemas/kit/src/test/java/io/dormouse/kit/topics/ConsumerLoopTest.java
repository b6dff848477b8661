package io.dormouse.kit.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.kit.parts.Parts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConsumerLoopTest {

  private final KafkaConsumer<byte[], byte[]> consumer =
      CommittedConsumer.open(
          new KafkaSettings("127.0.0.1:" + EmbeddedBroker.freePort(), "dormouse.", 1, 1, 1),
          "loop",
          Map.of());
  private final AtomicInteger steps = new AtomicInteger();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Parts parts = new Parts();

  @AfterEach
  void close() {
    parts.close();
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }

  private ConsumerLoop started(ConsumerLoop.ConsumerStep step) {
    ConsumerLoop loop =
        parts.opened(
            new ConsumerLoop("loop", consumer, Duration.ofSeconds(5), step, ended::countDown));
    loop.start();
    return loop;
  }

  private boolean hasEnded() throws InterruptedException {
    return ended.await(5, TimeUnit.SECONDS);
  }

  @Test
  void shouldRepeatAStepThatKafkaFailed() {
    started(() -> failFirst(new KafkaException("no broker")));
    Await.until("a second step", () -> steps.get() > 1);
  }

  @Test
  void shouldRepeatAStepThatTheBrokersAnswerFailed() {
    Exception cause = new KafkaException("no broker");
    started(() -> failFirst(new ExecutionException(cause)));
    Await.until("a second step", () -> steps.get() > 1);
  }

  @Test
  void shouldEndAfterAnyOtherFailure() throws InterruptedException {
    started(() -> failFirst(new ArithmeticException("a test's own")));
    assertThat(hasEnded()).isTrue();
    assertThat(steps).hasValue(1);
  }

  private <E extends Exception> void failFirst(E failure) throws E, InterruptedException {
    if (steps.incrementAndGet() == 1) {
      throw failure;
    }
    Thread.sleep(10);
  }

  @Test
  void shouldWakeAPollToClose() throws InterruptedException {
    consumer.assign(List.of(new TopicPartition("dormouse.activity", 0)));
    ConsumerLoop loop =
        started(() -> {
          begun.countDown();
          consumer.poll(Duration.ofMinutes(1));
        });
    begun.await();
    loop.close();
    assertThat(ended.getCount()).isZero();
  }

  @Test
  void shouldEndAStepThatIsInterrupted() throws InterruptedException {
    ConsumerLoop loop =
        started(() -> {
          begun.countDown();
          Thread.sleep(Duration.ofMinutes(1));
        });
    begun.await();
    loop.interrupt();
    assertThat(hasEnded()).isTrue();
  }

  @Test
  void shouldEndAfterTheStepThatStopsIt() throws InterruptedException {
    CompletableFuture<ConsumerLoop> itself = new CompletableFuture<>();
    ConsumerLoop loop =
        started(() -> {
          steps.incrementAndGet();
          itself.get().stop();
        });
    itself.complete(loop);
    assertThat(hasEnded()).isTrue();
    assertThat(steps).hasValue(1);
  }
}
