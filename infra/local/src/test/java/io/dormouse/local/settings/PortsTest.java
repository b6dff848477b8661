package io.dormouse.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.kit.FreePorts;
import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void shouldNameATakenPortAndTheOptionThatMovesIt() throws IOException {
    List<Integer> free = FreePorts.find(2);
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();

      assertThatThrownBy(() ->
              Ports.choose(options(free.get(0), taken, free.get(1)), "127.0.0.1", Optional.empty()))
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

    assertThatThrownBy(() -> Ports.choose(options(port, port, 9092), "127.0.0.1", Optional.empty()))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("--api-port");
  }

  @Test
  void shouldTakeAnyFreePortForWhatNobodyIsTold() throws Exception {
    List<Integer> free = FreePorts.find(6);
    Ports first =
        Ports.choose(options(free.get(0), free.get(1), free.get(2)), "127.0.0.1", Optional.empty());

    try (ServerSocket other = new ServerSocket(first.s3(), 1, InetAddress.getLoopbackAddress())) {
      Ports second =
          Ports.choose(
              options(free.get(3), free.get(4), free.get(5)), "127.0.0.1", Optional.empty());

      assertThat(second.s3()).isNotEqualTo(other.getLocalPort());
      assertThat(
              Stream.of(
                  second.edge(),
                  second.api(),
                  second.kafka(),
                  second.controller(),
                  second.edgeAdmin(),
                  second.hostAdmin(),
                  second.secondHostAdmin(),
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
    Ports first =
        Ports.choose(options(free.get(0), free.get(1), free.get(2)), storageHost, Optional.empty());

    try (ServerSocket other =
        new ServerSocket(first.postgres(), 1, InetAddress.getLoopbackAddress())) {
      Ports second =
          Ports.choose(
              options(free.get(3), free.get(4), free.get(5)), storageHost, Optional.empty());

      assertThat(second.postgres()).isNotEqualTo(other.getLocalPort());
    }
  }

  @Test
  void shouldTakeTheStoragePortsOfBeforeWhicheverAreFree() throws Exception {
    List<Integer> free = FreePorts.find(5);
    StorageAddress kept = new StorageAddress("127.0.0.1", free.get(3), free.get(4));

    Ports ports =
        Ports.choose(
            options(free.get(0), free.get(1), free.get(2)), "127.0.0.1", Optional.of(kept));

    assertThat(ports.s3()).isEqualTo(kept.s3());
    assertThat(ports.postgres()).isEqualTo(kept.postgres());
  }

  @Test
  void shouldNotMovePostgresOfDataWhoseTenantsKnowItsPort() throws Exception {
    List<Integer> free = FreePorts.find(4);
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int taken = other.getLocalPort();
      StorageAddress kept = new StorageAddress("127.0.0.1", free.get(3), taken);

      assertThatThrownBy(() ->
              Ports.choose(
                  options(free.get(0), free.get(1), free.get(2)), "127.0.0.1", Optional.of(kept)))
          .isInstanceOf(CannotStart.class)
          .hasMessage(
              "port %d, for PostgreSQL, is taken: end what listens there, or begin anew with"
                  + " --fresh, since the credentials of the tenants in /data name it",
              taken);
    }
  }

  @Test
  void shouldRefuseAnotherStoragePortThanThatOfTheData() throws Exception {
    List<Integer> free = FreePorts.find(6);
    StorageAddress kept = new StorageAddress("127.0.0.1", free.get(3), free.get(4));
    Options moved =
        options(
            Map.of(
                PortOption.EDGE, free.get(0),
                PortOption.API, free.get(1),
                PortOption.KAFKA, free.get(2),
                PortOption.S3, free.get(5)));

    assertThatThrownBy(() -> Ports.choose(moved, "127.0.0.1", Optional.of(kept)))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "expected --s3-port %d or no such option, got %d: the credentials of the tenants in"
                + " /data name that port of S3; --fresh begins anew",
            kept.s3(), free.get(5));
  }

  @Test
  void shouldTakeTheStoragePortsThatAreSet() throws Exception {
    List<Integer> free = FreePorts.find(5);

    Ports ports =
        Ports.choose(
            options(
                Map.of(
                    PortOption.EDGE, free.get(0),
                    PortOption.API, free.get(1),
                    PortOption.KAFKA, free.get(2),
                    PortOption.S3, free.get(3),
                    PortOption.POSTGRES, free.get(4))),
            "127.0.0.1",
            Optional.empty());

    assertThat(List.of(ports.s3(), ports.postgres())).isEqualTo(free.subList(3, 5));
  }

  private static Options options(int edge, int api, int kafka) {
    return options(Map.of(PortOption.EDGE, edge, PortOption.API, api, PortOption.KAFKA, kafka));
  }

  private static Options options(Map<PortOption, Integer> ports) {
    return new Options(Path.of("/data"), false, false, Options.DriverChoice.AUTO, ports, false);
  }
}
