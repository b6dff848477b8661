package io.dormouse.agents.provisioner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dormouse.kit.rooms.Rooms;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final String PROVISIONER = "io.dormouse.agents.provisioner";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(PROVISIONER);

  @Test
  void shouldPlanWithoutTouchingTheWorld() {
    assertThat(classes.containPackage(PROVISIONER + ".plan")).isTrue();
    noClasses()
        .that()
        .resideInAPackage(PROVISIONER + ".plan")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.nio..",
            "java.net..",
            "java.sql..",
            "java.util.concurrent..",
            "org.apache.kafka..",
            "software.amazon..",
            PROVISIONER + ".work..",
            PROVISIONER + ".s3..")
        .check(classes);
  }

  @Test
  void shouldWriteSqlInOnePackageOnly() {
    assertThat(classes.containPackage(PROVISIONER + ".database.server")).isTrue();
    noClasses()
        .that()
        .resideOutsideOfPackage(PROVISIONER + ".database..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(Statement.class, Connection.class)
        .check(classes);
  }

  @Test
  void shouldKeepTheServersFromKnowingTheWork() {
    noClasses()
        .that()
        .resideInAnyPackage(
            PROVISIONER + ".database..", PROVISIONER + ".s3..", PROVISIONER + ".export..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            PROVISIONER,
            PROVISIONER + ".work",
            PROVISIONER + ".commands",
            PROVISIONER + ".sweep",
            "org.apache.kafka..")
        .check(classes);
  }

  @Test
  void shouldImportRoomsOneWay() {
    Rooms.assertOneWay(PROVISIONER + ".database", "server", "role", "register", "login", "schema");
    Rooms.assertOneWay(PROVISIONER + ".database", "schema", "login");
    Rooms.assertOneWay(PROVISIONER + ".s3", "bucket", "policy", "access");
  }
}
