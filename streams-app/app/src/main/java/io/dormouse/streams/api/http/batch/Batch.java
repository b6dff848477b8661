package io.dormouse.streams.api.http.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dormouse.streams.api.http.LineHandler;
import io.dormouse.streams.api.http.LineHandler.Answer;
import io.dormouse.streams.api.http.batch.LineReader.Line;
import io.dormouse.streams.api.http.problem.Problem;
import io.dormouse.streams.api.http.problem.ProblemType;
import io.dormouse.streams.api.json.Json;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request whose lines are answered in order while it is read. One thread reads, one writes, and
 * each line between them has a thread of its own; a client that does not take its answers is not
 * read any further. Lines of a client that is gone are given up as far as they wait.
 */
final class Batch implements AutoCloseable {

  /** Below the idle time after which the server closes a connection. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  /** Answers that are sent together at most, in bytes. */
  private static final int MOST_TOGETHER = 16 << 10;

  private final LineReader lines;
  private final LineWriter out;
  private final LineHandler handler;
  private final BatchLimits limits;
  private final ExecutorService threads;
  private final ExecutorService answering = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration silence;
  private final long end;
  private final Semaphore room;

  /** Answers in the order of the lines; an empty one is the end. */
  private final BlockingQueue<Optional<CompletableFuture<Answer>>> answers =
      new LinkedBlockingQueue<>();

  /**
   * A batch that is served once.
   *
   * @param patience longest time without a byte for a client that waits, up to half a minute
   */
  Batch(
      LineReader lines,
      LineWriter out,
      LineHandler handler,
      BatchLimits limits,
      Duration patience,
      ExecutorService threads) {
    this.lines = lines;
    this.out = out;
    this.handler = handler;
    this.limits = limits;
    this.silence = patience.compareTo(LONGEST_SILENCE) < 0 ? patience : LONGEST_SILENCE;
    this.threads = threads;
    this.end = System.nanoTime() + limits.time().toNanos();
    this.room = new Semaphore(limits.lines());
    lines.whenGone(this::close);
  }

  /**
   * Serves the batch on the calling thread and one more.
   *
   * @return true if the answers end with that to the last line, or to the one that came too late
   * @throws Problem if there was no line; then nothing was sent
   */
  boolean serve() throws InterruptedException {
    Future<?> writing = threads.submit(this::write);
    try {
      read();
    } finally {
      answers.add(Optional.empty());
    }
    try {
      writing.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return !lines.isCut();
  }

  private void read() throws InterruptedException {
    Line line = next();
    if (line instanceof Line.End) {
      throw empty();
    }
    try {
      while (take(line)) {
        line = next();
      }
    } catch (Problem late) {
      add(CompletableFuture.completedFuture(Answer.of(late)));
    }
  }

  private Line next() throws InterruptedException {
    if (System.nanoTime() - end > 0) {
      throw new Problem(
          ProblemType.TOO_SLOW,
          "Expected the batch to end within api.batch.timeout, which is %s; send it again."
              .formatted(limits.time()));
    }
    return lines.next();
  }

  /** Begins to answer the line; false if there is none. */
  private boolean take(Line line) throws InterruptedException {
    return switch (line) {
      case Line.Text(Buffer text) -> {
        answer(text);
        yield true;
      }
      case Line.TooLong tooLong -> {
        refuse();
        yield true;
      }
      case Line.End none -> false;
      case Line.Cut none -> false;
    };
  }

  private static Problem empty() {
    return new Problem(
        ProblemType.MALFORMED_BODY, "Expected lines of JSON objects, but got an empty body.");
  }

  private void answer(Buffer text) throws InterruptedException {
    room.acquire();
    try {
      add(CompletableFuture.supplyAsync(() -> handler.answer(text.getBytes()), answering));
    } catch (RejectedExecutionException gone) {
      lines.cut();
    }
  }

  private void refuse() throws InterruptedException {
    room.acquire();
    Problem tooLong =
        new Problem(
                ProblemType.TOO_LARGE,
                "Expected a line of at most %d bytes, but got more.".formatted(LineReader.LONGEST))
            .with("limit", LineReader.LONGEST);
    add(CompletableFuture.completedFuture(Answer.of(tooLong)));
  }

  private void write() {
    boolean done = false;
    try {
      long number = 0;
      for (var next = answers.take(); next.isPresent(); next = answers.take()) {
        StringBuilder text = new StringBuilder(line(++number, decided(next.get())));
        int together = 1;
        while (text.length() < MOST_TOGETHER && isNextDecided()) {
          text.append(line(++number, answers.remove().orElseThrow().join()));
          together++;
        }
        send(text.toString());
        room.release(together);
      }
      done = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!done) {
        lines.gone("its answers cannot be written");
      }
    }
  }

  /** The answer to a line; empty lines show a client that waits for it that the batch goes on. */
  private Answer decided(CompletableFuture<Answer> answer) throws InterruptedException {
    while (true) {
      try {
        return answer.get(silence.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException undecided) {
        send("\n");
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private void send(String text) throws InterruptedException {
    if (!out.write(text)) {
      lines.gone("the client does not take its answers");
    }
  }

  /** Gives up what waits: lines that are not decided, and the thread that reads. */
  @Override
  public void close() {
    answering.shutdownNow();
    room.release(limits.lines());
  }

  private boolean isNextDecided() {
    var next = answers.peek();
    return next != null && next.filter(CompletableFuture::isDone).isPresent();
  }

  private void add(CompletableFuture<Answer> answer) {
    answers.add(Optional.of(answer));
  }

  private static String line(long number, Answer answer) {
    ObjectNode line = Json.object().put("line", number).put("status", answer.status());
    return new String(Json.write(line.setAll(answer.members())), StandardCharsets.UTF_8) + "\n";
  }
}
