package io.dormouse.edge.forward.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dormouse.edge.EdgeUnderTest;
import io.dormouse.edge.Eventually;
import io.dormouse.language.blueprint.Protocol;
import io.dormouse.language.blueprint.Serving;
import io.dormouse.language.blueprint.Timeouts;
import io.dormouse.language.instance.Endpoint;
import io.dormouse.language.instance.InstanceStatus;
import io.grpc.CallOptions;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real gRPC client before the edge, and a real gRPC server behind it. */
class GrpcTest {

  private static final Metadata.Key<String> HINT =
      Metadata.Key.of("hint", Metadata.ASCII_STRING_MARSHALLER);
  private static final MethodDescriptor<String, String> UNARY = method("Unary", MethodType.UNARY);
  private static final MethodDescriptor<String, String> FAILING =
      method("Failing", MethodType.UNARY);
  private static final MethodDescriptor<String, String> SILENT = method("Silent", MethodType.UNARY);
  private static final MethodDescriptor<String, String> COUNT =
      method("Count", MethodType.SERVER_STREAMING);
  private static final MethodDescriptor<String, String> JOIN =
      method("Join", MethodType.CLIENT_STREAMING);
  private static final MethodDescriptor<String, String> ECHO =
      method("Echo", MethodType.BIDI_STREAMING);

  private final EdgeUnderTest edge = new EdgeUnderTest("--rate.window=1s");
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();
  private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
  private final ManagedChannel channel =
      OkHttpChannelBuilder.forAddress("127.0.0.1", edge.port(), InsecureChannelCredentials.create())
          .overrideAuthority("acme.example.org")
          .build();
  private final Server server;

