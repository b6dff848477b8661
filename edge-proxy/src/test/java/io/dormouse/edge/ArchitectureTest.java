package io.dormouse.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** The rooms of the edge: their imports run one way, and each fits in a head. */
class ArchitectureTest {

  private static final ArchRule ONE_WAY =
      slices().matching("io.dormouse.edge.(*)..").should().beFreeOfCycles();

  private static final ArchRule ONE_WAY_WITHIN_ROOMS =
      slices().matching("io.dormouse.edge.(**)").should().beFreeOfCycles();

  private static final ArchRule ATTEMPTS_BELONG_TO_FORWARDING =
      classes()
          .that()
          .resideInAPackage("io.dormouse.edge.forward.transfer")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("io.dormouse.edge", "io.dormouse.edge.forward..");

  private static final ArchRule PACKED_RECORDS_BELONG_TO_ROUTES =
      classes()
          .that()
          .resideInAPackage("io.dormouse.edge.route.packed")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAPackage("io.dormouse.edge.route..");

  private final JavaClasses edge =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.dormouse.edge");

  @Test
  void shouldImportOneWay() {
    ONE_WAY.check(edge);
  }

  @Test
  void shouldImportOneWayWithinRooms() {
    ONE_WAY_WITHIN_ROOMS.check(edge);
  }

  @Test
  void shouldKeepAttemptsWithinForwarding() {
    ATTEMPTS_BELONG_TO_FORWARDING.check(edge);
  }

  @Test
  void shouldKeepPackedRecordsWithinRoutes() {
    PACKED_RECORDS_BELONG_TO_ROUTES.check(edge);
  }
}
