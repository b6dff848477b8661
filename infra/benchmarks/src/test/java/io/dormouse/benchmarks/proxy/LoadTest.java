package io.dormouse.benchmarks.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.dormouse.benchmarks.FreePort;
import io.dormouse.benchmarks.proxy.load.Load;
import io.dormouse.benchmarks.proxy.load.LoadResult;
import io.dormouse.benchmarks.proxy.load.Requests;
import io.dormouse.benchmarks.proxy.load.Scenario;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LoadTest {

  private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @AfterEach
  void end() throws InterruptedException {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  @ParameterizedTest
  @EnumSource
  void shouldCountOneAnswerForEachRequest(Scenario scenario, @TempDir Path folder)
      throws Exception {
    Path ready = folder.resolve("ready");
    try (BackendMain backend = BackendMain.start(FreePort.next(), ready);
        Load load = new Load(loop, backend.port(), new Requests(scenario))) {
      assertThat(Files.exists(ready)).isTrue();

      LoadResult result = load.run(500, Duration.ofMillis(400));

      assertThat(result.failed()).as(result.failure()).isZero();
      assertThat(result.answered()).isEqualTo(200);
      assertThat(result.nanos().getMinValue()).isPositive();
    }
  }

  @Test
  void shouldCountWhatWasNotAnswered(@TempDir Path folder) throws Exception {
    Load load;
    try (BackendMain backend = BackendMain.start(FreePort.next(), folder.resolve("ready"))) {
      load = new Load(loop, backend.port(), new Requests(Scenario.CONNECTIONS));
    }

    try (load) {
      LoadResult result = load.run(100, Duration.ofMillis(100));

      assertThat(result.answered()).isZero();
      assertThat(result.failed()).isEqualTo(10);
    }
  }
}
