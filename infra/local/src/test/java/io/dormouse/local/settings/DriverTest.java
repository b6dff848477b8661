package io.dormouse.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dormouse.local.settings.Options.DriverChoice;
import io.dormouse.local.supervision.CannotStart;
import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a command that answers like {@code docker}. */
class DriverTest {

  @TempDir Path folder;

  @Test
  void shouldTakeProcessesWithoutTheCommand() throws CannotStart {
    Driver driver =
        Driver.choose(DriverChoice.AUTO, new DockerCommand("no-such-command"), Optional.empty());

    assertThat(driver)
        .isEqualTo(
            new Driver(Driver.Kind.PROCESS, "no Docker engine answers", "127.0.0.1", "dormouse"));
  }

  @Test
  void shouldTakeProcessesWhenNoEngineAnswers() throws Exception {
    Driver driver = Driver.choose(DriverChoice.AUTO, docker("exit 1"), Optional.empty());

    assertThat(driver.kind()).isEqualTo(Driver.Kind.PROCESS);
  }

  @Test
  void shouldTakeDockerAndTheAddressOfItsBridgeHere() throws Exception {
    Driver driver =
        Driver.choose(DriverChoice.AUTO, engine("docker0 true false 127.0.0.1"), Optional.empty());

    assertThat(driver)
        .isEqualTo(
            new Driver(Driver.Kind.DOCKER, "Docker engine 99.1 answers", "127.0.0.1", "dormouse"));
  }

  @Test
  void shouldFindTheBridgeByItsInterfaceWhenTheEngineNamesNoGateway() throws Exception {
    Driver driver =
        Driver.choose(DriverChoice.DOCKER, engine(loopback() + " true false"), Optional.empty());

    assertThat(driver.storageHost()).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "docker0 false false 127.0.0.1, bridge",
    "docker0 true false 127.0.0.1, dormouse",
    "docker0  false 127.0.0.1, dormouse",
    "docker0 false true 127.0.0.1, dormouse"
  })
  void shouldTakeTheBridgeOnlyWhenItKeepsContainersApart(String bridge, String network)
      throws Exception {
    Driver driver = Driver.choose(DriverChoice.AUTO, engine(bridge), Optional.empty());

    assertThat(driver.network()).isEqualTo(network);
  }

  @Test
  void shouldNotTakeAnEngineThatRunsElsewhere() throws Exception {
    DockerCommand elsewhere = engine("docker0 true false 192.0.2.1");

    assertThat(Driver.choose(DriverChoice.AUTO, elsewhere, Optional.empty()).why())
        .startsWith("the gateway of the Docker engine's bridge is no address of this machine");
    assertThatThrownBy(() -> Driver.choose(DriverChoice.DOCKER, elsewhere, Optional.empty()))
        .isInstanceOf(CannotStart.class)
        .hasMessageStartingWith("--driver docker cannot be used: ")
        .hasMessageEndingWith("start an engine, or use --driver process");
  }

  @Test
  void shouldNotAskWhenProcessesAreWanted() throws Exception {
    Driver driver =
        Driver.choose(
            DriverChoice.PROCESS, engine("docker0 true false 127.0.0.1"), Optional.empty());

    assertThat(driver.why()).isEqualTo("asked for with --driver process");
  }

  @Test
  void shouldTakeTheDriverThatTheDataWasMadeWith() throws Exception {
    Driver driver =
        Driver.choose(
            DriverChoice.AUTO, engine("docker0 true false 127.0.0.1"), Optional.of("127.0.0.1"));

    assertThat(driver)
        .isEqualTo(
            new Driver(
                Driver.Kind.PROCESS, "the data here was made with it", "127.0.0.1", "dormouse"));
  }

  @Test
  void shouldNotMoveTheStorageThatTenantsKnow() throws Exception {
    DockerCommand docker = engine("docker0 true false 127.0.0.1");

    assertThatThrownBy(() -> Driver.choose(DriverChoice.PROCESS, docker, Optional.of("172.17.0.1")))
        .isInstanceOf(CannotStart.class)
        .hasMessage(
            "expected S3 and PostgreSQL at 172.17.0.1, which the credentials of the tenants name;"
                + " with driver process (asked for with --driver process) they are at 127.0.0.1:"
                + " use the driver of before, --fresh to begin anew, or --data DIR");
  }

  private DockerCommand engine(String bridge) throws IOException {
    return docker("case $1 in version) echo 99.1;; network) echo '" + bridge + "';; esac");
  }

  private DockerCommand docker(String script) throws IOException {
    Path program = folder.resolve("docker");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return new DockerCommand(program.toString());
  }

  private static String loopback() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .filter(network ->
            network
                .inetAddresses()
                .anyMatch(address -> address.getHostAddress().equals("127.0.0.1")))
        .findFirst()
        .orElseThrow()
        .getName();
  }
}
