package io.dormouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void shouldNameATakenPortAndTheOptionThatMovesIt() throws IOException {
    List<Integer> free = FreePorts.find(2);
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();

      assertThatThrownBy(() -> Ports.choose(options(free.get(0), taken, free.get(1)), "127.0.0.1"))
          .isInstanceOf(CannotStart.class)
          .hasMessage(
              "port %d, for the control API, is taken: end what listens there, or choose another"
                  + " with --api-port N",
              taken);
    }
  }

  @Test
  void shouldRefuseOnePortForTwo() throws IOException {
    int port = FreePorts.find(1).getFirst();

    assertThatThrownBy(() -> Ports.choose(options(port, port, 9092), "127.0.0.1"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("--api-port");
  }

  @Test
  void shouldTakeAnyFreePortForWhatNobodyIsTold() throws Exception {
    List<Integer> free = FreePorts.find(6);
    Ports first = Ports.choose(options(free.get(0), free.get(1), free.get(2)), "127.0.0.1");

    try (ServerSocket other = new ServerSocket(first.s3(), 1, InetAddress.getLoopbackAddress())) {
      Ports second = Ports.choose(options(free.get(3), free.get(4), free.get(5)), "127.0.0.1");

      assertThat(second.s3()).isNotEqualTo(other.getLocalPort());
      assertThat(
              Stream.of(
                  second.edge(),
                  second.api(),
                  second.kafka(),
                  second.controller(),
                  second.edgeAdmin(),
                  second.hostAdmin(),
                  second.provisionerAdmin(),
                  second.iam(),
                  second.s3(),
                  second.postgres()))
          .doesNotHaveDuplicates()
          .allMatch(port -> port > 0);
    }
  }

  @Test
  void shouldTakeAPortOfPostgresThatIsFreeAtBothOfItsAddresses() throws Exception {
    List<Integer> free = FreePorts.find(6);
    String storageHost = "127.0.0.2";
    Ports first = Ports.choose(options(free.get(0), free.get(1), free.get(2)), storageHost);

    try (ServerSocket other =
        new ServerSocket(first.postgres(), 1, InetAddress.getLoopbackAddress())) {
      Ports second = Ports.choose(options(free.get(3), free.get(4), free.get(5)), storageHost);

      assertThat(second.postgres()).isNotEqualTo(other.getLocalPort());
    }
  }

  private static Options options(int edge, int api, int kafka) {
    return new Options(
        Path.of("/unused"), false, false, Options.DriverChoice.AUTO, edge, api, kafka, false);
  }
}