  GrpcTest() throws IOException {
    server =
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
            .addService(
                ServerServiceDefinition.builder("test.Service")
                    .addMethod(UNARY, ServerCalls.asyncUnaryCall(GrpcTest::answer))
                    .addMethod(FAILING, ServerCalls.asyncUnaryCall(GrpcTest::fail))
                    .addMethod(SILENT, ServerCalls.asyncUnaryCall(this::saysNothing))
                    .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcTest::count))
                    .addMethod(JOIN, ServerCalls.asyncClientStreamingCall(GrpcTest::join))
                    .addMethod(ECHO, ServerCalls.asyncBidiStreamingCall(GrpcTest::echo))
                    .build())
            .build()
            .start();
  }

  @BeforeEach
  void run() {
    edge.plane()
        .runs(
            "acme",
            new Serving(Protocol.HTTP2, false, Timeouts.NONE),
            new Endpoint(0, 1, "127.0.0.1", server.getPort()));
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    edge.close();
  }

  @Test
  void shouldCall() {
    assertThat(call("hello")).isEqualTo("hello, you");
  }

  @Test
  void shouldCallWithALargeMessage() {
    String large = "x".repeat(3 << 20);

    assertThat(call(large)).isEqualTo(large + ", you");
  }

  @Test
  void shouldHoldACallUntilItsInstanceIsAwake() {
    edge.plane().is("acme", InstanceStatus.ASLEEP);
    var answer = ClientCalls.futureUnaryCall(channel.newCall(UNARY, CallOptions.DEFAULT), "hello");
    Eventually.until("a wake", () -> edge.plane().wakes().size() == 1);

    edge.plane()
        .runs(
            "acme",
            new Serving(Protocol.HTTP2, false, Timeouts.NONE),
            new Endpoint(0, 1, "127.0.0.1", server.getPort()));

    Eventually.until("an answer", answer::isDone);
    assertThat(answer).succeedsWithin(Eventually.DEADLINE).isEqualTo("hello, you");
  }

  @Test
  void shouldTellStatusAndTrailersOfAFailure() {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, FAILING, CallOptions.DEFAULT, "hello"));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(failure.getStatus().getDescription()).isEqualTo("no hello");
    assertThat(failure.getTrailers().get(HINT)).isEqualTo("try bye");
  }

  @Test
  void shouldStreamAnswers() {
    List<String> answers = new ArrayList<>();
    ClientCalls.blockingServerStreamingCall(channel, COUNT, CallOptions.DEFAULT, "100")
        .forEachRemaining(answers::add);

    assertThat(answers).hasSize(100).endsWith("99");
  }

  @Test
  void shouldStreamRequests() {
    Received received = new Received();
    StreamObserver<String> requests =
        ClientCalls.asyncClientStreamingCall(channel.newCall(JOIN, CallOptions.DEFAULT), received);
    List.of("a", "b", "c").forEach(requests::onNext);
    requests.onCompleted();

    Eventually.get(received.ended);
    assertThat(received.messages).containsExactly("abc");
  }

  @Test
  void shouldLetAStreamBeQuietBeforeItsAnswerBegins() {
    Received received = new Received();
    StreamObserver<String> requests =
        ClientCalls.asyncClientStreamingCall(channel.newCall(JOIN, CallOptions.DEFAULT), received);
    requests.onNext("a");
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    requests.onNext("b");
    requests.onCompleted();

    Eventually.get(received.ended);
    assertThat(received.messages).containsExactly("ab");
  }

  @Test
  void shouldAnswerBeforeTheRequestHasEnded() {
    Received received = new Received();
    StreamObserver<String> requests =
        ClientCalls.asyncBidiStreamingCall(channel.newCall(ECHO, CallOptions.DEFAULT), received);
    for (int i = 0; i < 10; i++) {
      String message = "message " + i;
      requests.onNext(message);
      Eventually.until("an echo", () -> received.messages.contains(message));
    }
    requests.onCompleted();

    Eventually.get(received.ended);
    assertThat(received.messages).hasSize(10);
  }

  @Test
  void shouldCancelAtTheBackendWhatTheClientCancels() {
    var call = ClientCalls.futureUnaryCall(channel.newCall(SILENT, CallOptions.DEFAULT), "hello");
    Eventually.get(arrived);

    call.cancel(true);

    assertThat(cancelled).succeedsWithin(Eventually.DEADLINE);
    assertThat(call("again")).isEqualTo("again, you");
  }

  @Test
  void shouldEndAtTheDeadlineOnBothSides() {
    CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> ClientCalls.blockingUnaryCall(channel, SILENT, soon, "hello"));

    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(cancelled).succeedsWithin(Eventually.DEADLINE);
  }

  @Test
  void shouldTellThatTheBackendIsGone() throws Exception {
    var call = ClientCalls.futureUnaryCall(channel.newCall(SILENT, CallOptions.DEFAULT), "hello");
    Eventually.get(arrived);

    server.shutdownNow();

    Eventually.until("an end", call::isDone);
    assertThat(Status.fromThrowable(call.exceptionNow()).isOk()).isFalse();
  }

  private String call(String message) {
    return ClientCalls.blockingUnaryCall(channel, UNARY, CallOptions.DEFAULT, message);
  }

  private static void answer(String request, StreamObserver<String> answers) {
    answers.onNext(request + ", you");
    answers.onCompleted();
  }

  private static void fail(String request, StreamObserver<String> answers) {
    Metadata trailers = new Metadata();
    trailers.put(HINT, "try bye");
    answers.onError(Status.NOT_FOUND.withDescription("no " + request).asRuntimeException(trailers));
  }

  private void saysNothing(String request, StreamObserver<String> answers) {
    ((ServerCallStreamObserver<String>) answers).setOnCancelHandler(() -> cancelled.complete(null));
    arrived.complete(null);
  }

  private static void count(String upTo, StreamObserver<String> answers) {
    for (int i = 0; i < Integer.parseInt(upTo); i++) {
      answers.onNext(Integer.toString(i));
    }
    answers.onCompleted();
  }

  private static StreamObserver<String> join(StreamObserver<String> answers) {
    StringBuilder all = new StringBuilder();
    return new Each(all::append, () -> answer(all, answers));
  }

  private static void answer(StringBuilder all, StreamObserver<String> answers) {
    answers.onNext(all.toString());
    answers.onCompleted();
  }

  private static StreamObserver<String> echo(StreamObserver<String> answers) {
    return new Each(answers::onNext, answers::onCompleted);
  }

  private static MethodDescriptor<String, String> method(String name, MethodType type) {
    return MethodDescriptor.newBuilder(new Text(), new Text())
        .setType(type)
        .setFullMethodName("test.Service/" + name)
        .build();
  }

  /** Runs an action for each message, and one at the end. */
  private record Each(Consumer<String> each, Runnable atEnd) implements StreamObserver<String> {

    @Override
    public void onNext(String message) {
      each.accept(message);
    }

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {
      atEnd.run();
    }
  }

  /** The messages that a client got. */
  private static final class Received implements StreamObserver<String> {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public void onNext(String message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable cause) {
      ended.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      ended.complete(null);
    }
  }

  /** Messages that are plain text. */
  private static final class Text implements MethodDescriptor.Marshaller<String> {

    @Override
    public InputStream stream(String text) {
      return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parse(InputStream bytes) {
      try {
        return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
