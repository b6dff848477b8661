package io.dormouse.agents.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dormouse.kit.rooms.Rooms;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String AGENT = "io.dormouse.agents.host";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(AGENT);

  @Test
  void shouldDecideWithoutTouchingTheWorld() {
    assertThat(classes.containPackage(AGENT + ".plan")).isTrue();
    noClasses()
        .that()
        .resideInAPackage(AGENT + ".plan")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.util.concurrent..",
            "org.apache.kafka..",
            "com.github.dockerjava..",
            AGENT + ".reconcile..",
            AGENT + ".report..")
        .check(classes);
  }

  @Test
  void shouldKeepDriversBehindTheirPort() {
    noClasses()
        .that()
        .resideOutsideOfPackage(AGENT + ".driver.docker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.github.dockerjava..")
        .check(classes);
    noClasses()
        .that()
        .resideInAPackage(AGENT + ".driver..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            AGENT, AGENT + ".plan", AGENT + ".reconcile", AGENT + ".report", "org.apache.kafka..")
        .check(classes);
  }

  @Test
  void shouldImportRoomsOneWay() {
    Rooms.assertOneWay(AGENT + ".driver.docker", "engine", "image", "container");
    Rooms.assertOneWay(AGENT + ".driver.process", "state", "os");
  }
}
